import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReplyMarks, type ReplyPart } from './reply-marks.ts';

const lines = new Map([
  ['hello-1', { name: 'Hello', transcript: 'Hello, this is Dora.' }],
  ['hours', { name: 'Opening hours', transcript: '' }],
]);

/** Parts as short lines; a text that is cut in several is one. */
function read(deltas: string[]): string[] {
  const marks = new ReplyMarks(lines);
  const out: string[] = [];
  let speaking = false;
  const add = (parts: ReplyPart[]): void => {
    for (const part of parts) {
      if (part.play === false && speaking) out.push(`${out.pop() ?? ''}${part.text}`);
      else if (part.play === false) out.push(`say:${part.text}`);
      else if (part.play) out.push(`play ${part.recording.id}: ${part.text}`);
      else out.push(`missing ${part.id}: ${part.spoken}`);
      speaking = part.play === false;
    }
  };
  for (const delta of deltas) add(marks.push(delta));
  add(marks.end());
  return out;
}

const played = 'play hello-1: Hello, this is Dora.';

describe('marks in a reply', () => {
  it.each([
    ['● hello-1 [Hello, this is Dora.]', [played]],
    ['●hello-1', [played]],
    ['● hello-1', [played]],
    ['● hello-1: [other words [of the] model]', [played]],
    ['● hello-1 [unfinished', [played]],
    ['● hours', ['play hours: (Opening hours)']],
    ['▸ We open at nine.', ['say: We open at nine.']],
    ['We open at nine.', ['say:We open at nine.']],
    ['● hello-1 [Hello.] ▸ And you?', [played, 'say:  And you?']],
    ['● hello-1\nAnd you?', [played, 'say: \nAnd you?']],
    ['Well. ● hello-1 [Hello.]', ['say:Well. ', played]],
    ['● hello-1 ● hours', [played, 'say: ', 'play hours: (Opening hours)']],
    ['● gone [Good morning.] And you?', ['missing gone: Good morning.', 'say: And you?']],
    ['● gone', ['missing gone: ']],
    ['● gone\nAnd you?', ['missing gone: ', 'say:\nAnd you?']],
    ['● First, we open.\n● Second thing', ['say:First, we open.\nSecond thing']],
    ['●', []],
    ['● ', []],
    ['● [aside] so', ['say:[aside] so']],
    ['a [b] c', ['say:a [b] c']],
  ])('%j', (reply, parts) => {
    expect(read([reply])).toEqual(parts);
  });

  const character = fc.constantFrom('●', '▸', '[', ']', ' ', '\n', ':', 'a', 'hello-1', 'hours', 'gone');

  it('mean the same wherever the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(character), fc.array(fc.nat(60)), (characters, cuts) => {
        const reply = characters.join('');
        const places = [0, ...cuts.filter((cut) => cut < reply.length), reply.length].sort((a, b) => a - b);
        const deltas = places.slice(1).map((place, index) => reply.slice(places[index], place));
        expect(read(deltas)).toEqual(read([reply]));
      }),
    );
  });

  it('are left out of the words that stand for a missing recording', () => {
    expect(read(['● gone [good ▸ day ●]'])).toEqual(read(['● gone [good  day ]']));
  });

  it('are never spoken, and no word is, of a recording that is played', () => {
    fc.assert(
      fc.property(fc.array(character), (characters) => {
        for (const part of read([characters.join('')])) expect(part).not.toMatch(/[●▸]/);
      }),
    );
  });
});

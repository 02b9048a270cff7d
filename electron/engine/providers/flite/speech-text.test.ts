import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { speakableText, speechPieces } from './speech-text.ts';

describe('speakableText', () => {
  it.each([
    ['It costs twenty dollars at three thirty p.m.', 'It costs twenty dollars at three thirty p.m.'],
    ['Ms. Lee', 'Miz Lee'],
    ['the U S A is, and plan A is', 'the U S ay is, and plan A is'],
    ['“Hello” – it’s me…', "Hello, it's me..."],
    ['café, naïve, Łódź', 'cafe, naive, lodz'],
    ['Straße', 'Strasse'],
    ['a_b ~ [c] 👍🏽!', 'a b c !'],
    ['a\nb\0c', 'a b c'],
  ])('%j is said as %j', (text, spoken) => {
    expect(speakableText(text)).toBe(spoken);
  });

  it.each(['', '   ', '👋', '…', '?!', '- -', '日本語', '\n\t', '**'])(
    'has nothing to say for %j',
    (text) => {
      expect(speakableText(text)).toBe('');
    },
  );

  it('gives printable ASCII for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(speakableText(text)).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
  });
});

describe('speechPieces', () => {
  it('leaves a short text whole', () => {
    expect(speechPieces('Hello there, how are you? Fine, I hope.')).toEqual([
      { text: 'Hello there, how are you? Fine, I hope.', pauseMs: 0 },
    ]);
  });

  it('cuts the first clause off a long one, with the pause of its comma', () => {
    expect(
      speechPieces(
        'I would like to book an appointment for Thursday, please, and could you tell me how long it will take, because I have to be back before five?',
      ),
    ).toEqual([
      { text: 'I would like to book an appointment for Thursday,', pauseMs: 120 },
      {
        text: 'please, and could you tell me how long it will take, because I have to be back before five?',
        pauseMs: 0,
      },
    ]);
  });

  it('prefers the end of a sentence, and does not take a title for one', () => {
    expect(
      speechPieces(
        'Your dentist is Dr. Smith today, I think. She will see you at nine o clock in the morning.',
      ),
    ).toEqual([
      { text: 'Your dentist is Dr. Smith today, I think.', pauseMs: 300 },
      { text: 'She will see you at nine o clock in the morning.', pauseMs: 0 },
    ]);
  });

  it('loses no word of any text, and keeps every piece short', () => {
    const word = fc.stringMatching(/^[a-z]{1,9}[,.;?]?$/);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 150 }), (words) => {
        const text = words.join(' ');
        const pieces = speechPieces(text);
        expect(pieces.map((piece) => piece.text).join(' ')).toBe(text);
        expect(pieces.every((piece) => piece.text.length > 0 && piece.text.length <= 200)).toBe(true);
      }),
    );
  });
});

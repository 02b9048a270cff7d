import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FRAME_SAMPLES } from '../../audio/frame.ts';
import type { SttFinal, SttHints, SttStream } from '../spec/stt.ts';
import { createGrammarStt } from './index.ts';
import { bookingHints, nameHints, numberHints, timeHints } from './testing/appointment-hints.ts';
import { createSpeaker, withNoise } from './testing/spoken.ts';

const stt = createGrammarStt();
const speaker = createSpeaker();
afterAll(async () => {
  await stt.close();
  await speaker.close();
});

/** Frame by frame, without waiting for an answer before the next, as a call does. */
async function hear(stream: SttStream, audio: Int16Array): Promise<{ final: SttFinal; partials: string[] }> {
  stream.begin();
  const pushes = [];
  for (let at = 0; at < audio.length; at += FRAME_SAMPLES)
    pushes.push(stream.push(audio.slice(at, at + FRAME_SAMPLES)));
  const final = stream.finish();
  const partials = (await Promise.all(pushes)).flatMap((partial) => (partial ? [partial.text] : []));
  return { final: await final, partials };
}
async function hearOnce(hints: SttHints, audio: Int16Array): Promise<SttFinal> {
  const stream = stt.open();
  stream.setHints(hints);
  const { final } = await hear(stream, audio);
  stream.close();
  return final;
}

describe('sentences of the grammar', () => {
  const sentences: [SttHints, string][] = [
    [bookingHints, "I'd like to book an appointment"],
    [bookingHints, 'I have a question about my bill'],
    [bookingHints, 'Yes please'],
    [timeHints, 'Three thirty p.m.'],
    [timeHints, "Two o'clock please"],
    [nameHints, 'My name is David Miller'],
    [nameHints, 'Emily Johnson'],
    [numberHints, 'My order number is three oh six nine'],
  ];
  test.each(['rms', 'awb'])('are heard word for word from the voice %s', async (voice) => {
    const heard = [];
    for (const [hints, text] of sentences)
      heard.push((await hearOnce(hints, await speaker.say(text, voice))).text);
    expect(heard).toEqual(sentences.map(([, text]) => text));
  });
});

test('speech outside the grammar is not understood', async () => {
  const heard: SttFinal[] = [];
  for (const text of [
    'where is the nearest train station',
    'play some jazz music in the kitchen',
    'do you sell bicycles',
  ]) {
    for (const hints of [bookingHints, timeHints])
      heard.push(await hearOnce(hints, await speaker.say(text, 'rms')));
  }
  expect(heard.map(({ text, understood }) => ({ text, understood }))).toEqual(
    heard.map(() => ({ text: '', understood: false })),
  );
});

test('noise, silence and nothing at all are not understood', async () => {
  const noise = withNoise(new Int16Array(12_800), 0.1);
  for (const audio of [noise, new Int16Array(12_800), noise.slice(0, 1600), new Int16Array(0)]) {
    const final = await hearOnce(bookingHints, audio);
    expect(final).toEqual({ text: '', understood: false, audioSeconds: audio.length / 16_000 });
  }
});

describe('an utterance', () => {
  let audio: Int16Array;
  beforeAll(async () => {
    audio = await speaker.say('my name is John Smith', 'rms');
  });

  test('shows itself while it is spoken, and the same way whenever it is repeated', async () => {
    const first = stt.open();
    const second = stt.open();
    for (const stream of [first, second]) stream.setHints(nameHints);
    const once = await hear(first, audio);
    const twice = await hear(second, audio);
    expect(once.partials.length).toBeGreaterThan(1);
    expect(once.final.text).toBe('My name is John Smith');
    expect(twice).toEqual(once);
    first.close();
    second.close();
  });

  test('does not depend on how it is cut into pushes', async () => {
    const stream = stt.open();
    stream.setHints(nameHints);
    stream.begin();
    await stream.push(audio);
    expect((await stream.finish()).text).toBe('My name is John Smith');
    stream.close();
  });

  test('can be cancelled, and the next one is heard with new hints', async () => {
    const stream = stt.open();
    stream.setHints(nameHints);
    stream.begin();
    await stream.push(audio.slice(0, 16_000));
    stream.cancel();
    stream.setHints(bookingHints);
    const { final } = await hear(stream, await speaker.say('I need an appointment', 'rms'));
    expect(final.text).toBe('I need an appointment');
    stream.close();
  });
});

test('a loud noise does not deafen it to a quiet caller', async () => {
  const stream = stt.open();
  stream.setHints(bookingHints);
  expect((await hear(stream, withNoise(new Int16Array(14_400), 0.9))).final.understood).toBe(false);
  const quiet = (await speaker.say('I need an appointment', 'rms')).map((sample) => sample / 20);
  expect((await hear(stream, quiet)).final.text).toBe('I need an appointment');
  stream.close();
});

test('a dozen callers speak at once', async () => {
  const lines: [SttHints, string][] = [
    [bookingHints, 'I need an appointment'],
    [timeHints, 'Three thirty p.m.'],
    [nameHints, 'My name is John Smith'],
  ];
  const calls = Array.from(
    { length: 12 },
    (_, index) => lines[index % lines.length] ?? ([bookingHints, ''] as const),
  );
  const spoken = await Promise.all(calls.map(([, text]) => speaker.say(text, 'rms')));
  const heard = await Promise.all(
    calls.map(([hints], index) => hearOnce(hints, spoken[index] ?? new Int16Array(0))),
  );
  expect(heard.map(({ text }) => text)).toEqual(calls.map(([, text]) => text));
});

test('a closed recogniser starts again with the next stream', async () => {
  const own = createGrammarStt();
  const stream = own.open();
  stream.begin();
  const push = stream.push(new Int16Array(16_000));
  await own.close();
  await expect(push).rejects.toMatchObject({ code: 'provider-failed', retryable: true });
  await own.close();
});

describe('speech over the agent’s', () => {
  const over: SttHints = { ...bookingHints, listening: ['okay', 'i see', 'right', 'mm-hm', 'got it'] };
  const hearOver = async (hints: SttHints, text: string): Promise<{ final: string; kinds: unknown[] }> => {
    const stream = stt.open();
    stream.setHints(hints);
    stream.begin();
    const audio = await speaker.say(text, 'rms');
    const kinds = new Set<unknown>();
    for (let at = 0; at < audio.length; at += FRAME_SAMPLES) {
      const partial = await stream.push(audio.slice(at, at + FRAME_SAMPLES));
      if (partial) kinds.add(partial.overlap?.kind);
    }
    const { text: final } = await stream.finish();
    stream.close();
    return { final, kinds: [...kinds] };
  };

  test('is told as a listener’s, a command or other speech, whatever the node expects', async () => {
    const last = async (text: string): Promise<unknown> => {
      const kind = (await hearOver(over, text)).kinds.at(-1);
      return kind === 'opening' || kind === 'other' ? 'speech' : kind;
    };
    expect(
      await Promise.all(
        ['Okay.', 'I see.', 'Stop.', 'Wait a moment please.', 'The blue one is broken.'].map(last),
      ),
    ).toEqual(['listening', 'listening', 'command', 'command', 'speech']);
  });

  test('is heard as a sentence of the node just as well', async () => {
    const plain = await hearOver(bookingHints, "I'd like to book an appointment");
    const heard = await hearOver(over, "I'd like to book an appointment");
    expect([heard.final, plain.final, plain.kinds]).toEqual([
      plain.final,
      "I'd like to book an appointment",
      [undefined],
    ]);
    expect(heard.kinds).not.toContain(undefined);
  });
});

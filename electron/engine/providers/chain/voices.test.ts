import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../../base/errors.ts';
import { Stage, type Script } from './testing/scripted.ts';
import { restOfText } from './rest-of-text.ts';
import { chainOfVoices, voiceDeadlines } from './voices.ts';

async function listen(
  sound: AsyncIterable<Int16Array>,
): Promise<{ chunks: number; error: StudioError | null }> {
  let chunks = 0;
  try {
    for await (const _ of sound) chunks += 1;
  } catch (thrown) {
    if (!(thrown instanceof StudioError)) throw thrown;
    return { chunks, error: thrown };
  }
  return { chunks, error: null };
}

describe('a chain of voices', () => {
  it('lets the next speak the whole when the first has not made a sound', async () => {
    const stage = new Stage();
    const texts: string[][] = [[], []];
    const spoken: [string, number][] = [];
    const tts = chainOfVoices(
      [
        stage.link(stage.voice('a', [{ items: 0, then: 'stall' }], texts[0]), voiceDeadlines),
        stage.link(stage.voice('b', [], texts[1]), voiceDeadlines),
      ],
      { ...stage.options, onSpoken: ({ model }, characters) => spoken.push([model, characters]) },
    );
    const heard = await stage.play(() =>
      listen(tts.synthesize('Good morning.', {}, new AbortController().signal)),
    );
    expect({ heard, texts, spoken, atMs: stage.timeline.now() }).toEqual({
      heard: { chunks: 1, error: null },
      texts: [['Good morning.'], ['Good morning.']],
      spoken: [['b', 13]],
      atMs: voiceDeadlines.firstMs + 200,
    });
  });

  it('lets the next go on from the word at which the first broke off', async () => {
    const stage = new Stage();
    const texts: string[] = [];
    const spoken: [string, number][] = [];
    // 600 ms of sound is nine characters: in the middle of "morning".
    const tts = chainOfVoices(
      [
        stage.link(stage.voice('a', [{ items: 6, then: 'fail' }]), voiceDeadlines),
        stage.link(stage.voice('b', [], texts), voiceDeadlines),
      ],
      { ...stage.options, onSpoken: ({ model }, characters) => spoken.push([model, characters]) },
    );
    const text = 'Good morning to you all.';
    await stage.play(() => listen(tts.synthesize(text, {}, new AbortController().signal)));
    expect({ texts, spoken }).toEqual({
      texts: ['to you all.'],
      spoken: [
        ['a', 24],
        ['b', 11],
      ],
    });
  });

  it('gives the whole sound, or an error of the last, and leaves nothing running', async () => {
    const script = fc.record({
      items: fc.integer({ min: 0, max: 3 }),
      then: fc.constantFrom<Script['then']>('finish', 'fail', 'refuse', 'stall', 'deaf-stall'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(script, { minLength: 1, maxLength: 4 }),
        fc.option(fc.integer({ min: 0, max: 9000 })),
        async (scripts, abortAtMs) => {
          const stage = new Stage();
          const links = scripts.map((one, index) =>
            stage.link(stage.voice(String(index), [{ ...one }]), voiceDeadlines),
          );
          const abort = new AbortController();
          if (abortAtMs !== null)
            stage.timeline.at(abortAtMs, () => {
              abort.abort();
            });
          const tts = chainOfVoices(links, stage.options);
          const { error } = await stage.play(() =>
            listen(tts.synthesize('one two three four five six', {}, abort.signal)),
          );
          if (!abort.signal.aborted)
            expect(error === null).toBe(scripts.some(({ then }) => then === 'finish'));
          expect({ timers: stage.timers, working: stage.working }).toEqual({ timers: 0, working: 0 });
        },
      ),
    );
  });
});

it('the rest of a text begins with a word and is its end', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), fc.float({ min: 0, max: 80, noNaN: true }), (text, spoken) => {
      const rest = restOfText(text, spoken);
      expect(text.trimEnd().endsWith(rest.trimEnd())).toBe(true);
    }),
  );
});

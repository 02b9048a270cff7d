import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../../base/errors.ts';
import type { SttFinal, SttStream } from '../spec/stt.ts';
import { chainOfRecognisers, recogniserDeadlines } from './recognisers.ts';
import { Stage, type Script } from './testing/scripted.ts';

const sound = [Int16Array.of(1, 2), Int16Array.of(3), Int16Array.of(4, 5)];

async function utter(stream: SttStream): Promise<SttFinal | StudioError> {
  stream.begin();
  for (const chunk of sound) await stream.push(chunk);
  return stream.finish().catch((thrown: unknown) => {
    if (thrown instanceof StudioError) return thrown;
    throw thrown;
  });
}

const textOf = (final: SttFinal | StudioError): string =>
  final instanceof StudioError ? final.code : final.text;

describe('a chain of recognisers', () => {
  it('lets the next hear from the beginning what the first lost in the middle or never finished', async () => {
    const stage = new Stage();
    const recognised: [string, number][] = [];
    const stt = chainOfRecognisers(
      [
        stage.link(stage.recogniser('a', [], new Set([2])), recogniserDeadlines),
        stage.link(stage.recogniser('b', [{ items: 0, then: 'stall' }]), recogniserDeadlines),
        stage.link(stage.recogniser('c', []), recogniserDeadlines),
      ],
      { ...stage.options, onRecognised: ({ model }, seconds) => recognised.push([model, seconds]) },
    );
    const text = await stage.play(async () => {
      const stream = stt.open();
      const final = await utter(stream);
      stream.close();
      return textOf(final);
    });
    expect({
      text,
      recognised,
      fallbacks: stage.fallbacks.map(({ from, to, code }) => [from, to, code]),
      openStreams: stage.openStreams,
    }).toEqual({
      text: 'c: 1 2 3 4 5',
      recognised: [['c', 5 / 16_000]],
      fallbacks: [
        ['scripted/a', 'scripted/b', 'provider-failed'],
        ['scripted/b', 'scripted/c', 'provider-timeout'],
      ],
      openStreams: 0,
    });
  });

  it('hears the next utterance with the one that understood the last, until the first has rested', async () => {
    const stage = new Stage();
    const stt = chainOfRecognisers(
      [
        stage.link(stage.recogniser('a', [{ items: 0, then: 'fail' }]), recogniserDeadlines),
        stage.link(stage.recogniser('b', []), recogniserDeadlines),
      ],
      stage.options,
    );
    const texts = await stage.play(async () => {
      const stream = stt.open();
      const heard = [await utter(stream), await utter(stream)];
      await new Promise<void>((resolve) => {
        stage.timeline.at(stage.timeline.now() + 31_000, () => {
          resolve();
        });
      });
      heard.push(await utter(stream));
      stream.close();
      return heard.map(textOf);
    });
    expect({ texts, openStreams: stage.openStreams }).toEqual({
      texts: ['b: 1 2 3 4 5', 'b: 1 2 3 4 5', 'a: 1 2 3 4 5'],
      openStreams: 0,
    });
  });

  it('tells partials that come between pushes, of whoever is listening', async () => {
    const stage = new Stage();
    const told: string[] = [];
    const listeners: ((partial: { text: string }) => void)[] = [];
    const base = stage.recogniser('a', []);
    const stt = chainOfRecognisers(
      [
        stage.link(
          {
            ...base,
            open: () => ({ ...base.open(), onPartial: (listener) => void listeners.push(listener) }),
          },
          recogniserDeadlines,
        ),
      ],
      stage.options,
    );
    const stream = stt.open();
    stream.onPartial?.(({ text }) => told.push(text));
    listeners[0]?.({ text: 'hello' });
    stream.close();
    listeners[0]?.({ text: 'hello there' });
    await stage.play(() => Promise.resolve());
    expect(told).toEqual(['hello']);
  });

  it('gives one transcript or one typed error, whatever fails and whenever it is closed', async () => {
    const script = fc.record({
      items: fc.integer({ min: 0, max: 2 }),
      then: fc.constantFrom<Script['then']>('finish', 'fail', 'refuse', 'stall'),
    });
    const recogniser = fc.record({
      finish: fc.array(script, { minLength: 2, maxLength: 2 }),
      failingPushes: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(recogniser, { minLength: 1, maxLength: 4 }),
        fc.option(fc.integer({ min: 0, max: 8000 })),
        async (recognisers, closeAtMs) => {
          const stage = new Stage();
          const links = recognisers.map(({ finish, failingPushes }, index) =>
            stage.link(
              stage.recogniser(String(index), structuredClone(finish), new Set(failingPushes)),
              recogniserDeadlines,
            ),
          );
          const stream = chainOfRecognisers(links, stage.options).open();
          if (closeAtMs !== null)
            stage.timeline.at(closeAtMs, () => {
              stream.close();
            });
          const finals = await stage.play(async () => [await utter(stream), await utter(stream)]);
          stream.close();
          for (const final of finals) expect(textOf(final)).toMatch(/^(\d: 1 2 3 4 5|provider-\w+|)$/);
          expect({ timers: stage.timers, working: stage.working, openStreams: stage.openStreams }).toEqual({
            timers: 0,
            working: 0,
            openStreams: 0,
          });
        },
      ),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_MS, FRAME_SAMPLES } from '../audio/frame.ts';
import { concatenateSamples } from '../audio/frames.ts';
import { VirtualTimeline } from '../base/timeline.ts';
import { Playout, type Segment } from './playout.ts';

const segment = (text: string): Segment => ({
  speechId: 'speech_1',
  text,
  source: 'model',
  interruptible: true,
});

/** A speech in which every sample is different from its neighbours. */
const ramp = (length: number, from = 1): Int16Array =>
  Int16Array.from({ length }, (_, index) => ((from + index * 7) % 20_000) + 1);

interface Played {
  /** All that left, in order, gaps left out. */
  samples: Int16Array;
  frames: { atMs: number; fade: boolean; samples: Int16Array }[];
  stops: { textPlayed: string; interrupted: boolean }[];
}

/** Plays what `act` queues, and what it does at the moments it chooses. */
async function play(
  act: (playout: Playout, at: (ms: number, task: () => void) => void) => void,
  segmentStart: () => void = () => undefined,
): Promise<Played> {
  const timeline = new VirtualTimeline();
  const frames: Played['frames'] = [];
  const stops: Played['stops'] = [];
  const note = (fade: boolean) => (samples: Int16Array) =>
    frames.push({ atMs: timeline.now(), fade, samples: samples.slice() });
  const playout = new Playout(timeline, {
    frame: note(false),
    fade: note(true),
    between: () => undefined,
    segmentStart,
    segmentStop: ({ textPlayed, interrupted }) => stops.push({ textPlayed, interrupted }),
    idle: () => undefined,
  });
  timeline.at(0, () => {
    act(playout, (ms, task) => {
      timeline.at(ms, task);
    });
  });
  timeline.at(20_000, () => {
    timeline.dispose();
  });
  await timeline.run();
  return { samples: concatenateSamples(frames.map(({ samples }) => samples)), frames, stops };
}

/** Adds each fade to the frame that follows it, as complementary ramps do in the ear of arithmetic. */
function restored(frames: Played['frames']): Int16Array {
  const out: Int16Array[] = [];
  let faded: Int16Array | null = null;
  for (const { fade, samples } of frames) {
    if (fade) {
      faded = samples;
      continue;
    }
    out.push(faded ? samples.map((sample, index) => sample + (faded?.[index] ?? 0)) : samples);
    faded = null;
  }
  return concatenateSamples(out);
}

describe('Playout', () => {
  it('stops within a frame of a hold, in a fade of 5 ms, and goes on with the next sample', async () => {
    const speech = ramp(10 * FRAME_SAMPLES);
    const { frames, stops } = await play((playout, at) => {
      const sink = playout.enqueue(segment('one'));
      sink.append(speech);
      sink.complete();
      at(50, () => {
        playout.hold();
      });
      at(333, () => {
        playout.resume();
      });
    });
    expect(frames.map(({ atMs, fade }) => (fade ? -atMs : atMs))).toEqual([
      0,
      20,
      40,
      -60,
      333,
      ...[353, 373, 393, 413, 433, 453],
    ]);
    const farewell = frames[3]?.samples ?? new Int16Array(0);
    expect(farewell.subarray(80).every((sample) => sample === 0)).toBe(true);
    expect([farewell[0], farewell[79]]).toEqual([
      Math.round(((speech[3 * FRAME_SAMPLES] ?? 0) * 80) / 81),
      Math.round((speech[3 * FRAME_SAMPLES + 79] ?? 0) / 81),
    ]);
    expect(restored(frames)).toEqual(speech);
    expect(stops).toEqual([{ textPlayed: 'one', interrupted: false }]);
  });

  it('leaves no trace of a hold that ends before the next frame is due', async () => {
    const speech = ramp(6 * FRAME_SAMPLES);
    const { samples, frames } = await play((playout, at) => {
      const sink = playout.enqueue(segment('one'));
      sink.append(speech);
      sink.complete();
      at(25, () => {
        playout.hold();
      });
      at(39, () => {
        playout.resume();
      });
    });
    expect(samples).toEqual(speech);
    expect(frames.map(({ atMs }) => atMs)).toEqual([0, 20, 40, 60, 80, 100]);
  });

  it('is silent while held, keeps what is still being made, and counts only what left as heard', async () => {
    const { frames, stops } = await play((playout, at) => {
      const sink = playout.enqueue(segment('one two three four'));
      sink.append(ramp(5 * FRAME_SAMPLES));
      at(30, () => {
        playout.hold();
      });
      at(100, () => {
        sink.append(ramp(5 * FRAME_SAMPLES));
        sink.complete();
      });
      at(500, () => {
        playout.clear();
      });
    });
    expect(frames.map(({ atMs, fade }) => (fade ? -atMs : atMs))).toEqual([0, 20, -40]);
    expect(stops).toEqual([{ textPlayed: 'one', interrupted: true }]);
  });

  it('fades a speech that is cut without a hold, at once', async () => {
    const { frames } = await play((playout, at) => {
      playout.enqueue(segment('one')).append(ramp(5 * FRAME_SAMPLES));
      at(27, () => {
        playout.clear();
      });
    });
    expect(frames.map(({ atMs, fade }) => (fade ? -atMs : atMs))).toEqual([0, 20, -27]);
  });

  it('begins to be heard when a hold ends that began before the first sample was there', async () => {
    const { frames, samples } = await play((playout, at) => {
      playout.hold();
      const sink = playout.enqueue(segment('one'));
      sink.append(ramp(FRAME_SAMPLES));
      sink.complete();
      at(90, () => {
        playout.resume();
      });
    });
    expect([frames.map(({ atMs }) => atMs), samples]).toEqual([[90], ramp(FRAME_SAMPLES)]);
  });

  it('keeps its pace and its order when a segment is filled the moment the one before begins', async () => {
    const fillers: (() => void)[] = [];
    const { samples, frames } = await play(
      (playout) => {
        for (const start of [0, 1000, 2000]) {
          const sink = playout.enqueue(segment('one'));
          const fill = (): void => {
            sink.append(ramp(2 * FRAME_SAMPLES, start));
            sink.complete();
          };
          fillers.push(fill);
        }
        fillers.shift()?.();
      },
      () => {
        fillers.shift()?.();
      },
    );
    expect(frames.map(({ atMs }) => atMs)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(samples).toEqual(
      concatenateSamples([0, 1000, 2000].map((start) => ramp(2 * FRAME_SAMPLES, start))),
    );
  });

  it('loses and doubles no sample, whenever it is held and resumed', async () => {
    const steps = fc.array(
      fc.record({ afterMs: fc.integer({ min: 0, max: 130 }), forMs: fc.integer({ min: 0, max: 130 }) }),
      { maxLength: 6 },
    );
    const chunks = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(steps, chunks, fc.integer({ min: 0, max: 60 }), async (holds, lengths, gapMs) => {
        const parts = lengths.map((length, index) => ramp(length, index * 100));
        const { frames } = await play((playout, at) => {
          const sink = playout.enqueue(segment('one'));
          for (const [index, part] of parts.entries())
            at(index * gapMs, () => {
              sink.append(part);
              if (index === parts.length - 1) sink.complete();
            });
          let ms = 0;
          for (const { afterMs, forMs } of holds) {
            ms += afterMs;
            at(ms, () => {
              playout.hold();
            });
            ms += forMs;
            at(ms, () => {
              playout.resume();
            });
          }
        });
        const whole = concatenateSamples(parts);
        const heard = restored(frames);
        expect(heard.subarray(0, whole.length)).toEqual(whole);
        // The rest of the last frame is silence.
        expect(heard.length - whole.length).toBeLessThan(FRAME_SAMPLES);
        for (const [index, { atMs }] of frames.slice(1).entries())
          expect(atMs - (frames[index]?.atMs ?? 0)).toBeGreaterThanOrEqual(FRAME_MS);
      }),
      { numRuns: 150 },
    );
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { createFliteTts } from '../providers/flite/index.ts';
import { wholeSpeech } from '../voice/whole-speech.ts';
import { Concealer } from './concealment.ts';
import { levelOf } from './frames.ts';
import { randomNumbers, sine } from './testing/sounds.ts';
import { logSpectralDistanceDb } from './testing/spectral-distance.ts';

const FRAME = 320;

type Method = 'silence' | 'repetition' | 'concealed';

/** The sound with some of its frames lost, and what a method makes of it. */
function received(sound: Int16Array, loss: number, method: Method): Int16Array {
  const random = randomNumbers(7);
  const concealer = new Concealer(16_000);
  const out = new Int16Array(sound.length);
  let last = new Int16Array(FRAME);
  for (let at = 0; at + FRAME <= sound.length; at += FRAME) {
    const isLost = random() < loss;
    const frame = sound.slice(at, at + FRAME);
    if (!isLost) last = frame;
    if (method === 'concealed') out.set(isLost ? concealer.conceal(FRAME) : concealer.real(frame), at);
    else if (!isLost) out.set(frame, at);
    else if (method === 'repetition') out.set(last, at);
  }
  return out;
}

describe('concealment', () => {
  let speech: Int16Array;
  beforeAll(async () => {
    const tts = createFliteTts();
    try {
      speech = await wholeSpeech(
        tts,
        'Good morning, this is the practice of Doctor Miller. I would like to move my appointment to Tuesday at four.',
        'slt',
      );
    } finally {
      await tts.close();
    }
  });

  // Measured, as shares of silence's distance at 1, 5, 10 and 20 %: 0.45, 0.54, 0.51, 0.43; of repetition's: 0.59, 0.71, 0.70, 0.64.
  it.each([0.01, 0.05, 0.1, 0.2])(
    'sounds more like the speech that was lost than silence or repetition does (%d)',
    (loss) => {
      const distance = (method: Method): number =>
        logSpectralDistanceDb(speech, received(speech, loss, method));
      const [silence, repetition, concealed] = [
        distance('silence'),
        distance('repetition'),
        distance('concealed'),
      ];
      expect(concealed).toBeLessThan(0.6 * silence);
      expect(concealed).toBeLessThan(0.8 * repetition);
    },
  );

  it('goes on with a tone, then softens to silence at 60 ms', () => {
    const concealer = new Concealer(16_000);
    const tone = sine(200, 100, -10);
    for (let at = 0; at < tone.length; at += FRAME) concealer.real(tone.slice(at, at + FRAME));
    const levels = Array.from({ length: 7 }, () => Math.round(levelOf(concealer.conceal(160)).peakDbfs));
    expect([levels, concealer.isSilent]).toEqual([[-10, -10, -12, -15, -19, -25, -Infinity], true]);
  });

  it.each([8000, 16_000] as const)('neither begins nor ends with a click (%d Hz)', (sampleRateHz) => {
    const perMs = sampleRateHz / 1000;
    const tone = Int16Array.from({ length: 200 * perMs }, (_, n) =>
      Math.round(8000 * Math.sin((2 * Math.PI * 137 * n) / sampleRateHz)),
    );
    const concealer = new Concealer(sampleRateHz);
    const out: number[] = [];
    for (let ms = 0; ms < 200; ms += 20) {
      const frame = tone.slice(ms * perMs, (ms + 20) * perMs);
      out.push(...(ms === 100 || ms === 120 ? concealer.conceal(frame.length) : concealer.real(frame)));
    }
    const largestStep = (samples: ArrayLike<number>): number =>
      Math.max(
        ...Array.from({ length: samples.length - 1 }, (_, n) =>
          Math.abs((samples[n + 1] ?? 0) - (samples[n] ?? 0)),
        ),
      );
    expect(largestStep(out)).toBeLessThan(2 * largestStep(tone));
  });

  it('gives silence before anything was heard', () => {
    expect([...new Concealer(16_000).conceal(FRAME)].every((sample) => sample === 0)).toBe(true);
  });
});

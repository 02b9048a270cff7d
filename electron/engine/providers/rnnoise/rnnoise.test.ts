import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FRAME_SAMPLES } from '../../audio/frame.ts';
import { concatenateSamples, levelOf } from '../../audio/frames.ts';
import { silenceMs, whiteNoise } from '../../audio/testing/sounds.ts';
import { createFliteTts } from '../flite/index.ts';
import type { NoiseSuppressionStream } from '../spec/noise-suppression.ts';
import { createRnnoise } from './index.ts';

const noise = createRnnoise();
const tts = createFliteTts();
let speech = new Int16Array(0);

beforeAll(async () => {
  const chunks: Int16Array[] = [silenceMs(300)];
  const text = 'I would like to book an appointment please.';
  for await (const chunk of tts.synthesize(text, { voice: 'slt' }, new AbortController().signal))
    chunks.push(chunk);
  speech = concatenateSamples(chunks);
});

afterAll(async () => {
  await Promise.all([noise.close(), tts.close()]);
});

async function through(stream: NoiseSuppressionStream, sound: Int16Array): Promise<Int16Array> {
  const answers: Promise<Int16Array>[] = [];
  for (let at = 0; at + FRAME_SAMPLES <= sound.length; at += FRAME_SAMPLES)
    answers.push(stream.process(sound.subarray(at, at + FRAME_SAMPLES)));
  return concatenateSamples(await Promise.all(answers));
}

/** The lag at which two sounds fit best, in samples. */
function lagOf(late: Int16Array, early: Int16Array): number {
  let best = { lag: 0, fit: -Infinity };
  for (let lag = 0; lag < 800; lag += 4) {
    let fit = 0;
    for (let at = 8000; at < early.length - 800; at += 3) fit += (late[at + lag] ?? 0) * (early[at] ?? 0);
    if (fit > best.fit) best = { lag, fit };
  }
  return best.lag;
}

describe('RNNoise', () => {
  it('answers as many samples as it gets, as late as it says', async () => {
    const stream = noise.open();
    const clean = await through(stream, speech);
    stream.close();
    expect(clean.length).toBe(Math.floor(speech.length / FRAME_SAMPLES) * FRAME_SAMPLES);
    expect(Math.abs(lagOf(clean, speech) / 16 - noise.delayMs)).toBeLessThanOrEqual(1);
  });

  it('takes steady noise out by 15 dB and more, and leaves a voice within 3 dB', async () => {
    const stream = noise.open();
    const hiss = await through(stream, whiteNoise(3 * 16_000, -40, 1));
    stream.close();
    const voice = noise.open();
    const kept = await through(voice, speech);
    voice.close();
    const second = hiss.subarray(2 * 16_000);
    expect(levelOf(second).rmsDbfs).toBeLessThan(-55);
    expect(Math.abs(levelOf(kept).rmsDbfs - levelOf(speech).rmsDbfs)).toBeLessThan(3);
  });

  it('keeps calls apart', async () => {
    const one = noise.open();
    const other = noise.open();
    const [alone, , again] = await Promise.all([
      through(one, speech),
      through(other, whiteNoise(speech.length, -30, 2)),
      through(noise.open(), speech),
    ]);
    expect(alone).toEqual(again);
  });

  it('gives back what came once it is closed', async () => {
    const stream = noise.open();
    stream.close();
    const frame = speech.slice(8000, 8320);
    expect(await stream.process(frame)).toEqual(frame);
  });
});

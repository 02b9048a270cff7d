import { describe, expect, it } from 'vitest';
import { concatenate, silence, tone } from './testing/scripted.ts';
import { endOfVoice } from './true-silence.ts';

const ms = 16;

/** Line noise of this amplitude on top; the same every time. */
function noisy(samples: Int16Array, amplitude: number): Int16Array {
  let state = 3;
  return samples.map((sample) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return sample + Math.round((state / 2 ** 31 - 1) * amplitude);
  });
}

describe('endOfVoice', () => {
  it.each([
    ['in the middle of the last window', 515, 544],
    ['a window earlier', 480, 544],
    ['at the end of the last window', 544, 544],
  ])('finds the last loud sample %s', (_where, voiceMs, detectorMs) => {
    const samples = concatenate(tone(voiceMs), silence(900 - voiceMs));
    expect(endOfVoice(samples, 900 * ms, detectorMs * ms)).toBe(voiceMs * ms);
  });

  it('counts from the start of the stream', () => {
    const samples = concatenate(tone(500), silence(500));
    expect(endOfVoice(samples, 61_000 * ms, 60_532 * ms)).toBe(60_500 * ms);
  });

  it('does not take the noise of the line for a voice, nor a fading vowel for noise', () => {
    const samples = noisy(concatenate(tone(500, 8000), tone(40, 400), silence(460)), 100);
    expect(endOfVoice(samples, 1000 * ms, 576 * ms)).toBe(540 * ms);
  });

  it('keeps what the detector says where energy tells nothing', () => {
    expect([
      endOfVoice(tone(1000), 1000 * ms, 992 * ms),
      endOfVoice(silence(1000), 1000 * ms, 992 * ms),
      endOfVoice(new Int16Array(0), 5000, 4000),
    ]).toEqual([992 * ms, 992 * ms, 4000]);
  });
});

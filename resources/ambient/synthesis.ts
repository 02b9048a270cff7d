/**
 * Parts of a sound that is a loop: every array is one turn of it, and what rings beyond the end rings at the beginning.
 * All arrays are mono, 16 kHz; randomness comes from a seed, so that the files can be made again.
 */
export const RATE_HZ = 16_000;
export const LOOP_SECONDS = 12;
export const LOOP_SAMPLES = RATE_HZ * LOOP_SECONDS;

export type Random = () => number;

/** Mulberry32: 0 ≤ x < 1. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const between = (random: Random, low: number, high: number): number => low + (high - low) * random();

export function whiteNoise(random: Random): Float64Array {
  return Float64Array.from({ length: LOOP_SAMPLES }, () => 2 * random() - 1);
}

/** `b0 b1 b2 a1 a2`, a0 = 1. Source: R. Bristow-Johnson, Audio EQ Cookbook. */
export type Biquad = readonly [number, number, number, number, number];

export function lowPass(hz: number, q = 0.707): Biquad {
  const { cosine, alpha } = angle(hz, q);
  const a0 = 1 + alpha;
  const b = (1 - cosine) / 2 / a0;
  return [b, 2 * b, b, (-2 * cosine) / a0, (1 - alpha) / a0];
}

export function highPass(hz: number, q = 0.707): Biquad {
  const { cosine, alpha } = angle(hz, q);
  const a0 = 1 + alpha;
  const b = (1 + cosine) / 2 / a0;
  return [b, -2 * b, b, (-2 * cosine) / a0, (1 - alpha) / a0];
}

/** 0 dB at its centre. */
export function bandPass(hz: number, q: number): Biquad {
  const { cosine, alpha } = angle(hz, q);
  const a0 = 1 + alpha;
  return [alpha / a0, 0, -alpha / a0, (-2 * cosine) / a0, (1 - alpha) / a0];
}

function angle(hz: number, q: number): { cosine: number; alpha: number } {
  const omega = (2 * Math.PI * hz) / RATE_HZ;
  return { cosine: Math.cos(omega), alpha: Math.sin(omega) / (2 * q) };
}

/** Filters go twice around the loop and the second turn is kept: by then what rang at its end rings at its beginning. */
export function filtered(input: Float64Array, ...filters: Biquad[]): Float64Array {
  let signal = input;
  for (const [b0, b1, b2, a1, a2] of filters) {
    const output = new Float64Array(signal.length);
    let [x1, x2, y1, y2] = [0, 0, 0, 0];
    for (let turn = 0; turn < 2; turn += 1)
      for (let at = 0; at < signal.length; at += 1) {
        const x = signal[at] ?? 0;
        const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
        [x2, x1, y2, y1] = [x1, x, y1, y];
        output[at] = y;
      }
    signal = output;
  }
  return signal;
}

/** A room: four combs and two all-passes after Schroeder, decaying by 60 dB in `seconds`. */
export function inRoom(input: Float64Array, seconds: number, wet: number): Float64Array {
  const combs = [0.0297, 0.0371, 0.0411, 0.0437].map((delay) => comb(input, delay, seconds));
  let tail = Float64Array.from(input, (_, at) => combs.reduce((sum, one) => sum + (one[at] ?? 0), 0) / 4);
  for (const delay of [0.005, 0.0017]) tail = allPass(tail, delay);
  return Float64Array.from(input, (dry, at) => (1 - wet) * dry + wet * (tail[at] ?? 0));
}

function comb(input: Float64Array, delaySeconds: number, decaySeconds: number): Float64Array {
  const delay = Math.round(delaySeconds * RATE_HZ);
  const gain = 10 ** ((-3 * delaySeconds) / decaySeconds);
  const output = new Float64Array(input.length);
  for (let turn = 0; turn < 2; turn += 1)
    for (let at = 0; at < input.length; at += 1)
      output[at] = (input[at] ?? 0) + gain * (output[(at - delay + input.length) % input.length] ?? 0);
  return output;
}

function allPass(input: Float64Array, delaySeconds: number): Float64Array<ArrayBuffer> {
  const delay = Math.round(delaySeconds * RATE_HZ);
  const gain = 0.7;
  const output = new Float64Array(input.length);
  for (let turn = 0; turn < 2; turn += 1)
    for (let at = 0; at < input.length; at += 1) {
      const before = (at - delay + input.length) % input.length;
      output[at] = -gain * (input[at] ?? 0) + (input[before] ?? 0) + gain * (output[before] ?? 0);
    }
  return output;
}

/** Adds a sound that begins at a sample and may run over the end into the beginning. */
export function place(loop: Float64Array, sound: Float64Array, start: number, gain: number): void {
  for (let at = 0; at < sound.length; at += 1) {
    const to = (start + at) % loop.length;
    loop[to] = (loop[to] ?? 0) + gain * (sound[at] ?? 0);
  }
}

/** A slow change around 1 that comes back to where it began; `depth` 0…1. */
export function swell(random: Random, depth: number): Float64Array {
  const waves = [1, 2, 3].map((turns) => ({ turns, phase: 2 * Math.PI * random() }));
  return Float64Array.from({ length: LOOP_SAMPLES }, (_, at) =>
    waves.reduce(
      (level, { turns, phase }) =>
        level + (depth / 3) * Math.sin((2 * Math.PI * turns * at) / LOOP_SAMPLES + phase),
      1,
    ),
  );
}

export function rms(samples: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < samples.length; at += 1) sum += (samples[at] ?? 0) ** 2;
  return Math.sqrt(sum / samples.length);
}

/** Sum of parts, each at its own level (dB below the loudest possible, RMS). */
export function mixed(parts: { sound: Float64Array; levelDb: number }[]): Float64Array {
  const sum = new Float64Array(LOOP_SAMPLES);
  for (const { sound, levelDb } of parts) place(sum, sound, 0, 10 ** (levelDb / 20) / rms(sound));
  return sum;
}

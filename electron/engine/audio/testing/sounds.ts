/** Sounds that tests make out of nothing: silence, tones, and noise that is the same every time. */

export function silenceMs(durationMs: number): Int16Array<ArrayBuffer> {
  return new Int16Array(Math.round(durationMs * 16));
}

/** A sine of this peak level (dBFS). */
export function sine(frequencyHz: number, durationMs: number, dbfs: number): Int16Array<ArrayBuffer> {
  const peak = 32_767 * 10 ** (dbfs / 20);
  return Int16Array.from({ length: Math.round(durationMs * 16) }, (_, at) =>
    Math.round(peak * Math.sin((2 * Math.PI * frequencyHz * at) / 16_000)),
  );
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** White noise of this level (dBFS, rms). */
export function whiteNoise(samples: number, dbfs: number, seed: number): Int16Array<ArrayBuffer> {
  const random = randomNumbers(seed);
  // A uniform value in ±1 has an rms of 1/√3.
  const scale = 32_767 * 10 ** (dbfs / 20) * Math.sqrt(3);
  return Int16Array.from({ length: samples }, () => Math.round(scale * (2 * random() - 1)));
}

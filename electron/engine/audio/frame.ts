/** The engine's one audio shape: mono, int16 little-endian, 16 kHz, 20 ms frames of 320 samples. */
export const SAMPLE_RATE_HZ = 16_000;
export const FRAME_MS = 20;
export const FRAME_SAMPLES = (SAMPLE_RATE_HZ * FRAME_MS) / 1000;
/** Samples in a millisecond at the internal rate. */
export const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;

export function silentFrame(): Int16Array {
  return new Int16Array(FRAME_SAMPLES);
}

export function samplesToMs(samples: number): number {
  return samples / SAMPLES_PER_MS;
}

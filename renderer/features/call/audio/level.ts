/** Level maths of the meters: root mean square in dBFS, drawn on a scale from −60 dB (empty) to 0 (full). */
export const FLOOR_DB = -60;

/** Root mean square of samples in −1…1 as dBFS; silence is `-Infinity`. */
export function levelDbOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 || sum === 0 ? -Infinity : 10 * Math.log10(sum / samples.length);
}

/** dBFS → 0…1 of the meter. */
export function meterPosition(levelDb: number): number {
  return Math.max(0, Math.min(1, (levelDb - FLOOR_DB) / -FLOOR_DB));
}

/** A meter's needle: rises at once, falls 30 dB a second, so that the eye can follow speech. */
export class MeterBallistics {
  static readonly fallDbPerSecond = 30;
  #levelDb = -Infinity;
  #peakDb = -Infinity;
  #peakHeldMs = 0;

  /** @returns needle and held peak, both 0…1 */
  advance(levelDb: number, elapsedMs: number): { position: number; peak: number } {
    const fallDb = (MeterBallistics.fallDbPerSecond * elapsedMs) / 1000;
    this.#levelDb = Math.max(levelDb, this.#levelDb - fallDb);
    this.#peakHeldMs += elapsedMs;
    if (levelDb >= this.#peakDb) {
      this.#peakDb = levelDb;
      this.#peakHeldMs = 0;
    } else if (this.#peakHeldMs > 900) this.#peakDb -= fallDb;
    return { position: meterPosition(this.#levelDb), peak: meterPosition(this.#peakDb) };
  }
}

/**
 * Is a sound a voice? Voiced speech repeats itself with the period of the vocal folds, coughs, clicks, breath and
 * most noise do not. Measured as the highest normalised autocorrelation within the range of human pitch
 * (Boersma 1993, without his correction for the window, which only ranks candidates).
 */
import { SAMPLE_RATE_HZ } from '../../audio/frame.ts';

/** Pitch needs no more than 4 kHz. */
const decimation = 4;
const rateHz = SAMPLE_RATE_HZ / decimation;
/** Low male to high female and child voices. */
const lowestPitchHz = 70;
const highestPitchHz = 400;
const shortestLag = Math.floor(rateHz / highestPitchHz);
const longestLag = Math.ceil(rateHz / lowestPitchHz);
/** Vowels reach 0.7 to 0.99, noise up to about 0.4. */
const voicedCorrelation = 0.6;
/** Softer than this (RMS, dBFS) is not measured. */
const faintestDb = -55;

export interface Voicing {
  voiced: boolean;
  /** RMS, dBFS. */
  levelDb: number;
}

/** @param frames 40 ms or so of mono int16 at 16 kHz: two periods of the lowest pitch. */
export function voicingOf(frames: readonly Int16Array[]): Voicing {
  const samples = decimated(frames);
  const powers = samples.map((sample) => sample * sample);
  const levelDb = 10 * Math.log10(sum(powers, 0, powers.length) / Math.max(1, powers.length) + 1e-12);
  if (levelDb < faintestDb || samples.length < 2 * longestLag) return { voiced: false, levelDb };
  for (let lag = shortestLag; lag <= longestLag; lag++) {
    let product = 0;
    for (let at = lag; at < samples.length; at++) product += (samples[at] ?? 0) * (samples[at - lag] ?? 0);
    const energy = Math.sqrt(sum(powers, lag, powers.length) * sum(powers, 0, powers.length - lag));
    if (energy > 0 && product / energy >= voicedCorrelation) return { voiced: true, levelDb };
  }
  return { voiced: false, levelDb };
}

/** Mean of every four samples, −1 to 1, without the constant part. */
function decimated(frames: readonly Int16Array[]): Float64Array {
  const length = frames.reduce((total, frame) => total + frame.length, 0);
  const out = new Float64Array(Math.floor(length / decimation));
  let at = 0;
  for (const frame of frames)
    for (const sample of frame) {
      const index = Math.floor(at / decimation);
      if (index < out.length) out[index] = (out[index] ?? 0) + sample / decimation / 32_768;
      at += 1;
    }
  const mean = sum(out, 0, out.length) / Math.max(1, out.length);
  return out.map((sample) => sample - mean);
}

function sum(values: Float64Array, from: number, to: number): number {
  let total = 0;
  for (let at = from; at < to; at++) total += values[at] ?? 0;
  return total;
}

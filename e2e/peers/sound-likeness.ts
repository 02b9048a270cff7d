/**
 * Is what was heard what was said? Speech of the original is looked for in the other recording half a second at a time: a
 * telephone may stretch time in its pauses, and is no worse for it.
 */
import { StreamingResampler } from '#engine/audio/resampler.ts';
import { concatenateSamples } from '#engine/audio/frames.ts';

export interface Likeness {
  /** Pieces with speech in them. */
  pieces: number;
  /** Correlation of the pieces, 1 for the same shape: the median and the least. */
  median: number;
  worst: number;
  /** Level of what was heard less that of the original, dB. */
  gainDb: number;
  /** Longest silence where the original speaks, ms. */
  longestGapMs: number;
  /** Share of samples at full scale. */
  clipped: number;
}

const perMs = 16;
const pieceSamples = 500 * perMs;
const coarse = 8;
const frameSamples = 10 * perMs;
/** A frame of 10 ms that is louder than this below the loudest is speech; so much less than the original is a gap. */
const speechBelowPeakDb = 25;
const gapDb = 20;

/** Both mono at 16 kHz. */
export function likeness(original: Int16Array, heard: Int16Array): Likeness {
  const rough = decimated(heard);
  const loudestDb = Math.max(...frames(original, 0, original.length));
  const correlations: number[] = [];
  const gains: number[] = [];
  let longestGap = 0;
  for (let from = 0; from + pieceSamples <= original.length; from += pieceSamples) {
    const piece = original.subarray(from, from + pieceSamples);
    const levels = frames(piece, 0, piece.length);
    const isSpeech = levels.map((db) => db > loudestDb - speechBelowPeakDb);
    if (isSpeech.filter(Boolean).length < levels.length / 2) continue;
    const found = place(piece, heard, rough);
    correlations.push(found.correlation);
    const heardLevels = frames(heard, found.at, found.at + pieceSamples);
    gains.push(levelDb(heard, found.at, found.at + pieceSamples) - levelDb(piece, 0, piece.length));
    let gap = 0;
    for (const [index, db] of levels.entries()) {
      gap = isSpeech[index] === true && (heardLevels[index] ?? -100) < db - gapDb ? gap + 1 : 0;
      longestGap = Math.max(longestGap, gap);
    }
  }
  const sorted = correlations.sort((a, b) => a - b);
  return {
    pieces: sorted.length,
    median: sorted[sorted.length >> 1] ?? 0,
    worst: sorted[0] ?? 0,
    gainDb: gains.reduce((sum, gain) => sum + gain, 0) / Math.max(1, gains.length),
    longestGapMs: longestGap * 10,
    clipped: heard.filter((sample) => Math.abs(sample) >= 32_767).length / Math.max(1, heard.length),
  };
}

/** Where in `heard` the piece is most alike; `rough` is `heard` at 2 kHz. */
function place(piece: Int16Array, heard: Int16Array, rough: Int16Array): { at: number; correlation: number } {
  const small = decimated(piece);
  const around = best(small, rough, 0, rough.length - small.length).at * coarse;
  return best(piece, heard, Math.max(0, around - 2 * coarse), around + 2 * coarse);
}

function best(
  piece: Int16Array,
  heard: Int16Array,
  first: number,
  last: number,
): { at: number; correlation: number } {
  let found = { at: first, correlation: -1 };
  for (let at = first; at <= last; at += 1) {
    let [pp, hh, ph] = [0, 0, 0];
    for (let n = 0; n < piece.length; n += 1) {
      const p = piece[n] ?? 0;
      const h = heard[at + n] ?? 0;
      pp += p * p;
      hh += h * h;
      ph += p * h;
    }
    const correlation = ph / Math.sqrt(Math.max(1, pp * hh));
    if (correlation > found.correlation) found = { at, correlation };
  }
  return found;
}

/** As a line of 8 kHz carries it. */
export function narrow(samples: Int16Array): Int16Array {
  const down = new StreamingResampler(16_000, 8000);
  const up = new StreamingResampler(8000, 16_000);
  const small = concatenateSamples([down.push(samples), down.flush()]);
  return concatenateSamples([up.push(small), up.flush()]);
}

/** To 2 kHz, good enough to find the place. */
function decimated(samples: Int16Array): Int16Array {
  const out = new Int16Array(Math.floor(samples.length / coarse));
  for (let n = 0; n < out.length; n += 1) {
    let sum = 0;
    for (let k = 0; k < coarse; k += 1) sum += samples[n * coarse + k] ?? 0;
    out[n] = Math.round(sum / coarse);
  }
  return out;
}

function frames(samples: Int16Array, from: number, to: number): number[] {
  const levels: number[] = [];
  for (let at = from; at + frameSamples <= to; at += frameSamples)
    levels.push(levelDb(samples, at, at + frameSamples));
  return levels;
}

function levelDb(samples: Int16Array, from: number, to: number): number {
  let sum = 0;
  for (let n = from; n < to; n += 1) sum += (samples[n] ?? 0) ** 2;
  return 10 * Math.log10(sum / (to - from) / 32_768 ** 2 + 1e-10);
}

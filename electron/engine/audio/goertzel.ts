/**
 * One bin of a Fourier transform, at any frequency (G. Goertzel, 1958): what tone detection needs, for a tenth of the
 * cost of a whole transform.
 */
import { SAMPLE_RATE_HZ } from './frame.ts';

/** Σ x[n]·e^(jω(N−1−n)): the bin with its phase counted from the window's last sample. */
export interface Bin {
  re: number;
  im: number;
}

/** Radians a sample of a frequency in Hz, at the engine's rate. */
export function radiansPerSample(frequencyHz: number): number {
  return (2 * Math.PI * frequencyHz) / SAMPLE_RATE_HZ;
}

/** The bin at `frequencyHz` of `length` samples from `from`; the samples must be there. */
export function bin(samples: Int16Array, from: number, length: number, frequencyHz: number): Bin {
  const omega = radiansPerSample(frequencyHz);
  const cosine = Math.cos(omega);
  const twoCosine = 2 * cosine;
  let last = 0;
  let before = 0;
  for (let at = from, end = from + length; at < end; at += 1) {
    const next = (samples[at] ?? 0) + twoCosine * last - before;
    before = last;
    last = next;
  }
  return { re: last - before * cosine, im: before * Math.sin(omega) };
}

/** Mean square of the sinusoid that gives this bin over `length` samples; int16², so that it compares with `meanSquare`. */
export function tonePower({ re, im }: Bin, length: number): number {
  return (2 * (re * re + im * im)) / (length * length);
}

export function meanSquare(samples: Int16Array, from: number, length: number): number {
  let sum = 0;
  for (let at = from, end = from + length; at < end; at += 1) sum += (samples[at] ?? 0) ** 2;
  return length === 0 ? 0 : sum / length;
}

/**
 * The frequency, in Hz, of the tone near `nearHz`: by how much its phase turns from the first half of the window to the
 * second. Right while the tone is within `SAMPLE_RATE_HZ / length` Hz of `nearHz` (50 Hz for a window of 20 ms).
 */
export function frequencyNear(samples: Int16Array, from: number, length: number, nearHz: number): number {
  const half = length >> 1;
  const first = bin(samples, from, half, nearHz);
  const second = bin(samples, from + half, half, nearHz);
  const turned = turnBetween(first, second, nearHz, half);
  return nearHz + (turned * SAMPLE_RATE_HZ) / (2 * Math.PI);
}

/**
 * Radians a sample by which a tone turns faster (or slower, negative) than `nearHz`, from the bins of two windows of
 * `apart` samples, the second right after the first. Known up to ±half a turn in `apart` samples.
 */
export function turnBetween(first: Bin, second: Bin, nearHz: number, apart: number): number {
  const turned = Math.atan2(
    second.im * first.re - second.re * first.im,
    second.re * first.re + second.im * first.im,
  );
  const excess = turned - radiansPerSample(nearHz) * apart;
  return (excess - 2 * Math.PI * Math.round(excess / (2 * Math.PI))) / apart;
}

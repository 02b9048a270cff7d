/**
 * Keys pressed at the far end, heard as tones in the caller's audio (ITU-T Q.24, with the talk-off protection that
 * speech makes necessary).
 *
 *   silence ──4 windows of one key──► sounding ──6 windows without it──► silence
 *                                        └── 4 windows of another key: that key
 *
 * A window is 20 ms, one begins every 5 ms. One counts as a key when its strongest row and column are within 2.5 % of
 * their nominal frequencies, differ by no more than the permitted twist, and are all there is in the window. Speech has
 * a third thing in it: that is what keeps "talk-off" away. Tones of 32 ms and more are found, of less than 23 ms never;
 * pauses of 40 ms separate two keys, gaps of 10 ms do not.
 */
import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from './frame.ts';
import { columnHz, keyAt, rowHz, type DtmfKey } from './dtmf-keys.ts';
import { bin, meanSquare, radiansPerSample, tonePower, turnBetween, type Bin } from './goertzel.ts';

const windowSamples = 320;
/** A window is made of four hops; the bins of a hop are computed once and serve four windows. */
const hopSamples = 80;
const hopsInWindow = windowSamples / hopSamples;
const frequencies = [...rowHz, ...columnHz];
/** By how much a bin turns in one hop, each frequency. */
const hopTurns = frequencies.map((hz) => turn(radiansPerSample(hz) * hopSamples));
const windowsToBegin = 4;
const windowsToEnd = 6;
/** Q.24 wants ±1.5 % accepted; operators reject from ±3.5 %. */
const frequencyTolerance = 0.025;
/** Share of the window's energy that the two tones must hold: with 15 dB of noise it is 0.97; a vowel stays under 0.7. */
const minimumPurity = 0.8;
/** The weaker of the two tones, mean square of int16: −40 dBFS. Q.24 operates down to −25 dBm, about −31 dBFS. */
const minimumTonePower = (32_768 * 10 ** (-40 / 20)) ** 2;
/** High over low tone, and low over high ("reverse twist"), dB. Table A of Q.24: +4…+10 and −8…−9 among administrations. */
const maximumTwistDb = 6;
const maximumReverseTwistDb = 9;

export interface DtmfPress {
  key: DtmfKey;
  /** First sample of its tone, to 5 ms, counted from the first sample pushed. */
  startSample: number;
}

/** One hop: the bin of every frequency, and the mean square. */
interface Hop {
  bins: Bin[];
  power: number;
}

export class DtmfDetector {
  readonly #buffer = new Int16Array(windowSamples + FRAME_SAMPLES);
  #filled = 0;
  /** Index, in the stream, of the buffer's first sample. */
  #origin = 0;
  /** Those of the window that begins at the buffer's first sample, as far as they are there. */
  #hops: Hop[] = [];
  #sounding: DtmfKey | null = null;
  #candidate: DtmfKey | null = null;
  #hits = 0;
  #misses = 0;

  /** A key's tone is being heard now (known some 40 ms after it began). */
  get sounding(): boolean {
    return this.#sounding !== null;
  }

  /** At most 320 samples; answers the keys that became certain with them. */
  push(frame: Int16Array): DtmfPress[] {
    this.#buffer.set(frame, this.#filled);
    this.#filled += frame.length;
    const presses: DtmfPress[] = [];
    let start = 0;
    for (;;) {
      const hopAt = start + this.#hops.length * hopSamples;
      if (hopAt + hopSamples > this.#filled) break;
      this.#hops.push(hopOf(this.#buffer, hopAt));
      if (this.#hops.length < hopsInWindow) continue;
      const press = this.#window(keyIn(this.#buffer, start, this.#hops), this.#origin + start);
      if (press) presses.push(press);
      this.#hops.shift();
      start += hopSamples;
    }
    this.#buffer.copyWithin(0, start, this.#filled);
    this.#filled -= start;
    this.#origin += start;
    return presses;
  }

  #window(key: DtmfKey | null, startSample: number): DtmfPress | null {
    this.#hits = key !== null && key === this.#candidate ? this.#hits + 1 : 1;
    this.#candidate = key;
    this.#misses = key === this.#sounding ? 0 : this.#misses + 1;
    if (this.#misses >= windowsToEnd) this.#sounding = null;
    if (key === null || key === this.#sounding || this.#hits < windowsToBegin) return null;
    this.#sounding = key;
    this.#misses = 0;
    return { key, startSample: startSample - (windowsToBegin - 1) * hopSamples };
  }
}

function turn(angle: number): Bin {
  return { re: Math.cos(angle), im: Math.sin(angle) };
}

function hopOf(samples: Int16Array, from: number): Hop {
  const power = meanSquare(samples, from, hopSamples);
  const silent = power < minimumTonePower;
  const bins = frequencies.map((hz) => (silent ? noBin : bin(samples, from, hopSamples, hz)));
  return { bins, power };
}

const noBin: Bin = { re: 0, im: 0 };

/** The bin of consecutive hops together: each earlier one turns by as much as the tone does until the last. */
function joined(hops: readonly Hop[], index: number): Bin {
  const { re: cosine, im: sine } = hopTurns[index] ?? noBin;
  let re = 0;
  let im = 0;
  for (const hop of hops) {
    const { re: hopRe, im: hopIm } = hop.bins[index] ?? noBin;
    const turned = re * cosine - im * sine + hopRe;
    im = re * sine + im * cosine + hopIm;
    re = turned;
  }
  return { re, im };
}

/** The key whose tones are all there is in the window; null for anything else. */
function keyIn(samples: Int16Array, from: number, hops: readonly Hop[]): DtmfKey | null {
  const power = hops.reduce((sum, hop) => sum + hop.power, 0) / hopsInWindow;
  if (power < 2 * minimumTonePower) return null;
  const row = strongest(hops, 0, rowHz.length);
  const column = strongest(hops, rowHz.length, frequencies.length);
  // A first look at the nominal frequencies: ±1.5 % costs the highest tones up to 4 dB.
  if (row.power + column.power < 0.35 * power) return null;
  const low = exactTone(samples, from, hops, row.index);
  const high = exactTone(samples, from, hops, column.index);
  if (low === null || high === null || low + high < minimumPurity * power) return null;
  if (Math.min(low, high) < minimumTonePower) return null;
  const twistDb = 10 * Math.log10(high / low);
  if (twistDb > maximumTwistDb || twistDb < -maximumReverseTwistDb) return null;
  return keyAt(row.index, column.index - rowHz.length);
}

/** `from`, `to`: indexes of `frequencies`, the latter exclusive. */
function strongest(hops: readonly Hop[], from: number, to: number): { index: number; power: number } {
  let best = { index: from, power: -1 };
  for (let index = from; index < to; index += 1) {
    const power = tonePower(joined(hops, index), windowSamples);
    if (power > best.power) best = { index, power };
  }
  return best;
}

/**
 * Power of the tone at its own frequency, or null when that is too far from the nominal one. Its own frequency shows in
 * how much its phase turns from the window's first half to the second.
 */
function exactTone(samples: Int16Array, from: number, hops: readonly Hop[], index: number): number | null {
  const nominalHz = frequencies[index] ?? 0;
  const half = windowSamples / 2;
  const turned = turnBetween(joined(hops.slice(0, 2), index), joined(hops.slice(2), index), nominalHz, half);
  const hz = nominalHz + (turned * SAMPLE_RATE_HZ) / (2 * Math.PI);
  if (Math.abs(hz / nominalHz - 1) > frequencyTolerance) return null;
  return tonePower(bin(samples, from, windowSamples, hz), windowSamples);
}

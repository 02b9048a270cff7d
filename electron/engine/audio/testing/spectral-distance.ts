/** How unlike two sounds are to the ear, roughly: the mean distance of their short-time spectra, dB. */

const WINDOW = 320;
const HOP = 160;
/** Bands of 200 Hz up to 4 kHz: what a telephone carries, at about the width of the ear's. */
const BAND_BINS = 4;
const BANDS = 20;
/** Below this, a band is as good as silent: −70 dBFS. */
const FLOOR = (32_768 * 10 ** (-70 / 20)) ** 2;

/**
 * Log-spectral distance at 16 kHz, over the windows in which the reference is louder than −50 dBFS; root mean square over
 * bands, mean over windows.
 */
export function logSpectralDistanceDb(reference: Int16Array, other: Int16Array): number {
  let sum = 0;
  let windows = 0;
  for (let at = 0; at + WINDOW <= reference.length; at += HOP) {
    const wanted = bandsOf(reference, at);
    if (wanted.reduce((total, power) => total + power, 0) < FLOOR * 100) continue;
    const got = bandsOf(other, at);
    let squares = 0;
    for (let band = 0; band < BANDS; band += 1) {
      const distance = 10 * Math.log10(Math.max(FLOOR, wanted[band] ?? 0) / Math.max(FLOOR, got[band] ?? 0));
      squares += distance * distance;
    }
    sum += Math.sqrt(squares / BANDS);
    windows += 1;
  }
  return windows === 0 ? 0 : sum / windows;
}

/** Powers of the bands, by a plain DFT over a Hann window (bins of 50 Hz). */
function bandsOf(samples: Int16Array, start: number): Float64Array {
  const bands = new Float64Array(BANDS);
  const windowed = new Float64Array(WINDOW);
  for (let n = 0; n < WINDOW; n += 1) windowed[n] = (samples[start + n] ?? 0) * (hann[n] ?? 0);
  for (let bin = 1; bin <= BANDS * BAND_BINS; bin += 1) {
    let real = 0;
    let imaginary = 0;
    for (let n = 0; n < WINDOW; n += 1) {
      const phase = (bin * n) % WINDOW;
      real += (windowed[n] ?? 0) * (cosines[phase] ?? 0);
      imaginary += (windowed[n] ?? 0) * (sines[phase] ?? 0);
    }
    const band = Math.floor((bin - 1) / BAND_BINS);
    bands[band] = (bands[band] ?? 0) + ((real * real + imaginary * imaginary) * 4) / (WINDOW * WINDOW);
  }
  return bands;
}

const turn = (n: number): number => (2 * Math.PI * n) / WINDOW;
const hann = Float64Array.from({ length: WINDOW }, (_, n) => 1 - Math.cos(turn(n)));
const cosines = Float64Array.from({ length: WINDOW }, (_, n) => Math.cos(turn(n)));
const sines = Float64Array.from({ length: WINDOW }, (_, n) => Math.sin(turn(n)));

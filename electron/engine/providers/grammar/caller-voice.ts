/**
 * What a caller sounds like: the cepstral mean that the recogniser takes away from their speech, so that microphone,
 * line and loudness do not matter. A mean of the utterance itself will not do: "no" is all one vowel, and would take its
 * own vowel away. So the mean begins as that of many speakers and becomes the caller's own as they speak, and its zeroth
 * coefficient (the level) follows the loudest of what they said, which silence around a word cannot sway.
 */

import type { LogSpectrum } from './soundswallower.ts';

/** Number of cepstral coefficients of the acoustic model. */
const COEFFICIENTS = 13;
/** Lifter of the acoustic model's front end (its feat_params.json). */
const LIFTER = 22;

/** Mean of the coefficients 1 to 12 over four synthetic voices, band 130–3700 Hz. */
const EVERYBODY = [4.0, 12.57, 0.44, -0.65, -2.98, -6.51, 2.4, 2.85, 2.38, 4.03, 0.47, 1.85];
/** Frames that the mean of everybody counts for. */
const EVERYBODY_FRAMES = 600;
/** The mean level of a sentence lies this far below its loudest frames, in units of the zeroth coefficient. */
const LEVEL_BELOW_LOUDEST = 12;
const LOUDEST_FRAMES = 20;
/** Of older speech no more counts than this, so that a caller who changes the telephone is soon followed. */
const MAX_FRAMES = 1200;

export class CallerVoice {
  #level: number | null = null;
  #sums = EVERYBODY.map((value) => value * EVERYBODY_FRAMES);
  #frames = EVERYBODY_FRAMES;

  /** Has the caller been heard before? */
  get known(): boolean {
    return this.#level !== null;
  }

  /** Speech of theirs, with little silence around. */
  hear(spectrum: LogSpectrum): void {
    if (spectrum.nfr === 0) return;
    this.#level = loudestLevel(spectrum) - LEVEL_BELOW_LOUDEST;
    const mean = meanCepstrum(spectrum);
    const keep = Math.min(1, MAX_FRAMES / (this.#frames + spectrum.nfr));
    this.#sums = this.#sums.map((sum, index) => (sum + (mean[index] ?? 0) * spectrum.nfr) * keep);
    this.#frames = (this.#frames + spectrum.nfr) * keep;
  }

  /** As the decoder's setting `cmninit` wants it. */
  get cepstralMean(): string {
    const shape = this.#sums.map((sum) => sum / this.#frames);
    return [this.#level ?? 0, ...shape].map((value) => value.toFixed(2)).join(',');
  }
}

/** The zeroth coefficient of the loudest frames. */
function loudestLevel({ data, nfr, nfeat }: LogSpectrum): number {
  const levels = Array.from({ length: nfr }, (_, frame) => {
    let sum = 0;
    for (let band = 0; band < nfeat; band += 1) sum += data[frame * nfeat + band] ?? 0;
    return sum * Math.sqrt(1 / nfeat);
  });
  const loudest = levels.sort((a, b) => b - a).slice(0, LOUDEST_FRAMES);
  return loudest.reduce((sum, level) => sum + level, 0) / loudest.length;
}

/** Coefficients 1 to 12 of the mean frame: orthonormal DCT-II and lifter, as the front end computes them. */
function meanCepstrum({ data, nfr, nfeat }: LogSpectrum): number[] {
  const mean = new Float64Array(nfeat);
  for (let frame = 0; frame < nfr; frame += 1) {
    for (let band = 0; band < nfeat; band += 1)
      mean[band] = (mean[band] ?? 0) + (data[frame * nfeat + band] ?? 0) / nfr;
  }
  return Array.from({ length: COEFFICIENTS - 1 }, (_, index) => {
    const order = index + 1;
    let sum = 0;
    for (let band = 0; band < nfeat; band += 1)
      sum += (mean[band] ?? 0) * Math.cos((order * (band + 0.5) * Math.PI) / nfeat);
    return sum * Math.sqrt(2 / nfeat) * (1 + (LIFTER / 2) * Math.sin((order * Math.PI) / LIFTER));
  });
}

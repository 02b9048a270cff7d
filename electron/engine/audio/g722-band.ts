/**
 * One sub-band of G.722: the scale factor and the predictor (two poles, six zeros) that encoder and decoder adapt alike from
 * what went over the line. Integer arithmetic of the Recommendation's blocks, 16-bit saturating, so that both ends stay
 * equal to the last bit.
 *
 *   d ──►(+)──► r     d: quantized difference   r: reconstructed signal
 *         ▲           s: what the predictor expects next, of poles (r) and zeros (d)
 *         s
 */
import { antilog } from './g722-tables.ts';

const zeros = 6;

export class G722Band {
  /** Predicted next sample. */
  predicted = 0;
  /** Scale factor of the quantizer. */
  scale: number;
  readonly #scaleShift: number;
  readonly #maxLog: number;
  #logScale = 0;
  /** Last difference first. */
  readonly #d = new Int32Array(zeros + 1);
  readonly #b = new Int32Array(zeros + 1);
  #a1 = 0;
  #a2 = 0;
  #r1 = 0;
  #p1 = 0;
  #p2 = 0;
  #zeroPart = 0;

  constructor(band: 'low' | 'high') {
    // Blocks SCALEL and SCALEH, LOGSCL and LOGSCH: the bands differ in start, shift and bound.
    this.scale = band === 'low' ? 32 : 8;
    this.#scaleShift = band === 'low' ? 8 : 10;
    this.#maxLog = band === 'low' ? 18_432 : 22_528;
  }

  /** @param difference quantized, as both sides know it  @param logStep of its code, in 1/2048 octaves */
  adapt(difference: number, logStep: number): void {
    this.#adaptScale(logStep);
    this.#adaptPredictor(difference);
  }

  #adaptScale(logStep: number): void {
    const log = Math.min(this.#maxLog, Math.max(0, ((this.#logScale * 127) >> 7) + logStep));
    this.#logScale = log;
    const mantissa = antilog[(log >> 6) & 31] ?? 0;
    const shift = this.#scaleShift - (log >> 11);
    this.scale = (shift < 0 ? mantissa << -shift : mantissa >> shift) << 2;
  }

  #adaptPredictor(difference: number): void {
    const reconstructed = saturate(this.predicted + difference);
    const partial = saturate(this.#zeroPart + difference);
    this.#adaptPoles(partial);
    this.#adaptZeros(difference);

    const d = this.#d;
    d.copyWithin(1, 0, zeros);
    d[0] = difference;
    // Blocks FILTEP and FILTEZ. The newest difference and sample have moved on by one for the next prediction.
    const poles = saturate(
      ((this.#a1 * saturate(2 * reconstructed)) >> 15) + ((this.#a2 * saturate(2 * this.#r1)) >> 15),
    );
    this.#r1 = reconstructed;
    let sum = 0;
    for (let i = 0; i < zeros; i += 1) sum += ((this.#b[i] ?? 0) * saturate(2 * (d[i] ?? 0))) >> 15;
    this.#zeroPart = saturate(sum);
    this.predicted = saturate(poles + this.#zeroPart);
  }

  /** Blocks UPPOL2 and UPPOL1: by the signs of the last three partial reconstructions, kept within the stable triangle. */
  #adaptPoles(partial: number): void {
    const same1 = partial < 0 === this.#p1 < 0;
    const same2 = partial < 0 === this.#p2 < 0;
    const a1 = saturate(this.#a1 * 4);
    const product = Math.min(32_767, same1 ? -a1 : a1);
    const a2 = clamp((same2 ? 128 : -128) + (product >> 7) + ((this.#a2 * 32_512) >> 15), 12_288);
    this.#a1 = clamp(saturate((same1 ? 192 : -192) + ((this.#a1 * 32_640) >> 15)), saturate(15_360 - a2));
    this.#a2 = a2;
    this.#p2 = this.#p1;
    this.#p1 = partial;
  }

  /** Block UPZERO. */
  #adaptZeros(difference: number): void {
    const step = difference === 0 ? 0 : 128;
    const negative = difference < 0;
    const b = this.#b;
    for (let i = 0; i < zeros; i += 1) {
      const agrees = (this.#d[i] ?? 0) < 0 === negative;
      b[i] = saturate((agrees ? step : -step) + (((b[i] ?? 0) * 32_640) >> 15));
    }
  }
}

export function saturate(value: number): number {
  return value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value;
}

function clamp(value: number, bound: number): number {
  return value > bound ? bound : value < -bound ? -bound : value;
}

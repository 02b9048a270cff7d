/**
 * G.722 at 64 kbit/s, ITU-T Recommendation G.722 (09/2012): 7 kHz speech at 16 kHz, an octet for two samples.
 *
 *    0 1 2 3 4 5 6 7        x ──► QMF ──► lower band, 0–4 kHz ──► 60-level ADPCM ──► 6 bits
 *   +-+-+-+-+-+-+-+-+                └──► upper band, 4–8 kHz ──►  4-level ADPCM ──► 2 bits
 *   | IH|    IL     |
 *   +-+-+-+-+-+-+-+-+        (the decoder the other way about; delay of both mirror filters: 22 samples)
 *
 * In RTP its clock is told as 8000 Hz, by an old mistake that is kept (RFC 3551 §4.5.2).
 */
import { G722Band, saturate } from './g722-band.ts';
import {
  highDecision,
  highOutputs,
  highScaleSteps,
  lowCodesNegative,
  lowCodesPositive,
  lowDecisions,
  lowOutputs4,
  lowOutputs6,
  lowScaleSteps,
  qmfEven,
} from './g722-tables.ts';

const taps = 24;
const half = taps / 2;
const levels = lowDecisions.length;

export class G722Encoder {
  readonly #low = new G722Band('low');
  readonly #high = new G722Band('high');
  /** The last 24 samples before those of this call, then those. */
  #window = new Int32Array(taps);

  /** An even number of samples (an odd last one is left out), 16 kHz; half as many octets. */
  encode(samples: Int16Array): Uint8Array<ArrayBuffer> {
    const octets = new Uint8Array(samples.length >> 1);
    const window = joined(this.#window, samples.subarray(0, octets.length * 2));
    for (let n = 0, at = 2; n < octets.length; n += 1, at += 2) {
      // Block TRANSMIT QMF: the taps of even and of odd index, their sum and difference.
      let even = 0;
      let odd = 0;
      for (let i = 0; i < half; i += 1) {
        const coefficient = qmfEven[i] ?? 0;
        even += (window[at + 2 * i] ?? 0) * coefficient;
        odd += (window[at + taps - 1 - 2 * i] ?? 0) * coefficient;
      }
      const low = this.#encodeLow((odd + even) >> 14);
      octets[n] = (this.#encodeHigh((odd - even) >> 14) << 6) | low;
    }
    this.#window = window.slice(-taps);
    return octets;
  }

  #encodeLow(sample: number): number {
    const band = this.#low;
    const error = saturate(sample - band.predicted);
    const magnitude = error < 0 ? ~error : error;
    let level = 1;
    while (level < levels && magnitude >= ((lowDecisions[level] ?? 0) * band.scale) >> 12) level += 1;
    const code = (error < 0 ? lowCodesNegative[level] : lowCodesPositive[level]) ?? 0;
    adaptLow(band, code);
    return code;
  }

  #encodeHigh(sample: number): number {
    const band = this.#high;
    const error = saturate(sample - band.predicted);
    const magnitude = error < 0 ? ~error : error;
    const isLarge = magnitude >= (highDecision * band.scale) >> 12;
    const code = (error < 0 ? 0 : 2) | (isLarge ? 0 : 1);
    adaptHigh(band, code);
    return code;
  }
}

export class G722Decoder {
  readonly #low = new G722Band('low');
  readonly #high = new G722Band('high');
  /** Sums and differences of the bands, in turn. */
  #window = new Int32Array(taps);

  /** Twice as many samples as octets, at 16 kHz. Every octet is a valid code. */
  decode(octets: Uint8Array): Int16Array<ArrayBuffer> {
    const window = new Int32Array(taps + octets.length * 2);
    window.set(this.#window);
    for (let n = 0, at = taps; n < octets.length; n += 1, at += 2) {
      const octet = octets[n] ?? 0;
      const low = this.#decodeLow(octet & 63);
      const high = this.#decodeHigh(octet >> 6);
      window[at] = low + high;
      window[at + 1] = low - high;
    }
    // Block RECEIVE QMF.
    const samples = new Int16Array(octets.length * 2);
    for (let at = 2; at <= octets.length * 2; at += 2) {
      let even = 0;
      let odd = 0;
      for (let i = 0; i < half; i += 1) {
        const coefficient = qmfEven[i] ?? 0;
        odd += (window[at + 2 * i] ?? 0) * coefficient;
        even += (window[at + taps - 1 - 2 * i] ?? 0) * coefficient;
      }
      samples[at - 2] = saturate(even >> 11);
      samples[at - 1] = saturate(odd >> 11);
    }
    this.#window = window.slice(-taps);
    return samples;
  }

  #decodeLow(code: number): number {
    const band = this.#low;
    const sample = limit15(band.predicted + ((band.scale * (lowOutputs6[code] ?? 0)) >> 15));
    adaptLow(band, code);
    return sample;
  }

  #decodeHigh(code: number): number {
    const band = this.#high;
    const sample = limit15(band.predicted + ((band.scale * (highOutputs[code] ?? 0)) >> 15));
    adaptHigh(band, code);
    return sample;
  }
}

function adaptLow(band: G722Band, code: number): void {
  const coarse = code >> 2;
  band.adapt((band.scale * (lowOutputs4[coarse] ?? 0)) >> 15, lowScaleSteps[coarse] ?? 0);
}

function adaptHigh(band: G722Band, code: number): void {
  band.adapt((band.scale * (highOutputs[code] ?? 0)) >> 15, highScaleSteps[code] ?? 0);
}

/** Block LIMIT. */
function limit15(value: number): number {
  return value > 16_383 ? 16_383 : value < -16_384 ? -16_384 : value;
}

function joined(before: Int32Array, samples: Int16Array): Int32Array {
  const window = new Int32Array(before.length + samples.length);
  window.set(before);
  window.set(samples, before.length);
  return window;
}

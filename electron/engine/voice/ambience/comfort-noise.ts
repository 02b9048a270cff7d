/**
 * Comfort noise: a telephone line on which nothing at all is heard seems dead, and people hang up or ask "hello?". The
 * noise is that of a room as a handset hears it, falling by about 5 dB an octave (Hoth noise, ITU-T P.800 annex A), so
 * faint that it is not noticed as a sound. Level: RFC 3389 leaves it to the sender; −60 dBFS is under every voice.
 */
import { SAMPLE_RATE_HZ } from '../../audio/frame.ts';

const levelDb = -60;
/** Long enough that nobody hears it come round. */
const lengthSamples = 8 * SAMPLE_RATE_HZ;

let made: Int16Array | null = null;

/** A loop without a seam, mono int16 at 16 kHz, made once (about 10 ms) for all calls. */
export function comfortNoise(): Int16Array {
  made ??= make();
  return made;
}

function make(): Int16Array {
  const shaped = new Float64Array(lengthSamples);
  const random = xorshift(0x5eed);
  const white = Float64Array.from(shaped, () => random() * 2 - 1);
  // Three leaky integrators at different corners approximate −5 dB an octave between 100 Hz and 8 kHz within 1 dB or two.
  let [low, middle, high] = [0, 0, 0];
  // The second turn is kept: what rang at the end of the first rings at its beginning.
  for (let turn = 0; turn < 2; turn += 1)
    for (let at = 0; at < lengthSamples; at += 1) {
      const sample = white[at] ?? 0;
      low += 0.04 * (sample - low);
      middle += 0.16 * (sample - middle);
      high += 0.6 * (sample - high);
      shaped[at] = low * 1.6 + middle * 0.55 + high * 0.25;
    }
  const mean = shaped.reduce((sum, sample) => sum + sample, 0) / lengthSamples;
  const power = shaped.reduce((sum, sample) => sum + (sample - mean) ** 2, 0) / lengthSamples;
  const gain = (32_768 * 10 ** (levelDb / 20)) / Math.sqrt(power);
  return Int16Array.from(shaped, (sample) => Math.round((sample - mean) * gain));
}

/** Marsaglia's xorshift32: 0 ≤ x < 1. */
function xorshift(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
}

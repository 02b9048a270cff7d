/**
 * G.711 companding, ITU-T Recommendation G.711 (11/88), tables 1 and 2: 8-bit logarithmic samples ↔ linear int16.
 * µ-law decodes to 14-bit values shifted left by two, A-law to 13-bit values shifted left by three.
 */

/** Encoded silence of each law. */
export const MU_LAW_SILENCE = 0xff;
export const A_LAW_SILENCE = 0xd5;

/** Linear int16 of each µ-law octet. */
export const muLawToLinear: Int16Array = Int16Array.from({ length: 256 }, (_, octet) => decodeMuLaw(octet));
/** Linear int16 of each A-law octet. */
export const aLawToLinear: Int16Array = Int16Array.from({ length: 256 }, (_, octet) => decodeALaw(octet));

/** µ-law octet of `(int16 + 32768) >> 2`: 14 bits are all that the law can tell apart. */
const linearToMuLaw = Uint8Array.from({ length: 16_384 }, (_, index) => encodeMuLaw((index - 8192) * 4));
/** A-law octet of `(int16 + 32768) >> 3`: 13 bits. */
const linearToALaw = Uint8Array.from({ length: 8192 }, (_, index) => encodeALaw((index - 4096) * 8));

export function muLawDecode(octets: Uint8Array): Int16Array {
  const samples = new Int16Array(octets.length);
  for (let i = 0; i < octets.length; i += 1) samples[i] = muLawToLinear[octets[i] ?? 0] ?? 0;
  return samples;
}

export function aLawDecode(octets: Uint8Array): Int16Array {
  const samples = new Int16Array(octets.length);
  for (let i = 0; i < octets.length; i += 1) samples[i] = aLawToLinear[octets[i] ?? 0] ?? 0;
  return samples;
}

export function muLawEncode(samples: Int16Array): Uint8Array<ArrayBuffer> {
  const octets = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i += 1)
    octets[i] = linearToMuLaw[((samples[i] ?? 0) + 32_768) >> 2] ?? 0;
  return octets;
}

export function aLawEncode(samples: Int16Array): Uint8Array<ArrayBuffer> {
  const octets = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i += 1)
    octets[i] = linearToALaw[((samples[i] ?? 0) + 32_768) >> 3] ?? 0;
  return octets;
}

/** `S EEE MMMM`, all bits inverted; value (2·M + 33)·2^E − 33 in 14 bits (table 2/G.711). */
function decodeMuLaw(octet: number): number {
  const bits = ~octet & 0xff;
  const segment = (bits >> 4) & 7;
  const step = bits & 15;
  const magnitude = ((2 * step + 33) << segment) - 33;
  return (bits & 0x80 ? -magnitude : magnitude) * 4;
}

/** `S EEE MMMM`, even bits inverted, S = 1 positive; the first two segments are one straight line (table 1/G.711). */
function decodeALaw(octet: number): number {
  const bits = octet ^ 0x55;
  const segment = (bits >> 4) & 7;
  const step = bits & 15;
  const magnitude = segment === 0 ? 2 * step + 1 : (2 * step + 33) << (segment - 1);
  return (bits & 0x80 ? magnitude : -magnitude) * 8;
}

/**
 * Each law's decision values bound the steps; a negative sample is measured from −1 down (its one's complement), so that the
 * smallest steps on either side of zero are equally wide.
 */
function encodeMuLaw(sample: number): number {
  const magnitude = Math.min(sample < 0 ? -sample / 4 - 1 : sample / 4, 8158) + 33;
  const segment = Math.floor(Math.log2(magnitude)) - 5;
  const step = Math.floor(magnitude / 2 ** (segment + 1)) - 16;
  return ~((sample < 0 ? 0x80 : 0) | (segment << 4) | step) & 0xff;
}

function encodeALaw(sample: number): number {
  const magnitude = sample < 0 ? -sample / 8 - 1 : sample / 8;
  const segment = magnitude < 32 ? 0 : Math.floor(Math.log2(magnitude)) - 4;
  const step = segment === 0 ? Math.floor(magnitude / 2) : Math.floor(magnitude / 2 ** segment) - 16;
  return ((sample < 0 ? 0 : 0x80) | (segment << 4) | step) ^ 0x55;
}

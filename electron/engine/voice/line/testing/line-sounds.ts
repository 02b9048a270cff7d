/** What lines and rooms do to sound, for tests and benches. All mono int16 at 16 kHz. */
import { muLawDecode, muLawEncode } from '../../../audio/g711.ts';
import { StreamingResampler } from '../../../audio/resampler.ts';

/** Through a telephone: 8 kHz, µ-law, and back. */
export function throughTelephone(sound: Int16Array): Int16Array {
  const narrow = new StreamingResampler(16_000, 8000).push(sound);
  return new StreamingResampler(8000, 16_000).push(muLawDecode(muLawEncode(narrow)));
}

/** Arrival (samples) and strength of the direct sound and its reflections, up to a quarter of a second. */
const reflections: readonly (readonly [number, number])[] = [
  [0, 1],
  [57, 0.45],
  [131, -0.35],
  [333, 0.3],
  [700, 0.25],
  [1400, -0.18],
  [2600, 0.12],
  [4000, 0.07],
];

/** From a loudspeaker to a microphone across a small, bare room. */
export function throughRoom(sound: Int16Array): Int16Array {
  const out = new Float32Array(sound.length);
  for (const [delay, gain] of reflections)
    for (let at = delay; at < out.length; at += 1) out[at] = (out[at] ?? 0) + gain * (sound[at - delay] ?? 0);
  return toInt16(out.map((value) => value / 1.35));
}

/** Lays sounds over each other: each begins at `atMs` and is `db` louder (or, negative, weaker) than it was. */
export function mixed(
  durationSamples: number,
  parts: readonly { sound: Int16Array; atMs: number; db: number }[],
): Int16Array {
  const out = new Float32Array(durationSamples);
  for (const { sound, atMs, db } of parts) {
    const gain = 10 ** (db / 20);
    const start = Math.round(atMs * 16);
    const end = Math.min(out.length, start + sound.length);
    for (let at = Math.max(0, start); at < end; at += 1)
      out[at] = (out[at] ?? 0) + gain * (sound[at - start] ?? 0);
  }
  return toInt16(out);
}

function toInt16(values: Float32Array): Int16Array {
  return Int16Array.from(values, (value) => Math.max(-32_768, Math.min(32_767, Math.round(value))));
}

/** Comfort noise, RFC 3389: a sender that falls silent tells how loud its silence is. */

/** Static for a clock of 8 kHz. */
export const COMFORT_NOISE_PAYLOAD_TYPE = 13;
export const COMFORT_NOISE_CLOCK_HZ = 8000;

/** The level, dB below full (−dBov), 0–127; the spectrum that may follow (§3.2) is left to the ear. Null for an empty payload. */
export function noiseDbOf(payload: Uint8Array): number | null {
  const first = payload[0];
  return first === undefined ? null : first & 0x7f;
}

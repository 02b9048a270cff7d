/**
 * The payload of a telephone event, RFC 4733 §2.3:
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |     event     |E|R| volume    |          duration             |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import type { DtmfKey } from '../../audio/dtmf-keys.ts';
import { putUint16, uint16 } from './packet.ts';

export interface TelephoneEvent {
  /** 0–9 the digits, 10 `*`, 11 `#`, 12–15 A–D (§3.2); others are tones of the line. */
  event: number;
  end: boolean;
  /** Level below full, 0–63: −dBm0. */
  volume: number;
  /** So far, from the packet's timestamp, in its units. */
  duration: number;
}

/** In the order of their event codes, table 3. */
const keys = '0123456789*#ABCD';

/** Null for a payload that is too short. What follows the four octets (further events, §2.5.1.5) is left unread. */
export function parseTelephoneEvent(payload: Uint8Array): TelephoneEvent | null {
  if (payload.length < 4) return null;
  const second = payload[1] ?? 0;
  return {
    event: payload[0] ?? 0,
    end: second >= 0x80,
    volume: second & 0x3f,
    duration: uint16(payload, 2),
  };
}

export function serialiseTelephoneEvent({ event, end, volume, duration }: TelephoneEvent): Uint8Array {
  const payload = Uint8Array.of(event, (end ? 0x80 : 0) | volume, 0, 0);
  putUint16(payload, 2, duration);
  return payload;
}

/** Null for events that are no key. */
export function keyOfEvent(event: number): DtmfKey | null {
  return (keys[event] as DtmfKey | undefined) ?? null;
}

export function eventOfKey(key: DtmfKey): number {
  return keys.indexOf(key);
}

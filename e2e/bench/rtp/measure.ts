/** From what the far end saw to figures. */
import type { FarReport, SipSeen } from './protocol.ts';

const unitsPerMs = 8;

/**
 * How much later than its earliest each packet of a call came, by the sender's own timestamps (RFC 5481's delay variation), ms:
 * what a jitter buffer at the other end would have to hold.
 */
export function packetLateness({ arrivedMs, timestamps }: FarReport): number[] {
  const transit = Array.from(arrivedMs, (atMs, n) => atMs - (timestamps[n] ?? 0) / unitsPerMs);
  const earliest = transit.reduce((least, value) => Math.min(least, value), Infinity);
  return transit.map((value) => value - earliest);
}

/** Packets that never came, of those that were numbered. */
export function lostShare(lines: readonly FarReport[]): number {
  let came = 0;
  let numbered = 0;
  for (const { sequences } of lines) {
    if (sequences.length === 0) continue;
    came += new Set(sequences).size;
    numbered += Math.max(...sequences) - Math.min(...sequences) + 1;
  }
  return numbered === 0 ? 0 : 1 - came / numbered;
}

/** When that message first passed. */
export function seenAt(
  sip: readonly SipSeen[],
  callId: string | null,
  what: string,
  from: SipSeen['from'],
): number | null {
  return sip.find((seen) => seen.callId === callId && seen.what === what && seen.from === from)?.atMs ?? null;
}

/** From that message until our first packet, of each call that has both. */
export function untilFirstPacket(
  lines: readonly FarReport[],
  sip: readonly SipSeen[],
  what: string,
  from: SipSeen['from'],
): number[] {
  return lines.flatMap(({ callId, arrivedMs }) => {
    const sinceMs = seenAt(sip, callId, what, from);
    const [firstMs] = arrivedMs;
    return sinceMs === null || firstMs === undefined ? [] : [firstMs - sinceMs];
  });
}

/** From the wish (or where there is none the BYE) until the call is over for the other end. */
export function hangUps(
  lines: readonly FarReport[],
  sip: readonly SipSeen[],
  by: SipSeen['from'],
  wishedMs: (user: string) => number | null,
): number[] {
  return lines.flatMap(({ user, callId, arrivedMs }) => {
    const byeMs = seenAt(sip, callId, 'BYE', by);
    const okMs = seenAt(sip, callId, '200 BYE', by === 'peer' ? 'studio' : 'peer');
    if (byeMs === null || okMs === null) return [];
    const overMs = Math.max(arrivedMs.at(-1) ?? 0, by === 'peer' ? okMs : byeMs);
    const sinceMs = by === 'peer' ? byeMs : wishedMs(user);
    return sinceMs === null ? [] : [overMs - sinceMs];
  });
}

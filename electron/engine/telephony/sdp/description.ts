/** A session description (RFC 8866) as far as a telephone call is about it: its streams of sound, and that there are others. */

export const directions = ['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const;
export type SdpDirection = (typeof directions)[number];

export interface SdpFormat {
  /** 0–127. */
  payloadType: number;
  /** Encoding name in small letters: `pcmu`, `telephone-event`. */
  name: string;
  clockRateHz: number;
  /** Of a=fmtp; empty where there is none. */
  parameters: string;
}

/** One a=crypto line, RFC 4568 §9.1. */
export interface SdpCrypto {
  tag: number;
  suite: string;
  /** `inline:…` with lifetime and master key identifier, as written. */
  keyParameters: string;
  /** Session parameters, as written; empty for none. */
  sessionParameters: string;
}

export interface SdpMedia {
  /** `audio`, `video`, `image` … */
  type: string;
  /** 0: refused, or not wanted any more. */
  port: number;
  /** `RTP/AVP`, `RTP/SAVP` … as written. */
  protocol: string;
  /** Payload types or other formats as written; at most 64 are kept. */
  formatTexts: readonly string[];
  /** Those that a rtpmap or RFC 3551 explains, in the order of the m= line. */
  formats: readonly SdpFormat[];
  /** Of the c= line that holds for it; null: none, or one of another network. */
  address: string | null;
  direction: SdpDirection;
  /** How much sound a packet to the describer should hold, and may hold at most; null: not told. */
  ptimeMs: number | null;
  maxptimeMs: number | null;
  /** Port of a=rtcp (RFC 3605); null: the next one. */
  rtcpPort: number | null;
  /** RFC 5761. */
  rtcpMux: boolean;
  crypto: readonly SdpCrypto[];
}

export interface SdpOrigin {
  /** Decimal digits. */
  sessionId: string;
  version: number;
  address: string;
}

export interface SdpDescription {
  /** Null: the line is missing or not understood, which hurts nobody. */
  origin: SdpOrigin | null;
  media: readonly SdpMedia[];
}

/** The peer's direction as it is for us. */
export function mirrored(direction: SdpDirection): SdpDirection {
  return direction === 'sendonly' ? 'recvonly' : direction === 'recvonly' ? 'sendonly' : direction;
}

/** What is left when both have to agree, RFC 3264 §6.1. */
export function intersected(one: SdpDirection, other: SdpDirection): SdpDirection {
  const sends = canSend(one) && canSend(other);
  const receives = canReceive(one) && canReceive(other);
  return sends ? (receives ? 'sendrecv' : 'sendonly') : receives ? 'recvonly' : 'inactive';
}

export function canSend(direction: SdpDirection): boolean {
  return direction === 'sendrecv' || direction === 'sendonly';
}

export function canReceive(direction: SdpDirection): boolean {
  return direction === 'sendrecv' || direction === 'recvonly';
}

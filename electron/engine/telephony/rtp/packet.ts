/**
 * RTP packets, RFC 3550 §5.1:
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |V=2|P|X|  CC   |M|     PT      |        sequence number        |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                           timestamp                           |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                             SSRC                              |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                     CSRC, CC times (0–15)                     |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |   X: profile of extension     |  length in 32-bit words       |
 *   |   X: the extension …                                          |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |   payload …               |  P: padding, its last octet       |
 *   |                           |  counts it, itself included       |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */

export interface RtpExtension {
  /** 16 bits that the profile defines; 0xBEDE for one-byte headers (RFC 8285 §4.2). */
  profile: number;
  /** A multiple of four octets. */
  data: Uint8Array;
}

export interface RtpPacket {
  /** 0–127. */
  payloadType: number;
  marker: boolean;
  /** 0–65,535. */
  sequence: number;
  /** In units of the payload's clock, 0 to 2^32 − 1. */
  timestamp: number;
  ssrc: number;
  csrcs: readonly number[];
  extension: RtpExtension | null;
  /** A view into the datagram it was parsed from. */
  payload: Uint8Array;
}

const HEADER_BYTES = 12;
const NONE: readonly number[] = [];

/**
 * On a port that carries both (RFC 5761 §4), RTCP is told by its packet type, 192–223, which as RTP would be marker and
 * payload types 64–95.
 */
export function isRtcp(datagram: Uint8Array): boolean {
  const second = datagram[1] ?? 0;
  return second >= 192 && second <= 223;
}

/** Where the payload begins; null for what is no RTP packet of version 2 (encrypted payloads allowed). */
export function payloadOffset(datagram: Uint8Array): number | null {
  const first = datagram[0];
  if (first === undefined || first >> 6 !== 2 || datagram.length < HEADER_BYTES) return null;
  let offset = HEADER_BYTES + (first & 0x0f) * 4;
  if (first & 0x10) {
    if (offset + 4 > datagram.length) return null;
    offset += 4 + uint16(datagram, offset + 2) * 4;
  }
  return offset > datagram.length ? null : offset;
}

/** Null for anything that is not a whole RTP packet of version 2. */
export function parseRtp(datagram: Uint8Array): RtpPacket | null {
  const start = payloadOffset(datagram);
  if (start === null) return null;
  const first = datagram[0] ?? 0;
  const second = datagram[1] ?? 0;
  let end = datagram.length;
  if (first & 0x20) {
    // §5.1: the count includes itself, so zero is as wrong as more than there is.
    const padding = datagram[end - 1] ?? 0;
    if (padding === 0 || padding > end - start) return null;
    end -= padding;
  }
  const csrcCount = first & 0x0f;
  return {
    payloadType: second & 0x7f,
    marker: second >= 0x80,
    sequence: uint16(datagram, 2),
    timestamp: uint32(datagram, 4),
    ssrc: uint32(datagram, 8),
    csrcs: csrcCount === 0 ? NONE : readCsrcs(datagram, csrcCount),
    extension: first & 0x10 ? readExtension(datagram, HEADER_BYTES + csrcCount * 4) : null,
    payload: datagram.subarray(start, end),
  };
}

/** Without padding. At most 15 CSRCs; the extension's data is filled up to whole words with zeros. */
export function serialiseRtp(packet: RtpPacket): Uint8Array {
  const { csrcs, extension, payload } = packet;
  const extensionWords = extension ? Math.ceil(extension.data.length / 4) : 0;
  const start = HEADER_BYTES + csrcs.length * 4 + (extension ? 4 + extensionWords * 4 : 0);
  const datagram = new Uint8Array(start + payload.length);
  datagram[0] = 0x80 | (extension ? 0x10 : 0) | csrcs.length;
  datagram[1] = (packet.marker ? 0x80 : 0) | packet.payloadType;
  putUint16(datagram, 2, packet.sequence);
  putUint32(datagram, 4, packet.timestamp);
  putUint32(datagram, 8, packet.ssrc);
  let at = HEADER_BYTES;
  for (const csrc of csrcs) {
    putUint32(datagram, at, csrc);
    at += 4;
  }
  if (extension) {
    putUint16(datagram, at, extension.profile);
    putUint16(datagram, at + 2, extensionWords);
    datagram.set(extension.data, at + 4);
  }
  datagram.set(payload, start);
  return datagram;
}

function readCsrcs(datagram: Uint8Array, count: number): number[] {
  return Array.from({ length: count }, (_, index) => uint32(datagram, HEADER_BYTES + index * 4));
}

function readExtension(datagram: Uint8Array, at: number): RtpExtension {
  const words = uint16(datagram, at + 2);
  return { profile: uint16(datagram, at), data: datagram.subarray(at + 4, at + 4 + words * 4) };
}

/** Big-endian; the caller has made sure that the octets are there. */
export function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

export function uint32(bytes: Uint8Array, at: number): number {
  return ((uint16(bytes, at) << 16) | uint16(bytes, at + 2)) >>> 0;
}

export function putUint16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value;
}

export function putUint32(bytes: Uint8Array, at: number, value: number): void {
  putUint16(bytes, at, value >>> 16);
  putUint16(bytes, at + 2, value);
}

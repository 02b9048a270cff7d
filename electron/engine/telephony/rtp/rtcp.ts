/**
 * RTCP packets as they travel: several in one datagram, RFC 3550 §6. Each begins with
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |V=2|P|  count  |   packet type |  length in words, less one    |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * and the last may be padded. A datagram need not begin with a report (reduced size, RFC 5506 §3).
 */
import { putUint16, putUint32, uint16, uint32 } from './packet.ts';
import { parseDescription, serialiseDescription, type DescriptionChunk } from './rtcp-description.ts';

/** What one party says of the packets of one source, §6.4.1; 24 octets. */
export interface ReportBlock {
  ssrc: number;
  /** Of the packets since the last report, in 1/256, 0–255. */
  fractionLost: number;
  /** Since the beginning; negative where duplicates outnumber losses; −2^23 to 2^23 − 1. */
  cumulativeLost: number;
  /** With wraps in the upper 16 bits. */
  highestSequence: number;
  /** In units of the payload's clock. */
  jitter: number;
  /** The middle 32 bits of the NTP time of the last sender report, and how long ago that was, in 1/65,536 s; 0: none yet. */
  lastSenderReport: number;
  delaySinceLastSenderReport: number;
}

export type RtcpPacket =
  | {
      type: 'sender-report';
      ssrc: number;
      /** Seconds since 1900 and 1/2^32 s. */
      ntpSeconds: number;
      ntpFraction: number;
      rtpTimestamp: number;
      packetCount: number;
      octetCount: number;
      reports: ReportBlock[];
    }
  | { type: 'receiver-report'; ssrc: number; reports: ReportBlock[] }
  | { type: 'description'; chunks: DescriptionChunk[] }
  | { type: 'bye'; ssrcs: number[]; reason: string | null }
  /** Application-defined, feedback, extended reports: kept as they are. */
  | { type: 'other'; packetType: number; count: number; body: Uint8Array };

const SENDER_REPORT = 200;
const RECEIVER_REPORT = 201;
const DESCRIPTION = 202;
const BYE = 203;
const REPORT_BYTES = 24;
/** The count has five bits. */
const MAX_COUNT = 31;

/**
 * The packets that can be read, in their order. A part that is cut short or of another version ends the reading: what came
 * before it counts. Nothing is thrown; at most one packet for every four octets.
 */
export function parseRtcp(datagram: Uint8Array): RtcpPacket[] {
  const packets: RtcpPacket[] = [];
  for (let at = 0; at + 4 <= datagram.length;) {
    const first = datagram[at] ?? 0;
    const end = at + (uint16(datagram, at + 2) + 1) * 4;
    if (first >> 6 !== 2 || end > datagram.length) break;
    let bodyEnd = end;
    if (first & 0x20) {
      const padding = datagram[end - 1] ?? 0;
      if (padding === 0 || padding > end - at - 4) break;
      bodyEnd -= padding;
    }
    const packet = parseOne(datagram[at + 1] ?? 0, first & 0x1f, datagram.subarray(at + 4, bodyEnd));
    if (packet) packets.push(packet);
    at = end;
  }
  return packets;
}

/** One datagram of all of them. Throws nothing: reports, SSRCs and chunks beyond 31 are left out. */
export function serialiseRtcp(packets: readonly RtcpPacket[]): Uint8Array {
  const parts = packets.map(serialiseOne);
  const datagram = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    datagram.set(part, at);
    at += part.length;
  }
  return datagram;
}

function parseOne(packetType: number, count: number, body: Uint8Array): RtcpPacket | null {
  switch (packetType) {
    case SENDER_REPORT:
      if (body.length < 24) return null;
      return {
        type: 'sender-report',
        ssrc: uint32(body, 0),
        ntpSeconds: uint32(body, 4),
        ntpFraction: uint32(body, 8),
        rtpTimestamp: uint32(body, 12),
        packetCount: uint32(body, 16),
        octetCount: uint32(body, 20),
        reports: readReports(body, 24, count),
      };
    case RECEIVER_REPORT:
      if (body.length < 4) return null;
      return { type: 'receiver-report', ssrc: uint32(body, 0), reports: readReports(body, 4, count) };
    case DESCRIPTION:
      return { type: 'description', chunks: parseDescription(body, count) };
    case BYE:
      return readBye(body, count);
    default:
      return { type: 'other', packetType, count, body };
  }
}

function serialiseOne(packet: RtcpPacket): Uint8Array {
  switch (packet.type) {
    case 'sender-report': {
      const reports = packet.reports.slice(0, MAX_COUNT);
      const out = begin(SENDER_REPORT, reports.length, 24 + reports.length * REPORT_BYTES);
      putUint32(out, 4, packet.ssrc);
      putUint32(out, 8, packet.ntpSeconds);
      putUint32(out, 12, packet.ntpFraction);
      putUint32(out, 16, packet.rtpTimestamp);
      putUint32(out, 20, packet.packetCount);
      putUint32(out, 24, packet.octetCount);
      writeReports(out, 28, reports);
      return out;
    }
    case 'receiver-report': {
      const reports = packet.reports.slice(0, MAX_COUNT);
      const out = begin(RECEIVER_REPORT, reports.length, 4 + reports.length * REPORT_BYTES);
      putUint32(out, 4, packet.ssrc);
      writeReports(out, 8, reports);
      return out;
    }
    case 'description': {
      const chunks = packet.chunks.slice(0, MAX_COUNT);
      const body = serialiseDescription(chunks);
      const out = begin(DESCRIPTION, chunks.length, body.length);
      out.set(body, 4);
      return out;
    }
    case 'bye': {
      const ssrcs = packet.ssrcs.slice(0, MAX_COUNT);
      const reason = packet.reason === null ? null : new TextEncoder().encode(packet.reason).subarray(0, 255);
      const out = begin(BYE, ssrcs.length, ssrcs.length * 4 + (reason ? roundUp(1 + reason.length) : 0));
      for (const [index, ssrc] of ssrcs.entries()) putUint32(out, 4 + index * 4, ssrc);
      if (reason) {
        out[4 + ssrcs.length * 4] = reason.length;
        out.set(reason, 5 + ssrcs.length * 4);
      }
      return out;
    }
    case 'other': {
      const out = begin(packet.packetType, packet.count, roundUp(packet.body.length));
      out.set(packet.body, 4);
      return out;
    }
  }
}

function begin(packetType: number, count: number, bodyBytes: number): Uint8Array {
  const out = new Uint8Array(4 + bodyBytes);
  out[0] = 0x80 | count;
  out[1] = packetType;
  putUint16(out, 2, bodyBytes / 4);
  return out;
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / 4) * 4;
}

function readReports(body: Uint8Array, start: number, count: number): ReportBlock[] {
  const reports: ReportBlock[] = [];
  for (let at = start; reports.length < count && at + REPORT_BYTES <= body.length; at += REPORT_BYTES) {
    reports.push({
      ssrc: uint32(body, at),
      fractionLost: body[at + 4] ?? 0,
      cumulativeLost: (uint32(body, at + 4) << 8) >> 8,
      highestSequence: uint32(body, at + 8),
      jitter: uint32(body, at + 12),
      lastSenderReport: uint32(body, at + 16),
      delaySinceLastSenderReport: uint32(body, at + 20),
    });
  }
  return reports;
}

function writeReports(out: Uint8Array, start: number, reports: readonly ReportBlock[]): void {
  for (const [index, report] of reports.entries()) {
    const at = start + index * REPORT_BYTES;
    putUint32(out, at, report.ssrc);
    putUint32(out, at + 4, (report.fractionLost << 24) | (report.cumulativeLost & 0xff_ffff));
    putUint32(out, at + 8, report.highestSequence);
    putUint32(out, at + 12, report.jitter);
    putUint32(out, at + 16, report.lastSenderReport);
    putUint32(out, at + 20, report.delaySinceLastSenderReport);
  }
}

/** §6.6: SSRCs, then perhaps a length and the reason. */
function readBye(body: Uint8Array, count: number): RtcpPacket | null {
  if (body.length < count * 4) return null;
  const ssrcs = Array.from({ length: count }, (_, index) => uint32(body, index * 4));
  const length = body[count * 4];
  if (length === undefined) return { type: 'bye', ssrcs, reason: null };
  return {
    type: 'bye',
    ssrcs,
    reason: new TextDecoder().decode(body.subarray(count * 4 + 1, count * 4 + 1 + length)),
  };
}

/** Our side of RTCP: what we report, and what we learn from the peer's reports. */
import { serialiseRtcp, type ReportBlock, type RtcpPacket } from './rtcp.ts';
import { CNAME } from './rtcp-description.ts';
import type { RtpSource } from './source.ts';
import type { SentCounts } from './rtp-sender.ts';

/** From 1900, where NTP begins, to 1970, s (RFC 5905 §6). */
const NTP_OFFSET_S = 2_208_988_800;
/** Longer than this no packet is under way: the peer's numbers are wrong. */
const MAX_ROUND_TRIP_MS = 60_000;

/** Null: not known yet. */
export interface RemoteView {
  roundTripMs: number | null;
  /** Of the packets that we sent since its last report, 0–1. */
  loss: number | null;
  jitterMs: number | null;
}

export interface ReportContext {
  ssrc: number;
  sent: SentCounts;
  /** The timestamp of this moment. */
  timestamp: number;
  source: RtpSource | null;
  nowMs: number;
  bye: boolean;
}

export class RtcpReporter {
  readonly #cname: string;
  readonly #wallMs: (nowMs: number) => number;
  #remote: RemoteView = { roundTripMs: null, loss: null, jitterMs: null };
  #lastSenderReport: { ssrc: number; middle: number; atMs: number } | null = null;
  #sentAtLastReport = 0;

  /** `now` is asked once: a clock that is set during the call must not lengthen the way. */
  constructor(nowMs: number, now: () => Date, random: (length: number) => Uint8Array) {
    const offsetMs = now().getTime() - nowMs;
    this.#wallMs = (ms) => ms + offsetMs;
    // RFC 7022 §4.2: 96 random bits, new for each session, and nothing of the machine or its user.
    this.#cname = Buffer.from(random(12)).toString('base64');
  }

  get remote(): RemoteView {
    return this.#remote;
  }

  /** A compound packet (RFC 3550 §6.1): a sender's report where something was sent since the last one, and the name. */
  compose({ ssrc, sent, timestamp, source, nowMs, bye }: ReportContext): Uint8Array {
    const reports = source ? [this.#reportOn(source, nowMs)] : [];
    const isSender = sent.packets > this.#sentAtLastReport;
    this.#sentAtLastReport = sent.packets;
    const { seconds, fraction } = ntp(this.#wallMs(nowMs));
    const report: RtcpPacket = isSender
      ? {
          type: 'sender-report',
          ssrc,
          ntpSeconds: seconds,
          ntpFraction: fraction,
          rtpTimestamp: timestamp,
          packetCount: sent.packets >>> 0,
          octetCount: sent.octets >>> 0,
          reports,
        }
      : { type: 'receiver-report', ssrc, reports };
    const name: RtcpPacket = {
      type: 'description',
      chunks: [{ ssrc, items: [{ type: CNAME, text: this.#cname }] }],
    };
    return serialiseRtcp([
      report,
      name,
      ...(bye ? [{ type: 'bye' as const, ssrcs: [ssrc], reason: null }] : []),
    ]);
  }

  /** Answers the sources that said goodbye. `clockRateHz`: of what we send, for the jitter that the peer sees. */
  receive(packets: readonly RtcpPacket[], ssrc: number, clockRateHz: number, nowMs: number): number[] {
    const gone: number[] = [];
    for (const packet of packets) {
      if (packet.type === 'bye') gone.push(...packet.ssrcs);
      if (packet.type === 'sender-report') {
        const middle = middleOf(packet.ntpSeconds, packet.ntpFraction);
        this.#lastSenderReport = { ssrc: packet.ssrc, middle, atMs: nowMs };
      }
      if (packet.type === 'sender-report' || packet.type === 'receiver-report')
        for (const report of packet.reports)
          if (report.ssrc === ssrc) this.#learn(report, clockRateHz, nowMs);
    }
    return gone;
  }

  #reportOn(source: RtpSource, nowMs: number): ReportBlock {
    const last = this.#lastSenderReport?.ssrc === source.ssrc ? this.#lastSenderReport : null;
    return {
      ssrc: source.ssrc,
      ...source.report(),
      lastSenderReport: last?.middle ?? 0,
      delaySinceLastSenderReport: last ? Math.min(0xffff_ffff, Math.round((nowMs - last.atMs) * 65.536)) : 0,
    };
  }

  /** §6.4.1, figure 2: the way there and back is what has passed, less what the peer has kept it. */
  #learn(report: ReportBlock, clockRateHz: number, nowMs: number): void {
    let roundTripMs = this.#remote.roundTripMs;
    if (report.lastSenderReport !== 0) {
      const { seconds, fraction } = ntp(this.#wallMs(nowMs));
      const passed =
        middleOf(seconds, fraction) - report.lastSenderReport - report.delaySinceLastSenderReport;
      const ms = (passed | 0) / 65.536;
      // A little below nothing is rounding.
      if (ms > -5 && ms < MAX_ROUND_TRIP_MS) roundTripMs = Math.max(0, ms);
    }
    this.#remote = {
      roundTripMs,
      loss: report.fractionLost / 256,
      jitterMs: (report.jitter * 1000) / clockRateHz,
    };
  }
}

function ntp(wallMs: number): { seconds: number; fraction: number } {
  const whole = Math.floor(wallMs / 1000);
  return {
    seconds: (whole + NTP_OFFSET_S) >>> 0,
    fraction: Math.floor((wallMs / 1000 - whole) * 2 ** 32) >>> 0,
  };
}

/** The middle 32 of 64 bits: 1/65,536 s, wrapping every 18 hours. */
function middleOf(seconds: number, fraction: number): number {
  return ((seconds << 16) | (fraction >>> 16)) >>> 0;
}

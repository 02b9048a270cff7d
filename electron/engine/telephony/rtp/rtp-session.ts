/**
 * One stream of sound with one peer: RTP and RTCP, sealed or not, keys as telephone events. Codecs and the jitter buffer
 * are the business of who owns the session. Every method is called inside an event of the timeline.
 */
import type { DtmfKey } from '../../audio/dtmf-keys.ts';
import type { JitterPacket } from '../../audio/jitter-buffer.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Timeline } from '../../base/timeline.ts';
import type { Endpoint } from '../sip/transport/network.ts';
import { COMFORT_NOISE_CLOCK_HZ, COMFORT_NOISE_PAYLOAD_TYPE } from './comfort-noise.ts';
import { DtmfReceiver } from './dtmf-receiver.ts';
import { DtmfSender } from './dtmf-sender.ts';
import type { MediaListener, MediaSockets } from './media-sockets.ts';
import { parseRtp } from './packet.ts';
import { PeerLatch } from './peer-latch.ts';
import { Reception, type AcceptedPacket } from './reception.ts';
import { parseRtcp } from './rtcp.ts';
import { RtcpReporter, type RemoteView } from './rtcp-reporter.ts';
import { RtpSender, type SentCounts } from './rtp-sender.ts';
import type { SourceCounts } from './source.ts';
import { Srtp } from './srtp.ts';
import { changeOf, rtcpEnd, type StreamSettings } from './stream-settings.ts';

export interface ReceivedAudio extends JitterPacket {
  payloadType: number;
  marker: boolean;
}

export interface RtpSessionEvents {
  audio(packet: ReceivedAudio): void;
  key(key: DtmfKey): void;
  /** Neither RTP nor RTCP for `mediaTimeoutMs` though it is expected; told once, until something comes again. */
  lost(): void;
}

export interface RtpSessionOptions {
  timeline: Timeline;
  sockets: MediaSockets;
  now: () => Date;
  random: (length: number) => Uint8Array;
  events: RtpSessionEvents;
  /** Default 20 s. */
  mediaTimeoutMs?: number;
}

export interface RtpStatistics {
  sent: SentCounts;
  received: SourceCounts;
  jitterMs: number;
  remote: RemoteView;
  /** From elsewhere than the peer; not RTP or RTCP; of a payload type that was not agreed upon. */
  foreign: number;
  malformed: number;
  unknownPayload: number;
  /** SRTP: wrong key or changed on the way; repeated. */
  unauthentic: number;
  replayed: number;
}

/** RFC 3550 §6.2: 5 s, half to one and a half of it, made up for by e − 3/2 (§6.3.1); the first after half of that. */
const REPORT_MS = 5000;
const COMPENSATION = Math.E - 1.5;

export class RtpSession implements Disposable, MediaListener {
  readonly #options: Required<RtpSessionOptions>;
  readonly #sender: RtpSender;
  readonly #reporter: RtcpReporter;
  readonly #reception = new Reception();
  readonly #subscription: Disposable;
  readonly #dtmfReceivers = new Map<number, DtmfReceiver>();
  #settings: StreamSettings | null = null;
  #latch: PeerLatch | null = null;
  #rtcpLatch: PeerLatch | null = null;
  #srtp: Srtp | null = null;
  /** The last there was, though the stream be in the clear now: its keys may come again. */
  #lastSrtp: Srtp | null = null;
  #dtmfSender: DtmfSender | null = null;
  #reportTimer: Disposable | null = null;
  #watchTimer: Disposable | null = null;
  #isExpecting = false;
  #lastHeardMs: number;
  #isClosed = false;
  readonly #counts = { foreign: 0, malformed: 0, unknownPayload: 0, unauthentic: 0, replayed: 0 };

  constructor(options: RtpSessionOptions) {
    this.#options = { mediaTimeoutMs: 20_000, ...options };
    const nowMs = options.timeline.now();
    this.#lastHeardMs = nowMs;
    this.#sender = new RtpSender(nowMs, options.random, (datagram) => {
      this.#sendRtp(datagram);
    });
    this.#reporter = new RtcpReporter(nowMs, options.now, options.random);
    this.#subscription = options.sockets.listen(this);
  }

  /** At the beginning, and after each offer that was answered. What stays as it was is not disturbed. */
  configure(settings: StreamSettings): void {
    const nowMs = this.#options.timeline.now();
    const before = this.#settings;
    this.#settings = settings;
    this.#sender.setClock(settings.clockRateHz, nowMs);
    const changed = changeOf(before, settings);
    const { remote, signallingAddress, encryption, events } = settings;
    const remoteRtcp = rtcpEnd(settings);
    if (changed.remote) this.#latch = remote && new PeerLatch(remote, signallingAddress);
    if (changed.remoteRtcp) this.#rtcpLatch = remoteRtcp && new PeerLatch(remoteRtcp, signallingAddress);
    if (changed.encryption) {
      this.#keepSrtpCounts();
      this.#srtp = encryption && new Srtp(encryption.local, encryption.remote, this.#lastSrtp);
      this.#lastSrtp = this.#srtp ?? this.#lastSrtp;
    }
    if (changed.events) {
      this.#dtmfSender?.dispose();
      this.#dtmfSender = events && this.#makeDtmfSender(events);
    }
    if (!this.#reportTimer) this.#scheduleReport(REPORT_MS / 2);
  }

  /** Is the peer to send? While it is, silence of the line is told as `lost`. */
  expectMedia(isExpected: boolean): void {
    this.#isExpecting = isExpected;
    this.#watchTimer?.dispose();
    this.#watchTimer = null;
    if (isExpected && !this.#isClosed) this.#heard(this.#options.timeline.now());
  }

  /** `units`: the packet's length on the clock of the settings. Not sent while a key is (RFC 4733 §2.5.1.2: it takes the place of the sound). */
  sendAudio(payloadType: number, payload: Uint8Array, units: number): void {
    if (this.#isClosed || !this.#latch || this.#dtmfSender?.isSending === true) return;
    this.#sender.audio(payloadType, payload, units, this.#options.timeline.now());
  }

  /** Settles when they are out; null: the peer takes no events. */
  sendKeys(keys: readonly DtmfKey[]): Promise<void> | null {
    return this.#isClosed ? null : (this.#dtmfSender?.send(keys) ?? null);
  }

  /** Where the sound goes to: the real source of the peer once it is known. */
  get remote(): Endpoint | null {
    return this.#latch?.target ?? null;
  }

  get statistics(): RtpStatistics {
    const { unauthentic, replayed } = this.#srtp?.dropped ?? { unauthentic: 0, replayed: 0 };
    return {
      sent: this.#sender.sent,
      received: this.#reception.counts,
      jitterMs: this.#reception.source?.jitterMs ?? 0,
      remote: this.#reporter.remote,
      ...this.#counts,
      unauthentic: this.#counts.unauthentic + unauthentic,
      replayed: this.#counts.replayed + replayed,
    };
  }

  /** Says BYE where anything was sent (RFC 3550 §6.3.7). The sockets are not the session's. */
  dispose(): void {
    if (this.#isClosed) return;
    if (this.#sender.sent.packets > 0) this.#report(true);
    this.#isClosed = true;
    this.#subscription.dispose();
    this.#dtmfSender?.dispose();
    this.#reportTimer?.dispose();
    this.#watchTimer?.dispose();
  }

  rtp(datagram: Uint8Array, from: Endpoint): void {
    const nowMs = this.#options.timeline.now();
    const latch = this.#latch;
    if (this.#isClosed || !this.#settings) return;
    if (!latch?.allows(from, nowMs)) {
      this.#counts.foreign += 1;
      return;
    }
    const plain = this.#srtp ? this.#srtp.unprotectRtp(datagram) : datagram;
    if (!plain) return;
    const packet = parseRtp(plain);
    if (!packet) {
      this.#counts.malformed += 1;
      return;
    }
    const eventClockHz = this.#settings.receivedEvents.get(packet.payloadType);
    const audioClockHz =
      this.#settings.receivedAudio.get(packet.payloadType) ??
      (packet.payloadType === COMFORT_NOISE_PAYLOAD_TYPE ? COMFORT_NOISE_CLOCK_HZ : undefined);
    const clockRateHz = eventClockHz ?? audioClockHz;
    if (clockRateHz === undefined) {
      this.#counts.unknownPayload += 1;
      return;
    }
    latch.confirm(from, nowMs);
    this.#heard(nowMs);
    for (const accepted of this.#reception.receive(packet, clockRateHz, nowMs)) {
      if (accepted.restart) for (const receiver of this.#dtmfReceivers.values()) receiver.reset();
      if (eventClockHz === undefined) this.#hear(accepted, clockRateHz, nowMs);
      else this.#press(accepted, eventClockHz);
    }
  }

  rtcp(datagram: Uint8Array, from: Endpoint, viaRtcpPort: boolean): void {
    const nowMs = this.#options.timeline.now();
    // Some send it to the RTP port though that was not agreed upon.
    const latch = viaRtcpPort ? this.#rtcpLatch : this.#latch;
    if (this.#isClosed || !this.#settings) return;
    if (!latch?.allows(from, nowMs)) {
      this.#counts.foreign += 1;
      return;
    }
    const plain = this.#srtp ? this.#srtp.unprotectRtcp(datagram) : datagram;
    if (!plain) return;
    const packets = parseRtcp(plain);
    if (packets.length === 0) {
      this.#counts.malformed += 1;
      return;
    }
    if (viaRtcpPort) latch.confirm(from, nowMs);
    this.#heard(nowMs);
    const { clockRateHz } = this.#settings;
    for (const ssrc of this.#reporter.receive(packets, this.#sender.ssrc, clockRateHz, nowMs))
      this.#reception.end(ssrc);
  }

  #hear({ packet, extendedSequence, restart }: AcceptedPacket, clockRateHz: number, nowMs: number): void {
    const { payloadType, marker, timestamp, payload } = packet;
    if (payloadType !== COMFORT_NOISE_PAYLOAD_TYPE)
      this.#reception.source?.measure(timestamp, nowMs, marker || restart, clockRateHz);
    this.#options.events.audio({ payloadType, marker, timestamp, payload, extendedSequence, restart });
  }

  #press({ packet }: AcceptedPacket, clockRateHz: number): void {
    let receiver = this.#dtmfReceivers.get(clockRateHz);
    if (!receiver) {
      receiver = new DtmfReceiver(clockRateHz);
      this.#dtmfReceivers.set(clockRateHz, receiver);
    }
    const key = receiver.receive(packet.payload, packet.timestamp, packet.marker);
    if (key) this.#options.events.key(key);
  }

  #heard(nowMs: number): void {
    this.#lastHeardMs = nowMs;
    if (this.#isExpecting && !this.#watchTimer) this.#watch(nowMs + this.#options.mediaTimeoutMs);
  }

  /** One timer for all packets: it looks whether anything came since it was set. */
  #watch(dueMs: number): void {
    const { timeline, mediaTimeoutMs, events } = this.#options;
    this.#watchTimer = timeline.at(dueMs, () => {
      this.#watchTimer = null;
      const nextMs = this.#lastHeardMs + mediaTimeoutMs;
      if (nextMs > timeline.now()) this.#watch(nextMs);
      else events.lost();
    });
  }

  #makeDtmfSender({ payloadType, clockRateHz }: NonNullable<StreamSettings['events']>): DtmfSender {
    const { timeline } = this.#options;
    const originMs = timeline.now();
    const origin = this.#sender.timestampAt(originMs);
    return new DtmfSender({
      timeline,
      clockRateHz,
      timestampAt: (ms) =>
        // Where events have the clock of the sound, they share its timestamps (RFC 4733 §2.1).
        clockRateHz === this.#settings?.clockRateHz
          ? this.#sender.timestampAt(ms)
          : (origin + Math.round(((ms - originMs) * clockRateHz) / 1000)) >>> 0,
      send: ({ marker, timestamp, payload }) => {
        this.#sender.packet(payloadType, payload, timestamp, marker);
      },
    });
  }

  #sendRtp(datagram: Uint8Array): void {
    const target = this.#latch?.target;
    if (target)
      this.#options.sockets.sendRtp(this.#srtp ? this.#srtp.protectRtp(datagram) : datagram, target);
  }

  #scheduleReport(meanMs: number): void {
    const { timeline, random } = this.#options;
    const share = 0.5 + (random(1)[0] ?? 0) / 256;
    this.#reportTimer = timeline.at(timeline.now() + (meanMs * share) / COMPENSATION, () => {
      this.#report(false);
      this.#scheduleReport(REPORT_MS);
    });
  }

  #report(bye: boolean): void {
    const muxed = this.#settings?.rtcpMux === true;
    const target = (muxed ? this.#latch : this.#rtcpLatch)?.target;
    if (!target) return;
    const nowMs = this.#options.timeline.now();
    const datagram = this.#reporter.compose({
      ssrc: this.#sender.ssrc,
      sent: this.#sender.sent,
      timestamp: this.#sender.timestampAt(nowMs),
      source: this.#reception.source,
      nowMs,
      bye,
    });
    this.#options.sockets.sendRtcp(this.#srtp ? this.#srtp.protectRtcp(datagram) : datagram, target, muxed);
  }

  #keepSrtpCounts(): void {
    const dropped = this.#srtp?.dropped;
    this.#counts.unauthentic += dropped?.unauthentic ?? 0;
    this.#counts.replayed += dropped?.replayed ?? 0;
  }
}

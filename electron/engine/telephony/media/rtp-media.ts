/**
 * The sound of one dialog, from its SDP to its frames.
 *
 *   SDP  ◄──► Negotiation ──agreed──► RtpSession ◄──► sockets, shared by early dialogs
 *                                      │      ▲
 *                               packets▼      │packets
 *   frames ◄── beat ◄── IncomingSound (jitter buffer)   OutgoingSound (packets of ptime, silence between) ◄── frames
 *
 * Everything happens inside events of the one timeline of SIP, media and session.
 */
import { isIPv6 } from 'node:net';
import type { AudioCodec } from '../../audio/codec.ts';
import { createCodec } from '../../audio/codecs.ts';
import type { DtmfKey } from '../../audio/dtmf-keys.ts';
import { FRAME_MS, silentFrame } from '../../audio/frame.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Timeline } from '../../base/timeline.ts';
import type { PhoneCodec } from '#shared/domain/phone-call.ts';
import type { Trunk } from '#shared/domain/trunk.ts';
import { openMediaSockets } from '../rtp/media-sockets.ts';
import type { PortRange } from '../rtp/ports.ts';
import { QualityMeter } from '../rtp/quality.ts';
import { RtpSession } from '../rtp/rtp-session.ts';
import type { AgreedMedia, LocalMedia } from '../sdp/agreed.ts';
import { canReceive, canSend } from '../sdp/description.ts';
import { Negotiation } from '../sdp/negotiation.ts';
import { isLoopbackAddress } from '../sdp/remote-address.ts';
import type { Endpoint, Network } from '../sip/transport/network.ts';
import type { PhoneMedia, PhoneMediaEvents } from './api.ts';
import { IncomingSound, clockRates } from './incoming-sound.ts';
import { OutgoingSound } from './outgoing-sound.ts';
import { SharedSockets } from './shared-sockets.ts';

/** Of a trunk. */
export interface PhoneMediaSettings {
  /** In order of preference. */
  codecs: readonly PhoneCodec[];
  ptimeMs: number;
  srtp: Trunk['srtp'];
  dtmf: Trunk['dtmf'];
}

export interface PhoneMediaOptions {
  network: Network;
  timeline: Timeline;
  ports: PortRange;
  settings: PhoneMediaSettings;
  /** Our own address towards the peer, and the one that the world sees where that is known (STUN). Asked for each description. */
  addresses: () => { local: string; public: string | null };
  /** Address that the peer's signalling comes from, beside that of its SDP when that is private; null where it says nothing. */
  signallingAddress?: () => string | null;
  random: (length: number) => Uint8Array;
  /** Wall clock, for RTCP. */
  now?: () => Date;
  /** Default 20 s. */
  mediaTimeoutMs?: number;
}

/** Keys as events are not offered where the trunk says that they go another way. */
const withoutEvents: ReadonlySet<Trunk['dtmf']> = new Set<Trunk['dtmf']>(['info', 'tones']);
const qualityMs = 5000;

/** Takes a pair of ports. Rejects with `cap-reached` or `sip-unreachable` when none can be had. */
export async function createPhoneMedia(options: PhoneMediaOptions): Promise<PhoneMedia> {
  const { network, ports } = options;
  const sockets = await openMediaSockets({
    network,
    ports,
    address: bindAddress(options.addresses().local),
  });
  const local = (): LocalMedia => {
    const { codecs, ptimeMs, srtp, dtmf } = options.settings;
    const addresses = options.addresses();
    return {
      address: addresses.public ?? addresses.local,
      port: sockets.local.port,
      rtcpPort: sockets.localRtcp.port,
      // A trunk may name one twice, a description may not.
      codecs: [...new Set(codecs)],
      ptimeMs,
      srtp,
      telephoneEvents: !withoutEvents.has(dtmf),
      isLoopback: isLoopbackAddress(addresses.local),
    };
  };
  const negotiation = new Negotiation({ local, random: options.random });
  return new RtpMedia(options, new SharedSockets(sockets), negotiation);
}

class RtpMedia implements PhoneMedia {
  readonly #options: PhoneMediaOptions;
  readonly #shared: SharedSockets;
  readonly #negotiation: Negotiation;
  readonly #codecs = new Map<PhoneCodec, { codec: AudioCodec; bitrateBps: number | null }>();
  readonly #incoming: IncomingSound;
  readonly #outgoing: OutgoingSound;
  readonly #quality = new QualityMeter();
  #session: RtpSession | null = null;
  #events: PhoneMediaEvents | null = null;
  #beat: Disposable | undefined;
  #qualityDueMs = 0;
  #isClosed = false;

  constructor(options: PhoneMediaOptions, shared: SharedSockets, negotiation: Negotiation) {
    this.#options = options;
    this.#shared = shared;
    this.#negotiation = negotiation;
    this.#incoming = new IncomingSound((name) => this.#codecOf(name));
    this.#outgoing = new OutgoingSound(options.timeline, (payloadType, payload, units) => {
      this.#session?.sendAudio(payloadType, payload, units);
    });
  }

  createOffer(options: { held?: boolean } = {}): string {
    const offer = this.#negotiation.createOffer(options);
    this.#adopt();
    return offer;
  }

  createAnswer(offer: string): string {
    const answer = this.#negotiation.createAnswer(offer);
    this.#adopt();
    return answer;
  }

  applyAnswer(answer: string, early: boolean): void {
    this.#negotiation.applyAnswer(answer, early);
    this.#adopt();
  }

  rollBack(): void {
    this.#negotiation.rollBack();
    this.#adopt();
  }

  fork(): PhoneMedia {
    return new RtpMedia(this.#options, this.#shared.retain(), this.#negotiation.fork());
  }

  open(events: PhoneMediaEvents): void {
    if (this.#isClosed || this.#events) return;
    this.#events = events;
    const nowMs = this.#options.timeline.now();
    this.#qualityDueMs = nowMs + qualityMs;
    this.#adopt();
    this.#schedule(nowMs + FRAME_MS);
  }

  send(frame: Int16Array): void {
    this.#outgoing.frame(frame);
  }

  clear(): void {
    this.#outgoing.clear();
  }

  sendKeys(keys: readonly DtmfKey[]): Promise<void> | null {
    return this.#session?.sendKeys(keys) ?? null;
  }

  get takesKeys(): boolean {
    return this.#agreed?.events != null;
  }

  get codec(): PhoneCodec | null {
    return this.#agreed?.codec ?? null;
  }

  get isHeld(): boolean {
    return this.#negotiation.isHeld;
  }

  get local(): string | null {
    const { local: address } = this.#options.addresses();
    return this.#agreed && written({ address, port: this.#shared.sockets.local.port });
  }

  get remote(): string | null {
    const remote = this.#session?.remote ?? this.#agreed?.remote;
    return remote ? written(remote) : null;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#tellQuality();
    this.#isClosed = true;
    this.#events = null;
    this.#beat?.dispose();
    this.#outgoing.dispose();
    this.#session?.dispose();
    for (const { codec } of this.#codecs.values()) codec.dispose();
    this.#codecs.clear();
    this.#shared.release();
  }

  get #agreed(): AgreedMedia | null {
    return this.#negotiation.agreed;
  }

  /** What was agreed on, or whether we are held, may have changed. */
  #adopt(): void {
    const agreed = this.#agreed;
    if (!agreed || this.#isClosed) return;
    this.#session ??= this.#createSession();
    const codec = this.#codecOf(agreed.codec, agreed.bitrateBps);
    this.#session.configure({
      ...agreed,
      signallingAddress: this.#options.signallingAddress?.() ?? null,
      clockRateHz: codec.clockRateHz,
      receivedAudio: clockRates(agreed.received),
    });
    this.#incoming.configure(agreed.received);
    this.#outgoing.configure({ codec, payloadType: agreed.payloadType, packetMs: agreed.packetMs });
    const isFlowing = this.#events !== null && !this.isHeld;
    this.#outgoing.setOpen(isFlowing && agreed.remote !== null && canSend(agreed.direction));
    this.#session.expectMedia(isFlowing && canReceive(agreed.direction));
  }

  #createSession(): RtpSession {
    const { timeline, random, now = () => new Date(), mediaTimeoutMs } = this.#options;
    return new RtpSession({
      timeline,
      sockets: this.#shared.sockets,
      random,
      now,
      ...(mediaTimeoutMs === undefined ? {} : { mediaTimeoutMs }),
      events: {
        audio: (packet) => {
          const nowMs = timeline.now();
          if (this.#events && !this.isHeld) this.#incoming.receive(packet, nowMs, timeline.presentMs - nowMs);
        },
        key: (key) => {
          this.#events?.key(key);
        },
        lost: () => {
          this.#events?.lost();
        },
      },
    });
  }

  #codecOf(name: PhoneCodec, bitrateBps: number | null = null): AudioCodec {
    const known = this.#codecs.get(name);
    if (known && (bitrateBps === null || known.bitrateBps === bitrateBps)) return known.codec;
    known?.codec.dispose();
    const codec = createCodec(name, { bitrateBps });
    this.#codecs.set(name, { codec, bitrateBps });
    return codec;
  }

  #schedule(dueMs: number): void {
    this.#beat = this.#options.timeline.at(dueMs, () => {
      const nowMs = this.#options.timeline.now();
      // Packets that waited in the buffer when the hold began are not heard after it.
      const heard = this.#incoming.pull(nowMs);
      this.#events?.frame(this.isHeld ? silentFrame() : heard);
      this.#outgoing.beat();
      if (nowMs >= this.#qualityDueMs) {
        this.#qualityDueMs += qualityMs;
        this.#tellQuality();
      }
      // A listener may have closed us.
      if (this.#events) this.#schedule(dueMs + FRAME_MS);
    });
  }

  #tellQuality(): void {
    const agreed = this.#agreed;
    if (!agreed || !this.#session || !this.#events) return;
    this.#events.quality(
      this.#quality.measure({
        codec: agreed.codec,
        isEncrypted: agreed.encryption !== null,
        packetMs: agreed.packetMs,
        rtp: this.#session.statistics,
        buffer: this.#incoming.statistics,
      }),
    );
  }
}

/** All of our addresses, since the one in use may change during a call; but never more than this computer where the call is within it. */
function bindAddress(local: string): string {
  if (isLoopbackAddress(local)) return local;
  return isIPv6(local) ? '::' : '0.0.0.0';
}

function written({ address, port }: Endpoint): string {
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
}

/**
 * Offers and answers of one dialog, RFC 3264: who has offered what, what was agreed on, which version of our description that is.
 *
 *             createOffer                    applyAnswer
 *   agreed ───────────────► offered ─────────────────────────► agreed
 *     │  ▲                     │  ▲          (early: it may be answered again)
 *     │  └─────────────────────┘  └── applyAnswer, early
 *     │         rollBack
 *     └── createAnswer: agreed at once, until rollBack
 */
import { SipError } from '../../base/errors.ts';
import type { AgreedMedia, LocalMedia } from './agreed.ts';
import {
  agreeOnAnswer,
  agreeOnOffer,
  isHold,
  isSecure,
  longestPacketMs,
  type OfferedStream,
} from './agreement.ts';
import { cryptoLine, LocalKeys } from './crypto.ts';
import type { SdpDirection, SdpMedia } from './description.ts';
import { PayloadNumbers } from './formats.ts';
import { readSdp } from './read.ts';
import { writeSdp, type RefusedStream, type WrittenStream } from './write.ts';

export interface NegotiationOptions {
  /** Told anew with each description: the address may have changed. */
  local: () => LocalMedia;
  random: (length: number) => Uint8Array;
}

interface PendingOffer extends OfferedStream {
  /** As it was before the offer. */
  heldBefore: boolean;
}

/** Place of our stream among the m= lines, which never change their order (§8). */
type Slot = RefusedStream | 'ours';

export class Negotiation {
  readonly #options: NegotiationOptions;
  readonly #keys: LocalKeys;
  readonly #sessionId: string;
  #numbers = new PayloadNumbers();
  #slots: Slot[] = ['ours'];
  /** Of the stream, once there is an agreement. */
  #protocol: string | null = null;
  #sent: { unversioned: string; version: number } | null = null;
  #offer: PendingOffer | null = null;
  #isHeldByUs = false;
  #isHeldByPeer = false;
  #agreed: AgreedMedia | null = null;
  /** Undoes the last answer of ours, until something else is offered. */
  #undoAnswer: (() => void) | null = null;

  constructor(options: NegotiationOptions, shared?: { sessionId: string; keys: LocalKeys }) {
    this.#options = options;
    this.#keys = shared?.keys ?? new LocalKeys(options.random);
    this.#sessionId = shared?.sessionId ?? randomDecimal(options.random);
  }

  /** Null before the first answer. */
  get agreed(): AgreedMedia | null {
    return this.#agreed;
  }

  /** By us, by the peer, or both. */
  get isHeld(): boolean {
    return this.#isHeldByUs || this.#isHeldByPeer;
  }

  /** Another early dialog of the same INVITE: the same offer, to be answered by somebody else. */
  fork(): Negotiation {
    const fork = new Negotiation(this.#options, { sessionId: this.#sessionId, keys: this.#keys });
    fork.#numbers = this.#numbers.copy();
    fork.#slots = [...this.#slots];
    fork.#sent = this.#sent;
    fork.#offer = this.#offer;
    return fork;
  }

  createOffer({ held }: { held?: boolean } = {}): string {
    const local = this.#options.local();
    this.#undoAnswer = null;
    // An offer that was never answered is replaced; what it would have changed is not what was before it.
    const heldBefore = this.#offer?.heldBefore ?? this.#isHeldByUs;
    if (held !== undefined) this.#isHeldByUs = held;
    const codecs = local.codecs.map((codec) => ({ codec, format: this.#numbers.codec(codec) }));
    const events = (local.telephoneEvents ? clockRates(local) : []).map((rate) => this.#numbers.event(rate));
    const keys = local.srtp === 'off' ? [] : this.#keys.offered();
    this.#offer = {
      received: new Map(codecs.map(({ codec, format }) => [format.payloadType, codec])),
      receivedEvents: new Map(events.map(({ payloadType, clockRateHz }) => [payloadType, clockRateHz])),
      keys,
      rtcpMux: true,
      heldBefore,
    };
    return this.#write(local, {
      protocol: this.#protocol ?? (local.srtp === 'required' ? 'RTP/SAVP' : 'RTP/AVP'),
      port: local.port,
      rtcpPort: local.rtcpPort,
      rtcpMux: true,
      formats: [...codecs.map(({ format }) => format), ...events],
      direction: this.#offeredDirection(),
      ptimeMs: local.ptimeMs,
      maxptimeMs: longestPacketMs,
      crypto: keys.map(cryptoLine),
    });
  }

  /** @throws SipError 488 when no stream of the offer can be had, 400 when it cannot be read; nothing has changed then. */
  createAnswer(text: string): string {
    const local = this.#options.local();
    const { media } = readSdp(text);
    const wish = this.#isHeldByUs ? 'sendonly' : 'sendrecv';
    const problems: string[] = [];
    for (const index of this.#candidates(media)) {
      const stream = media[index];
      if (!stream) continue;
      const result = agreeOnOffer(stream, local, this.#keys, wish);
      if ('problem' in result) {
        problems.push(result.problem);
        continue;
      }
      this.#undoAnswer = this.#snapshot();
      for (const format of stream.formats) this.#numbers.bind(format);
      this.#slots = media.map((each, at) => (at === index ? 'ours' : each));
      this.#protocol = stream.protocol;
      this.#isHeldByPeer = isHold(stream);
      this.#agreed = result.agreed;
      this.#offer = null;
      return this.#write(local, result.answer);
    }
    throw refusal('offer', problems[0] ?? 'it has no sound in it');
  }

  /** @throws SipError 488 for an answer that leaves no sound, 400 for one that cannot be read; nothing has changed then. */
  applyAnswer(text: string, early: boolean): void {
    const offer = this.#offer;
    // A 2xx may repeat the description of a reliable 18x, which was the answer (RFC 6337 §3.1.1).
    if (!offer) return;
    const stream = readSdp(text).media[this.#slots.indexOf('ours')];
    if (stream?.type !== 'audio') throw refusal('answer', 'it does not speak of the sound that we offered');
    const wish = this.#isHeldByUs ? 'sendonly' : 'sendrecv';
    const result = agreeOnAnswer(stream, this.#options.local(), offer, wish);
    if ('problem' in result) throw refusal('answer', result.problem);
    this.#protocol =
      isSecure(stream.protocol) || result.encryption === null ? stream.protocol : this.#protocol;
    this.#isHeldByPeer = isHold(stream) && !(this.#isHeldByUs && stream.direction === 'inactive');
    this.#agreed = result;
    if (!early) this.#offer = null;
  }

  /** Our offer was refused, or the peer took its own back before our answer had left (CANCEL). */
  rollBack(): void {
    if (this.#offer) this.#isHeldByUs = this.#offer.heldBefore;
    else this.#undoAnswer?.();
    this.#offer = null;
    this.#undoAnswer = null;
  }

  #snapshot(): () => void {
    const [slots, protocol, isHeldByPeer, agreed] = [
      this.#slots,
      this.#protocol,
      this.#isHeldByPeer,
      this.#agreed,
    ];
    return () => {
      this.#slots = slots;
      this.#protocol = protocol;
      this.#isHeldByPeer = isHeldByPeer;
      this.#agreed = agreed;
    };
  }

  /** §8.4: a stream that only one of us may send on goes quiet when the other is put on hold too. */
  #offeredDirection(): SdpDirection {
    if (!this.#isHeldByUs) return 'sendrecv';
    return this.#isHeldByPeer ? 'inactive' : 'sendonly';
  }

  /** Our own place first, then the others that have sound. */
  #candidates(media: readonly SdpMedia[]): number[] {
    const ours = this.#agreed ? this.#slots.indexOf('ours') : -1;
    const usable = media.flatMap(({ type, port }, index) => (type === 'audio' && port > 0 ? [index] : []));
    return [...usable.filter((index) => index === ours), ...usable.filter((index) => index !== ours)];
  }

  /** The version goes up when anything has changed since the last description we sent (§8). */
  #write(local: LocalMedia, stream: WrittenStream): string {
    const session = {
      sessionId: this.#sessionId,
      address: local.address,
      streams: this.#slots.map((slot) => (slot === 'ours' ? stream : withoutPort(slot))),
    };
    const unversioned = writeSdp(session, 0);
    const last = this.#sent;
    const version = last === null ? 1 : last.unversioned === unversioned ? last.version : last.version + 1;
    this.#sent = { unversioned, version };
    return writeSdp(session, version);
  }
}

function withoutPort({ type, protocol, formatTexts }: RefusedStream): RefusedStream {
  return { type, protocol, formatTexts };
}

/** Events come with the clock of each codec (RFC 4733 §2.1); 8000 always, since many know no other, whatever the codec. */
function clockRates({ codecs }: LocalMedia): number[] {
  return codecs.includes('opus') ? [8000, 48_000] : [8000];
}

function refusal(what: 'offer' | 'answer', problem: string): SipError {
  const about = what === 'offer' ? 'The call that was offered' : 'The other side’s answer to the call';
  return new SipError('sip-refused', `${about} leaves no way to talk, because ${problem}.`, { status: 488 });
}

/** 52 random bits, so that a reader who keeps it as a floating-point number keeps it whole (RFC 8866 §5.2 wants it unique). */
function randomDecimal(random: (length: number) => Uint8Array): string {
  const bytes = random(7);
  const bits = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return String(bits & ((1n << 52n) - 1n));
}

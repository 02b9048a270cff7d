/** One stream of sound, from the peer's description of it to what both have agreed on (RFC 3264 §5–7). */
import { codecFacts, packetMsOf } from '../../audio/codec.ts';
import type { PhoneCodec } from '#shared/domain/phone-call.ts';
import type { AgreedMedia, LocalMedia } from './agreed.ts';
import { acceptedCrypto, answeredCrypto, cryptoLine, type LocalKeys, type OfferedKey } from './crypto.ts';
import {
  canSend,
  intersected,
  mirrored,
  type SdpDirection,
  type SdpFormat,
  type SdpMedia,
} from './description.ts';
import { codecOf, eventClockOf } from './formats.ts';
import { isNowhere, remoteAddresses } from './remote-address.ts';
import type { WrittenStream } from './write.ts';

/** Sound in one packet that we send or ask for at most, ms. */
export const longestPacketMs = 60;
const shortestPacketMs = 10;

/** What we have told in our offer, by which the answer is read. */
export interface OfferedStream {
  received: ReadonlyMap<number, PhoneCodec>;
  receivedEvents: ReadonlyMap<number, number>;
  keys: readonly OfferedKey[];
  rtcpMux: boolean;
}

/** `problem`: for a person, why the stream cannot be had; it goes on after "because ". */
export type Problem = { problem: string };

/** The offered stream as we take it, and our answer to it. Formats keep the offerer's numbers. */
export function agreeOnOffer(
  media: SdpMedia,
  local: LocalMedia,
  keys: LocalKeys,
  wish: SdpDirection,
): { agreed: AgreedMedia; answer: WrittenStream } | Problem {
  const addresses = remoteAddresses(media, local);
  if (typeof addresses === 'string') return { problem: addresses };
  const encryption = chosenEncryption(media, local, keys);
  if ('problem' in encryption) return encryption;
  const sound = chosenSound(media, local);
  if (!sound) return { problem: noCodec(media, local) };
  const { format, codec } = sound;
  const event = local.telephoneEvents ? chosenEvent(media.formats, codecFacts[codec].clockRateHz) : null;
  const direction = intersected(peerDirection(media), wish);
  const agreed: AgreedMedia = {
    ...addresses,
    rtcpMux: media.rtcpMux,
    codec,
    payloadType: format.payloadType,
    packetMs: packetMs(media, local, codec),
    bitrateBps: bitrateOf(format),
    received: new Map([[format.payloadType, codec]]),
    events: event && { payloadType: event.payloadType, clockRateHz: event.clockRateHz },
    receivedEvents: new Map(event ? [[event.payloadType, event.clockRateHz]] : []),
    direction,
    encryption: encryption.keys,
  };
  const answer: WrittenStream = {
    protocol: media.protocol,
    port: local.port,
    rtcpPort: media.rtcpMux ? local.port : local.rtcpPort,
    rtcpMux: media.rtcpMux,
    formats: [format, ...(event ? [event] : [])].map((chosen) => answered(chosen, codec)),
    direction,
    ptimeMs: local.ptimeMs,
    maxptimeMs: longestPacketMs,
    crypto: encryption.keys ? [cryptoLine({ tag: encryption.tag, key: encryption.keys.local })] : [],
  };
  return { agreed, answer };
}

/** The peer's answer to our offer. What we send bears the answer's numbers, what we get those of the offer (§6.1, §7). */
export function agreeOnAnswer(
  media: SdpMedia,
  local: LocalMedia,
  offered: OfferedStream,
  wish: SdpDirection,
): AgreedMedia | Problem {
  if (media.port === 0)
    return { problem: 'it refused the sound: none of our codecs or kinds of encryption suits it' };
  const addresses = remoteAddresses(media, local);
  if (typeof addresses === 'string') return { problem: addresses };
  const encryption = offered.keys.length === 0 ? null : answeredCrypto(media.crypto, offered.keys);
  const isAnswered = offered.keys.length > 0 && media.crypto.length > 0;
  const mustEncrypt = local.srtp === 'required' || isAnswered || isSecure(media.protocol);
  if (mustEncrypt && !encryption) {
    return { problem: 'it answered our offer of encrypted sound (SRTP) without a key that fits' };
  }
  const format = media.formats.find((each) => isAmong(codecOf(each), [...offered.received.values()]));
  const codec = format ? codecOf(format) : null;
  if (!format || !codec) return { problem: noCodec(media, local) };
  const received = new Map(offered.received);
  // Some send by their own numbers, whatever we said.
  for (const each of media.formats) {
    const named = codecOf(each);
    if (named && !received.has(each.payloadType)) received.set(each.payloadType, named);
  }
  const event =
    offered.receivedEvents.size === 0 ? null : chosenEvent(media.formats, codecFacts[codec].clockRateHz);
  const receivedEvents = new Map(offered.receivedEvents);
  if (event && !received.has(event.payloadType) && !receivedEvents.has(event.payloadType)) {
    receivedEvents.set(event.payloadType, event.clockRateHz);
  }
  return {
    ...addresses,
    rtcpMux: media.rtcpMux && offered.rtcpMux,
    codec,
    payloadType: format.payloadType,
    packetMs: packetMs(media, local, codec),
    bitrateBps: bitrateOf(format),
    received,
    events: event && { payloadType: event.payloadType, clockRateHz: event.clockRateHz },
    receivedEvents,
    direction: intersected(peerDirection(media), wish),
    encryption,
  };
}

/** Does the peer hold us? By its direction or by an address that is none. */
export function isHold(media: SdpMedia): boolean {
  return isNowhere(media.address) || media.direction === 'sendonly' || media.direction === 'inactive';
}

export function isSecure(protocol: string): boolean {
  return /^RTP\/SAVPF?$/i.test(protocol);
}

/** The peer's direction as ours; with an address that is none it cannot be sent to. */
function peerDirection(media: SdpMedia): SdpDirection {
  const direction = mirrored(media.direction);
  return isNowhere(media.address) && canSend(direction) ? intersected(direction, 'recvonly') : direction;
}

/**
 *   offered      off      optional     required
 *   AVP          clear    clear        refused
 *   AVP, keys    clear    encrypted    encrypted
 *   SAVP, keys   refused  encrypted    encrypted
 *   others       refused (DTLS and T.38 among them)
 */
function chosenEncryption(
  media: SdpMedia,
  local: LocalMedia,
  keys: LocalKeys,
): { tag: number; keys: AgreedMedia['encryption'] } | Problem {
  const { protocol } = media;
  const secure = isSecure(protocol);
  if (!secure && !/^RTP\/AVPF?$/i.test(protocol)) {
    return { problem: `it offers the sound as ${protocol}, which is not spoken here` };
  }
  if (local.srtp === 'off') {
    if (!secure) return { tag: 0, keys: null };
    return {
      problem: 'it offers encrypted sound (SRTP) only: set the encryption of the trunk to “optional”',
    };
  }
  const accepted = acceptedCrypto(media.crypto);
  if (accepted) {
    return { tag: accepted.tag, keys: { local: keys.of(accepted.remote.suite), remote: accepted.remote } };
  }
  if (secure) return { problem: 'none of the keys for encrypted sound (SRTP) that it offers can be used' };
  if (local.srtp === 'optional') return { tag: 0, keys: null };
  return { problem: 'it offers no encrypted sound (SRTP), and the trunk requires it' };
}

/** In the order of the trunk, which is what its owner has chosen. */
function chosenSound(media: SdpMedia, local: LocalMedia): { format: SdpFormat; codec: PhoneCodec } | null {
  for (const codec of local.codecs) {
    const format = media.formats.find((each) => codecOf(each) === codec);
    if (format) return { format, codec };
  }
  return null;
}

/** The events with the clock of the sound (RFC 4733 §2.1), or else any. */
function chosenEvent(formats: readonly SdpFormat[], clockRateHz: number): SdpFormat | null {
  const events = formats.filter((format) => eventClockOf(format) !== null);
  return events.find((event) => event.clockRateHz === clockRateHz) ?? events[0] ?? null;
}

function answered(format: SdpFormat, codec: PhoneCodec): WrittenStream['formats'][number] {
  if (eventClockOf(format) !== null) return { ...format, parameters: '0-15' };
  return codec === 'opus'
    ? { ...format, channels: 2, parameters: 'minptime=10;useinbandfec=1;maxplaybackrate=16000' }
    : { ...format, name: codec, parameters: '' };
}

/** The peer's wish, our own where it has none, within what both and the codec allow. */
function packetMs(media: SdpMedia, local: LocalMedia, codec: PhoneCodec): number {
  const wished = media.ptimeMs ?? local.ptimeMs;
  const most = Math.min(longestPacketMs, media.maxptimeMs ?? longestPacketMs);
  return packetMsOf(codec, Math.max(shortestPacketMs, Math.min(wished, most)));
}

/** RFC 7587 §6.1, maxaveragebitrate: 6000 to 510000. */
function bitrateOf({ parameters }: SdpFormat): number | null {
  const bitrate = Number(/(?:^|[;\s])maxaveragebitrate=(\d{4,6})(?:[;\s]|$)/.exec(parameters)?.[1]);
  return bitrate >= 6000 && bitrate <= 510_000 ? bitrate : null;
}

function isAmong(codec: PhoneCodec | null, codecs: readonly PhoneCodec[]): boolean {
  return codec !== null && codecs.includes(codec);
}

function noCodec(media: SdpMedia, local: LocalMedia): string {
  const theirs = media.formats
    .map(({ name }) => name)
    .filter((name) => name !== 'telephone-event' && name !== 'cn');
  const told =
    theirs.length === 0 ? 'no codec that is known here' : [...new Set(theirs)].slice(0, 8).join(', ');
  return `the codecs do not match: it has ${told.slice(0, 120)}, the trunk ${local.codecs.join(', ')}`;
}

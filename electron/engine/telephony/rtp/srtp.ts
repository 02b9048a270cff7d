/**
 * SRTP and SRTCP, RFC 3711 and 7714. The ciphers and the keys derived from the master key are werift-rtp's; the packet
 * index, the replay window and the short tag are ours, since its own count of wraps does not outlive a burst of losses, it
 * takes packets twice, and it has no AES_CM_128_HMAC_SHA1_32.
 *
 *   | RTP header | payload, encrypted …           | tag: 10, 4 or 16 octets |
 *   | RTCP: first 8 octets | encrypted … | E, index (4 octets) and tag; with GCM the tag comes first |
 */
import { createSecretKey, timingSafeEqual } from 'node:crypto';
import {
  ProtectionProfileAeadAes128Gcm,
  ProtectionProfileAes128CmHmacSha1_80,
  SrtpSession,
  type RtpHeader,
} from 'werift-rtp';
import { payloadOffset, uint16, uint32 } from './packet.ts';
import { PacketIndex, ReplayWindow } from './replay-window.ts';
import { isSameKey, keyBytes, type SrtpKey } from './srtp-keys.ts';

type Cipher = SrtpSession['localContext']['cipher'];

interface ReceivingState {
  rtp: PacketIndex;
  rtpSeen: ReplayWindow;
  rtcpSeen: ReplayWindow;
}

/** Sources whose packets were authentic: the peer has the key, but not the right to our memory. */
const MAX_SOURCES = 16;
const SHORT_TAG_BYTES = 4;
const LONG_TAG_BYTES = 10;
const GCM_TAG_BYTES = 16;
/** Of SRTCP's index; the first bit of its word says that the packet is encrypted. */
const INDEX_BITS = 0x7fff_ffff;

/** Both directions of one stream. Nothing it is given throws: what is not authentic or came before is null, and counted. */
export class Srtp {
  readonly #local: Cipher;
  readonly #remote: Cipher;
  readonly #hasShortTag: boolean;
  readonly #tagBytes: number;
  readonly #rtcpIndexFromEnd: number;
  readonly #keys: { local: SrtpKey; remote: SrtpKey };
  readonly #sent: Map<number, PacketIndex>;
  #sentRtcpIndex = 0;
  readonly #received: Map<number, ReceivingState>;
  /** Of the sources before the peer took another key. */
  readonly #earlier: ReadonlyMap<number, ReceivingState>;
  #unauthentic = 0;
  #replayed = 0;

  /**
   * Both keys are of one suite, the one that was negotiated. `before`: what served this stream until now. A direction
   * whose key stays goes on counting: the same index twice would seal two packets alike, and give both away (RFC 3711 §9.1).
   */
  constructor(local: SrtpKey, remote: SrtpKey, before: Srtp | null = null) {
    this.#keys = { local, remote };
    const keepsLocal = before !== null && isSameKey(before.#keys.local, local);
    const keepsRemote = before !== null && isSameKey(before.#keys.remote, remote);
    this.#sent = keepsLocal ? before.#sent : new Map<number, PacketIndex>();
    this.#sentRtcpIndex = keepsLocal ? before.#sentRtcpIndex : 0;
    this.#received = keepsRemote ? before.#received : new Map<number, ReceivingState>();
    this.#earlier = before === null ? new Map<number, ReceivingState>() : before.#received;
    const isGcm = local.suite === 'AEAD_AES_128_GCM';
    const [ours, theirs] = [split(local), split(remote)];
    const session = new SrtpSession({
      profile: isGcm ? ProtectionProfileAeadAes128Gcm : ProtectionProfileAes128CmHmacSha1_80,
      keys: {
        localMasterKey: ours.key,
        localMasterSalt: ours.salt,
        remoteMasterKey: theirs.key,
        remoteMasterSalt: theirs.salt,
      },
    });
    this.#local = prepared(session.localContext.cipher);
    this.#remote = prepared(session.remoteContext.cipher);
    this.#hasShortTag = local.suite === 'AES_CM_128_HMAC_SHA1_32';
    this.#tagBytes = isGcm ? GCM_TAG_BYTES : this.#hasShortTag ? SHORT_TAG_BYTES : LONG_TAG_BYTES;
    this.#rtcpIndexFromEnd = isGcm ? 4 : 4 + LONG_TAG_BYTES;
  }

  /** Packets that were dropped: wrong tag or too short; a repetition of one that was taken. */
  get dropped(): { unauthentic: number; replayed: number } {
    return { unauthentic: this.#unauthentic, replayed: this.#replayed };
  }

  /** An RTP packet of ours as it goes out. */
  protectRtp(datagram: Uint8Array): Uint8Array {
    const header = headerOf(datagram);
    if (!header) return datagram;
    let sent = this.#sent.get(header.ssrc);
    if (!sent) {
      sent = new PacketIndex();
      this.#sent.set(header.ssrc, sent);
    }
    const index = sent.guess(header.sequenceNumber);
    sent.take(index);
    const payload = asBuffer(datagram.subarray(header.payloadOffset));
    const whole = this.#local.encryptRtp(header as RtpHeader, payload, rolloverOf(index));
    return this.#hasShortTag ? whole.subarray(0, whole.length - LONG_TAG_BYTES + SHORT_TAG_BYTES) : whole;
  }

  unprotectRtp(datagram: Uint8Array): Uint8Array | null {
    const header = headerOf(datagram);
    // Told here, since the library would take what is left for a shorter tag.
    if (!header || datagram.length < header.payloadOffset + this.#tagBytes) return this.#refuse();
    const known = this.#received.get(header.ssrc);
    const index = known ? known.rtp.guess(header.sequenceNumber) : header.sequenceNumber;
    if (known && !known.rtpSeen.isNew(index)) {
      this.#replayed += 1;
      return null;
    }
    let taken = index;
    let plain = this.#openRtp(datagram, header, index);
    if (!plain && !known) {
      // RFC 3711 §3.3.1 has the count of wraps go on under another key; many begin anew.
      taken = this.#earlier.get(header.ssrc)?.rtp.guess(header.sequenceNumber) ?? index;
      if (taken !== index) plain = this.#openRtp(datagram, header, taken);
    }
    if (!plain) return this.#refuse();
    const state = known ?? this.#state(header.ssrc);
    state.rtp.take(taken);
    state.rtpSeen.take(taken);
    return plain;
  }

  protectRtcp(datagram: Uint8Array): Uint8Array {
    if (datagram.length < 8) return datagram;
    this.#sentRtcpIndex = (this.#sentRtcpIndex + 1) & INDEX_BITS;
    return this.#local.encryptRTCP(asBuffer(datagram), this.#sentRtcpIndex);
  }

  unprotectRtcp(datagram: Uint8Array): Uint8Array | null {
    if (datagram.length < 8 + this.#rtcpIndexFromEnd) return this.#refuse();
    const ssrc = uint32(datagram, 4);
    const index = uint32(datagram, datagram.length - this.#rtcpIndexFromEnd) & INDEX_BITS;
    if (this.#received.get(ssrc)?.rtcpSeen.isNew(index) === false) {
      this.#replayed += 1;
      return null;
    }
    const plain = this.#open(() => this.#remote.decryptRTCP(asBuffer(datagram))[0]);
    if (!plain) return this.#refuse();
    this.#state(ssrc).rtcpSeen.take(index);
    return plain;
  }

  #openRtp(datagram: Uint8Array, header: HeaderView, index: number): Uint8Array | null {
    const rollover = rolloverOf(index);
    return this.#hasShortTag
      ? this.#openShort(datagram, header, rollover)
      : this.#open(() => this.#remote.decryptRtp(asBuffer(datagram), rollover, header as RtpHeader)[0]);
  }

  /** The library throws for what is not authentic. */
  #open(decrypt: () => Buffer): Uint8Array | null {
    try {
      return decrypt();
    } catch {
      return null;
    }
  }

  /**
   * The short tag is the beginning of the long one (RFC 3711 §4.2), and counter mode is its own inverse: the payload is
   * opened by sealing it, and the packet is authentic if sealing that again gives the tag it bears.
   */
  #openShort(datagram: Uint8Array, header: HeaderView, rollover: number): Uint8Array | null {
    const end = datagram.length - SHORT_TAG_BYTES;
    const sealed = asBuffer(datagram.subarray(header.payloadOffset, end));
    const opened = this.#remote.encryptRtp(header as RtpHeader, sealed, rollover);
    const plain = opened.subarray(0, opened.length - LONG_TAG_BYTES);
    const again = this.#remote.encryptRtp(
      header as RtpHeader,
      plain.subarray(header.payloadOffset),
      rollover,
    );
    const tag = again.subarray(plain.length, plain.length + SHORT_TAG_BYTES);
    return timingSafeEqual(tag, datagram.subarray(end)) ? plain : null;
  }

  #refuse(): null {
    this.#unauthentic += 1;
    return null;
  }

  #state(ssrc: number): ReceivingState {
    const known = this.#received.get(ssrc);
    if (known) return known;
    if (this.#received.size >= MAX_SOURCES) {
      const [oldest] = this.#received.keys();
      if (oldest !== undefined) this.#received.delete(oldest);
    }
    const state = { rtp: new PacketIndex(), rtpSeen: new ReplayWindow(), rtcpSeen: new ReplayWindow() };
    this.#received.set(ssrc, state);
    return state;
  }
}

/** The keys of a cipher as it holds them: Buffers, by their names in werift-rtp 0.8.9. */
const keyNames = ['srtpSessionKey', 'srtcpSessionKey', 'srtpSessionAuthTag', 'srtcpSessionAuthTag'];

/**
 * Its keys become key objects, which node:crypto takes just as well and need not import anew for each packet: sealing one
 * takes a third of the time.
 */
function prepared(cipher: Cipher): Cipher {
  for (const name of keyNames) {
    const key: unknown = Reflect.get(cipher, name);
    if (Buffer.isBuffer(key)) Reflect.set(cipher, name, createSecretKey(key));
  }
  return cipher;
}

/** What the ciphers read of a header; they get its octets as they are, so that no extension is lost on the way. */
type HeaderView = Pick<
  RtpHeader,
  'ssrc' | 'sequenceNumber' | 'payloadOffset' | 'padding' | 'paddingSize' | 'serializeSize' | 'serialize'
>;

function headerOf(datagram: Uint8Array): HeaderView | null {
  const offset = payloadOffset(datagram);
  if (offset === null) return null;
  return {
    ssrc: uint32(datagram, 8),
    sequenceNumber: uint16(datagram, 2),
    payloadOffset: offset,
    padding: false,
    paddingSize: 0,
    serializeSize: offset,
    serialize: () => asBuffer(datagram.subarray(0, offset)),
  };
}

function rolloverOf(index: number): number {
  return Math.floor(index / 65_536) >>> 0;
}

function split({ suite, master }: SrtpKey): { key: Buffer; salt: Buffer } {
  const { key } = keyBytes[suite];
  return { key: Buffer.from(master.subarray(0, key)), salt: Buffer.from(master.subarray(key)) };
}

/** The same octets, not a copy. */
function asBuffer(bytes: Uint8Array): Buffer<ArrayBuffer> {
  return Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
}

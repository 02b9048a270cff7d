/** What an offer and its answer come to, for one stream of sound; what the RTP of it is made by. */
import type { PhoneCodec } from '#shared/domain/phone-call.ts';
import type { Trunk } from '#shared/domain/trunk.ts';
import type { SrtpKey } from '../rtp/srtp-keys.ts';
import type { Endpoint } from '../sip/transport/network.ts';
import type { SdpDirection } from './description.ts';

/** What we bring: of the trunk and of the sockets. */
export interface LocalMedia {
  /** Told in the c= line: public where one is known. */
  address: string;
  port: number;
  rtcpPort: number;
  /** In order of preference. */
  codecs: readonly PhoneCodec[];
  /** How much sound in a packet we would like to get, and send where the peer has no wish. */
  ptimeMs: number;
  srtp: Trunk['srtp'];
  /** Offer and accept RFC 4733 events. */
  telephoneEvents: boolean;
  /** The machine itself is the network: only then may a peer name a loopback address. */
  isLoopback: boolean;
}

export interface AgreedMedia {
  /** Null: the peer has no address for now (hold by 0.0.0.0). */
  remote: Endpoint | null;
  remoteRtcp: Endpoint | null;
  /** RTCP shares the port, RFC 5761. */
  rtcpMux: boolean;
  /** What we send. */
  codec: PhoneCodec;
  payloadType: number;
  /** Sound in a packet of ours, ms. */
  packetMs: number;
  /** Of Opus; null: the codec's own. */
  bitrateBps: number | null;
  /** What may come, by payload type: what we have told, and what the peer has. */
  received: ReadonlyMap<number, PhoneCodec>;
  /** Keys as events: how we send them; null: the peer takes none. */
  events: { payloadType: number; clockRateHz: number } | null;
  /** Clock rate by payload type. */
  receivedEvents: ReadonlyMap<number, number>;
  /** Ours. */
  direction: SdpDirection;
  /** Keys of SRTP: what we send is sealed with `local`. Null: in the clear. */
  encryption: { local: SrtpKey; remote: SrtpKey } | null;
}

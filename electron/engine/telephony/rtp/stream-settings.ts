/** What offer and answer came to, as far as packets go. */
import type { Endpoint } from '../sip/transport/network.ts';
import { isSameKey, type SrtpKey } from './srtp-keys.ts';

export interface StreamSettings {
  /** Null: nowhere for now. */
  remote: Endpoint | null;
  remoteRtcp: Endpoint | null;
  rtcpMux: boolean;
  /** Address that the peer's signalling comes from; null where it says nothing of the peer. */
  signallingAddress: string | null;
  /** Of what we send, Hz. */
  clockRateHz: number;
  /** Clock rate by payload type of the sound that may come; others are ignored. Comfort noise (13) may always. */
  receivedAudio: ReadonlyMap<number, number>;
  receivedEvents: ReadonlyMap<number, number>;
  events: { payloadType: number; clockRateHz: number } | null;
  encryption: { local: SrtpKey; remote: SrtpKey } | null;
}

/** What of a stream changes with new settings; all of it where there were none. */
export interface SettingsChange {
  remote: boolean;
  remoteRtcp: boolean;
  events: boolean;
  encryption: boolean;
}

export function changeOf(before: StreamSettings | null, after: StreamSettings): SettingsChange {
  return {
    remote: before === null || !isSameEnd(before.remote, after.remote),
    remoteRtcp: before === null || !isSameEnd(rtcpEnd(before), rtcpEnd(after)),
    events:
      before?.events?.payloadType !== after.events?.payloadType ||
      before?.events?.clockRateHz !== after.events?.clockRateHz,
    encryption: before === null || !isSameEncryption(before.encryption, after.encryption),
  };
}

/** Where RTCP goes that does not share the port; null: it does, or there is nowhere. */
export function rtcpEnd({ rtcpMux, remoteRtcp }: StreamSettings): Endpoint | null {
  return rtcpMux ? null : remoteRtcp;
}

function isSameEnd(one: Endpoint | null, other: Endpoint | null): boolean {
  return one?.port === other?.port && one?.address === other?.address;
}

function isSameEncryption(one: StreamSettings['encryption'], other: StreamSettings['encryption']): boolean {
  if (!one || !other) return one === other;
  return isSameKey(one.local, other.local) && isSameKey(one.remote, other.remote);
}

/** The sound of one telephone dialog: SDP on the one side, frames and keys on the other. `rtp-media.ts` fulfils it. */
import type { DtmfKey } from '../../audio/dtmf-keys.ts';
import type { MediaQuality, PhoneCodec } from '#shared/domain/phone-call.ts';
import type { SessionMedia } from '../sip/user-agent/api.ts';

export interface PhoneMediaEvents {
  /** 20 ms of the other party, 320 samples at 16 kHz, 50 times a second from `open` on, gaps concealed or silent. */
  frame(frame: Int16Array): void;
  key(key: DtmfKey): void;
  /** Nothing (no RTP, no RTCP) has come for `mediaTimeoutMs` though it should. */
  lost(): void;
  /** Every 5 s, and once when it closes. */
  quality(quality: MediaQuality): void;
}

export interface PhoneMedia extends SessionMedia {
  /** Frames flow from now on (early media or answer). Called inside an event of the timeline. */
  open(events: PhoneMediaEvents): void;
  /** 20 ms at 16 kHz, now; sent at the negotiated ptime. */
  send(frame: Int16Array): void;
  /** Forgets what waits for the rest of its packet: the agent was interrupted. */
  clear(): void;
  /** RFC 4733 events where the peer takes them; null: it does not (INFO or tones are up to the caller of this). */
  sendKeys(keys: readonly DtmfKey[]): Promise<void> | null;
  /** The peer takes RFC 4733 events. */
  readonly takesKeys: boolean;
  readonly codec: PhoneCodec | null;
  /** We are held by the peer, or hold it. */
  readonly isHeld: boolean;
  /** `ADDRESS:PORT` each; null before there is an answer. */
  readonly local: string | null;
  readonly remote: string | null;
}

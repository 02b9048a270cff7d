/** The audio connection of a call, as the session sees it; the bridge, a file and (later) telephony fulfil it. */
import type { DtmfKey } from '../audio/dtmf-keys.ts';

export interface LegEvents {
  /**
   * The next 20 ms of the caller (320 samples), called inside an event of the timeline, 50 times a second of media,
   * gaps filled with silence. The answer settles when the frame has been taken in; a leg that reads from a file
   * waits for it, so that its calls repeat exactly.
   */
  frame(frame: Int16Array): Promise<void>;
  /** The caller pressed a key, and the connection says so (a page, RFC 4733 events, SIP INFO); tones are heard otherwise. */
  key(key: DtmfKey): void;
  /** The caller hung up, or the connection is gone. */
  hangUp(): void;
}

export interface Leg {
  /** Keys may come as tones in the caller's sound (a recording, a plain old line). */
  readonly keysAsTones?: boolean;
  /** A telephone line, on which perfect silence sounds like a line that is dead. */
  readonly isTelephone?: boolean;
  /** The media opens: frames flow until `close`. */
  open(events: LegEvents): void;
  /**
   * One frame of the agent, now. They come 20 ms apart, so a leg buffers little. When the agent is held they stop coming,
   * after one that fades out; what is buffered plays out, and the speech goes on behind it or is cleared.
   */
  send(frame: Int16Array): void;
  /**
   * Keys as messages of the connection, where it has them; tones are sent otherwise. Settles when they have gone out. Looked
   * up for each key, since a telephone knows only when it is answered.
   */
  readonly sendKeys?: ((keys: readonly DtmfKey[]) => Promise<void>) | undefined;
  /** Forget what is buffered beyond us: the agent was interrupted. */
  clear(): void;
  close(): void;
}

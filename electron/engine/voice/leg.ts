/** The audio connection of a call, as the session sees it; the bridge, a file and (later) telephony fulfil it. */

export interface LegEvents {
  /**
   * The next 20 ms of the caller (320 samples), called inside an event of the timeline, 50 times a second of media,
   * gaps filled with silence. The answer settles when the frame has been taken in; a leg that reads from a file
   * waits for it, so that its calls repeat exactly.
   */
  frame(frame: Int16Array): Promise<void>;
  /** The caller hung up, or the connection is gone. */
  hangUp(): void;
}

export interface Leg {
  /** The media opens: frames flow until `close`. */
  open(events: LegEvents): void;
  /** One frame of the agent, now. */
  send(frame: Int16Array): void;
  /** Forget what is buffered beyond us: the agent was interrupted. */
  clear(): void;
  close(): void;
}

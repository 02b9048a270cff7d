/** Handing the caller on, as the tool sees it; a telephone call fulfils it. */
export interface TransferPort {
  /**
   * Says the message, calls the destination and connects the caller with whoever answers. Resolves with why it came to
   * nothing, in words; after a success the call is over for the agent, and this need not settle any more.
   */
  transfer(wish: {
    to: string;
    /** How long the destination may ring. */
    timeoutMs: number;
    /** Said to the caller first, after all that was said before; empty for nothing. */
    message: string;
    /** Said to whoever answers, before they hear the caller; empty for nothing. */
    whisper: string;
  }): Promise<{ failure: string }>;
}

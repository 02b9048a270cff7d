/** Noise suppression port: what the voice detector and the recogniser hear instead of the caller's own frames. */

export interface NoiseSuppressionStream {
  /**
   * 20 ms of the caller, in order; resolves to 320 samples, `delayMs` late. The sound as it came when the suppressor
   * has failed: a call goes on with its noise.
   */
  process(frame: Int16Array): Promise<Int16Array>;
  close(): void;
}

export interface NoiseSuppression {
  readonly provider: string;
  readonly model: string;
  /** By how much the answer lags behind what was pushed. */
  readonly delayMs: number;
  open(): NoiseSuppressionStream;
}

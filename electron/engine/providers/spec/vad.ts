/** Voice activity detection port. Audio in is mono int16 at 16 kHz, 20 ms (320 samples) a frame. */
export interface VadWindow {
  /** Probability of speech in this window, 0–1. */
  probability: number;
  /** Index, from the stream's first sample, of the sample after the window's last. */
  endSample: number;
}

export interface VadStream {
  /** The windows completed by this frame (0 or 1 with 512-sample windows; consecutive, never overlapping). */
  push(frame: Int16Array): Promise<VadWindow[]>;
  /** Forget the model's state (not the sample count), e.g. after a mute. */
  reset(): void;
  close(): void;
}

export interface VoiceActivityDetector {
  readonly provider: string;
  readonly model: string;
  open(): VadStream;
}

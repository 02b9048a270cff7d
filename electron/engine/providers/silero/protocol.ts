/** What the detector and its worker say to each other. Both sides post one message for many streams. */

/** Samples the model judges at once: 32 ms at 16 kHz. */
export const WINDOW_SAMPLES = 512;

export type ToWorker =
  /** Window `i` belongs to stream `streams[i]` and lies at `samples[i × 512]`; windows of one stream stand in order. */
  | { type: 'windows'; streams: Uint32Array<ArrayBuffer>; samples: Int16Array<ArrayBuffer> }
  /** Forget the model's state of a stream (reset), or the stream itself: the same thing, since state is made on first sight. */
  | { type: 'forget'; stream: number }
  /** The thread is to end, when the model rests. */
  | { type: 'close' };

export type FromWorker =
  | { type: 'ready' }
  /** One answer a window, in each stream's own order. */
  | { type: 'probabilities'; streams: Uint32Array<ArrayBuffer>; probabilities: Float32Array<ArrayBuffer> }
  | { type: 'failed'; message: string };

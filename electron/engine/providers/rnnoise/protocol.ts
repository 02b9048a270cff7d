/** What the suppressor and its worker say to each other; one message carries the frames of many calls. */

export type ToWorker =
  /** Frame `i` belongs to stream `streams[i]` and lies at `samples[i × 320]`; frames of one stream stand in order. */
  | { type: 'frames'; streams: Uint32Array<ArrayBuffer>; samples: Int16Array<ArrayBuffer> }
  | { type: 'forget'; stream: number };

export type FromWorker =
  | { type: 'ready' }
  /** One answer a frame, in each stream's own order. */
  | { type: 'frames'; streams: Uint32Array<ArrayBuffer>; samples: Int16Array<ArrayBuffer> }
  | { type: 'failed'; message: string };

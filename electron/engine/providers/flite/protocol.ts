/** What the adapter and its worker say to each other: one text at a time. */
export interface SpeechJob {
  id: number;
  text: string;
  voice: string;
  gainDb: number;
}

export type FromWorker =
  | { type: 'ready' }
  /** Mono int16 at 16 kHz; empty when there was nothing to hear. */
  | { type: 'speech'; id: number; samples: Int16Array<ArrayBuffer> }
  | { type: 'failed'; id: number; message: string };

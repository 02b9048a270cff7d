/** Messages between the adapter and its worker. Everything crosses in order. */
import type { Overlap, SttHints } from '../spec/stt.ts';

export type ToWorker =
  | { kind: 'open'; stream: number }
  /** Takes effect at the next `begin`. `key` is the content of the hints. */
  | { kind: 'hints'; stream: number; key: string; hints: SttHints }
  /** `listening`: the agent speaks, and these are words of a listener. */
  | { kind: 'begin'; stream: number; listening: readonly string[] | null }
  /** 16 kHz mono; the buffer is handed over. */
  | { kind: 'audio'; stream: number; request: number; samples: Int16Array }
  /** The rest of the utterance, shorter than a chunk. */
  | { kind: 'finish'; stream: number; request: number; samples: Int16Array }
  | { kind: 'cancel'; stream: number }
  | { kind: 'close'; stream: number };

export type FromWorker =
  /** `text`: what is understood so far (after `audio`) or in the end (after `finish`); null for nothing. */
  | { kind: 'reply'; request: number; text: string | null; overlap: Overlap | null }
  /** The recogniser itself could not be loaded; no message says what was heard. */
  | { kind: 'failed'; request: number; message: string };

/** What the scripted server is told: its delays, its faults and what it answers. */

/** Milliseconds; 0 where not told. */
export interface ServerDelays {
  /** From a chat request to its first token. */
  llmFirstTokenMs: number;
  /** From one token (word) to the next. */
  llmTokenMs: number;
  /** From the end of the utterance to its transcript. */
  sttFinalMs: number;
  /** How far partials are behind the sound (realtime sessions). */
  sttPartialMs: number;
  /** From a text to its first sound. */
  ttsFirstAudioMs: number;
  /** One chunk of 100 ms of sound every so many milliseconds. */
  ttsChunkMs: number;
}

export interface ScriptedReply {
  text?: string;
  calls?: { name: string; arguments?: Record<string, unknown> }[];
}

/**
 * `half-open`: takes the request and never answers. `stall`: begins to answer and falls silent. `cut`: ends in the middle.
 * `reset`: a TCP reset in place of an answer. `malformed`: something that is not JSON, or not sound. Else an HTTP answer.
 */
export type Fault =
  | 'half-open'
  | 'stall'
  | 'cut'
  | 'reset'
  | 'malformed'
  | { status: number; headers?: Record<string, string>; body?: string };

export type FaultStage = 'llm' | 'stt' | 'tts';

export interface ServerScript {
  /** Messages and tools as they came over the wire. */
  reply: (request: Record<string, unknown>) => ScriptedReply;
  /** What was said; an index counts the utterances of all calls. */
  transcript: (samples: Int16Array, index: number) => string;
  /** Sound of a text, mono int16 at 24 kHz. */
  voice: (text: string) => Int16Array;
  /** Null: no fault. An index counts the requests of the stage. */
  fault: (stage: FaultStage, index: number) => Fault | null;
  models: string[];
}

/** Speech-to-text port. Audio in is mono int16 at 16 kHz. */
import type { ExtractionVariable } from '#shared/domain/workflow.ts';
import type { FunctionSpec } from './functions.ts';

/** What the current node expects to hear. Grammar recognisers compile it; hosted ones may boost keywords with it. */
export interface SttHints {
  functions: FunctionSpec[];
  variables: ExtractionVariable[];
  /** The agent is speaking: what a listener may say without wanting the floor, lower-case. See `Overlap`. */
  listening?: readonly string[];
}

/**
 * What speech over the agent's is, as far as a recogniser of few words can tell:
 *
 *   listening  nothing but words of `SttHints.listening`, or laughter
 *   command    begins with words that ask for the floor whatever follows: "stop", "wait", "no"
 *   opening    begins as a question or a sentence does, and goes on
 *   other      speech, but nothing that the recogniser knows
 *   unknown    too little has been heard
 */
export type OverlapKind = 'listening' | 'command' | 'opening' | 'other' | 'unknown';

export interface Overlap {
  kind: OverlapKind;
  /** The known words; empty when there are none. */
  text: string;
}

/** A word of a transcript. Milliseconds from the first sample pushed after `begin`. */
export interface SttWord {
  text: string;
  startMs: number;
  endMs: number;
  /** 0–1, as the provider judges it. */
  confidence: number;
}

export interface SttPartial {
  text: string;
  /**
   * Where `SttHints.listening` was given, from recognisers whose text is made of the node's sentences alone, and is
   * thus no guide to other speech. Then every partial of the utterance's first seconds has it.
   */
  overlap?: Overlap;
}

export interface SttFinal {
  /** Empty when not understood. */
  text: string;
  understood: boolean;
  /** Seconds of audio recognised, for usage. */
  audioSeconds: number;
  /** In order; absent where the provider has no timings. */
  words?: readonly SttWord[];
}

/** One caller's recogniser for the length of a call. Methods are called in order; an utterance is begin, push*, finish or cancel. */
export interface SttStream {
  /** Takes effect at the next `begin`. */
  setHints(hints: SttHints): void;
  /** A caller's utterance begins; the pre-roll (audio before the VAD fired) comes with the first pushes. */
  begin(): void;
  /**
   * Any number of samples. Resolves once consumed: with the newest partial when its text changed, else null. A partial
   * told to the `onPartial` listener is not told again here.
   */
  push(samples: Int16Array): Promise<SttPartial | null>;
  /**
   * For recognisers whose words come while nothing is pushed: each new partial of the utterance under way goes to the
   * listener the moment it arrives, the last ones after the last push. Never called after `finish` or `cancel`.
   * Absent: partials come with `push` alone.
   */
  onPartial?(listener: (partial: SttPartial) => void): void;
  /** The turn is over: the final transcript of everything since `begin`. */
  finish(): Promise<SttFinal>;
  /** Forget the utterance. */
  cancel(): void;
  close(): void;
}

export interface SpeechToText {
  readonly provider: string;
  readonly model: string;
  open(): SttStream;
}

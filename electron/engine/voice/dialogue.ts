/**
 * The dialogue, as the session loop sees it: something that answers turns with acts. `workflow` fulfils it
 * (structurally: neither room imports the other; `calls` joins them). Text runs drive the same port.
 */
import type { SttHints } from '../providers/spec/stt.ts';
import type { SpeechSource } from '#shared/domain/run-event.ts';

/** What the caller said. `understood` false: speech the recogniser could not place; text is then empty. */
export interface CallerTurn {
  text: string;
  understood: boolean;
}

export type DialogueAct =
  /**
   * A piece of the agent's speech: text deltas as they stream. All pieces with the same `speechId` are one speech;
   * the session cuts it into sentences for synthesis.
   */
  | {
      type: 'say';
      speechId: string;
      text: string;
      source: SpeechSource;
      /** May the caller speak over it? */
      interruptible: boolean;
      /**
       * To be played rather than synthesised: `text` is then all of its words, and `instead` is spoken should the
       * sound be unreadable (empty: nothing).
       */
      recording?: { id: string; instead: string };
    }
  /** That speech is complete. */
  | { type: 'say-end'; speechId: string }
  /** The caller is not listened to meanwhile: a tool runs whose work must not be talked over. Ends with the answer. */
  | { type: 'mute'; muted: boolean }
  /** Hang up once everything said so far has been heard. */
  | { type: 'hang-up'; disposition: string };

export interface Dialogue {
  /** What the current node expects to hear; read when the caller begins to speak. */
  hints(): SttHints;
  /** Milliseconds to wait before the opening (delayed start); 0 for none. */
  readonly openingDelayMs: number;
  /** The greeting, or the model's first words. */
  open(signal: AbortSignal): AsyncIterable<DialogueAct>;
  /**
   * The answer to a caller's turn. Aborting the signal (barge-in, hang-up) stops generation; a transition already
   * taken stays taken. A second turn is answered only after the first iteration has ended.
   */
  reply(turn: CallerTurn, signal: AbortSignal): AsyncIterable<DialogueAct>;
  /**
   * Speculation: the caller has probably said this and is done. Begins the answer that `reply` would give, without
   * any effect that could be noticed if it never comes to that (no event, no history, no transition, no tool), and
   * yields the text that would be said first, for synthesis ahead; a line break ends a speech within it.
   *
   * The session aborts the signal when the caller goes on, or has in the end said other words; what is prepared is
   * then thrown away. A `reply` that follows without an abort is to a turn of the same words (case and punctuation
   * aside, and `turn.text` of the reply counts): it takes over what is prepared, also in the middle of its stream, and
   * the reply's signal governs from then on. At most one preparation is alive at a time.
   */
  prepare?(turn: CallerTurn, signal: AbortSignal): AsyncIterable<string>;
  /**
   * Lines that may be said next without asking the model (the greeting, transition speeches, messages of tools, fixed
   * lines), the likeliest first, each whole and as it would be spoken, for synthesis ahead. Read before the opening
   * and whenever the agent has had its say.
   */
  ahead?(): readonly string[];
  /**
   * This was said while a person kept the agent quiet: it is remembered, and not answered. By the caller, or by the
   * operator who spoke in the agent's place.
   */
  overhear?(turn: CallerTurn, by: 'caller' | 'operator'): void;
  /** The agent may speak again, and does, without a new word of the caller. */
  goOn?(signal: AbortSignal): AsyncIterable<DialogueAct>;
  /** The caller has been silent: 1 asks whether they are there, 2 says goodbye and hangs up. */
  idle(attempt: number, signal: AbortSignal): AsyncIterable<DialogueAct>;
  /**
   * Told once for every speech when it has been heard or cut: the context keeps `textPlayed` only
   * ("what the caller heard is what the model remembers"). Empty text removes it.
   */
  heard(speechId: string, textPlayed: string): void;
  /** The run is over: flush the last extraction (unless the disposition forbids it), fill the gathered context. */
  finish(disposition: string, signal: AbortSignal): Promise<void>;
}

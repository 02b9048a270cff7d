/** What the run asks of whoever carries its voice; the shape is the `DialogueAct` of the voice room. */
import type { SpeechSource } from '#shared/domain/run-event.ts';

export type RunAct =
  | {
      type: 'say';
      speechId: string;
      text: string;
      source: SpeechSource;
      /** May the caller speak over it? */
      interruptible: boolean;
    }
  | { type: 'say-end'; speechId: string }
  | { type: 'hang-up'; disposition: string };

/** Acts that are known at once, for a port that may have to wait for them. */
export function asAsync(acts: Iterator<RunAct, void>): AsyncIterable<RunAct> {
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => Promise.resolve(acts.next()),
      return: () => Promise.resolve(acts.return?.() ?? { done: true, value: undefined }),
    }),
  };
}

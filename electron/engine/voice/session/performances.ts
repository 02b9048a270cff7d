/** The dialogue's answers, one after the other: the next begins when the one before has come to its end, cut or not. */
import type { DialogueAct } from '../dialogue.ts';

/** One answer of the dialogue, while it is being produced. */
interface Performance {
  readonly abort: AbortController;
  done: Promise<void>;
}

export interface PerformanceEvents {
  /** Not told of an answer that has been cut. */
  act(act: DialogueAct, signal: AbortSignal): void;
  /** `cut`: it was not wanted any more. */
  failed(error: unknown, cut: boolean): void;
  /** The newest answer has come to its end, and none waits. */
  done(): void;
}

export class Performances {
  readonly #events: PerformanceEvents;
  #current: Performance | null = null;

  constructor(events: PerformanceEvents) {
    this.#events = events;
  }

  /** Of the answer that is being produced, one that has been cut included; null when there is none. */
  get signal(): AbortSignal | null {
    return this.#current?.abort.signal ?? null;
  }

  begin(answer: (signal: AbortSignal) => AsyncIterable<DialogueAct>): void {
    const before = this.#current;
    const abort = new AbortController();
    const performance: Performance = { abort, done: Promise.resolve() };
    this.#current = performance;
    performance.done = (async () => {
      await before?.done;
      try {
        for await (const act of answer(abort.signal)) {
          if (abort.signal.aborted) continue;
          this.#events.act(act, abort.signal);
        }
      } catch (error) {
        this.#events.failed(error, abort.signal.aborted);
      }
      if (this.#current !== performance) return;
      this.#current = null;
      this.#events.done();
    })();
  }

  /** The answer is not wanted any more. */
  cut(): void {
    this.#current?.abort.abort();
  }

  /** Settles when no answer is being produced any more. */
  async settled(): Promise<void> {
    await this.#current?.done;
  }
}

/** The answer that is prepared before the end of the caller's turn is certain. At most one is alive. */
import type { Dialogue } from '../dialogue.ts';
import { sameWords } from './tokens.ts';

export interface SpeculationOptions {
  dialogue: Pick<Dialogue, 'prepare'>;
  /** Takes the text that would be said first; settles when it has ended or the signal is aborted. */
  ahead: (deltas: AsyncIterable<string>, signal: AbortSignal) => Promise<void>;
}

export class Speculation {
  readonly #options: SpeculationOptions;
  #alive: { text: string; abort: AbortController } | null = null;

  constructor(options: SpeculationOptions) {
    this.#options = options;
  }

  /** The turn is probably this; nothing happens when that was thought already. */
  begin(text: string): void {
    const { dialogue, ahead } = this.#options;
    if (!dialogue.prepare || (this.#alive && sameWords(this.#alive.text, text))) return;
    this.discard();
    const abort = new AbortController();
    this.#alive = { text, abort };
    const deltas = dialogue.prepare({ text, understood: true }, abort.signal);
    // A preparation that fails is not missed: the answer is then asked for as if there had been none.
    ahead(deltas, abort.signal).catch(() => {
      if (this.#alive?.abort === abort) this.discard();
    });
  }

  /** The caller goes on, or what was prepared is not needed. */
  discard(): void {
    this.#alive?.abort.abort();
    this.#alive = null;
  }

  /** The turn was this: what is prepared is handed over to the reply that follows, or thrown away. */
  settle(text: string): void {
    if (this.#alive && !sameWords(this.#alive.text, text)) this.discard();
    this.#alive = null;
  }
}

/**
 * The utterances of a session and the vendor's items for them. Until a commit is confirmed nothing says which item an
 * utterance is: words that come before belong to the one under way, unless they are still of one that was cancelled.
 */
import type { Transcript } from './transcript-quality.ts';

export interface Utterance {
  /** At 16 kHz, as pushed; said again on a new session. */
  chunks: Int16Array[];
  samples: number;
  text: string;
  /** The vendor's id; before the commit only what words came under last. */
  item: string | null;
  state: 'open' | 'committing' | 'committed';
  sessions: number;
  settle: Settle | null;
  timer: NodeJS.Timeout | null;
}

export interface Settle {
  resolve: (transcript: Transcript | null) => void;
  reject: (error: Error) => void;
}

export class RealtimeUtterances {
  /** In the order of their sound; the last may be open. */
  #all: Utterance[] = [];
  /** Items of utterances that were cancelled. */
  readonly #stale = new Set<string>();
  /** Clears that the vendor has not confirmed: words that come until then are of what was cleared. */
  #clearing = 0;

  get all(): readonly Utterance[] {
    return [...this.#all];
  }

  get open(): Utterance | null {
    const last = this.#all.at(-1);
    return last?.state === 'open' ? last : null;
  }

  begin(): void {
    this.#all.push({
      chunks: [],
      samples: 0,
      text: '',
      item: null,
      state: 'open',
      sessions: 1,
      settle: null,
      timer: null,
    });
  }

  /** A new session: it knows nothing of what was said on the old one. */
  restart(): void {
    this.#clearing = 0;
    this.#stale.clear();
    for (const utterance of this.#all) {
      utterance.item = null;
      utterance.text = '';
      if (utterance.state === 'committed') utterance.state = 'committing';
    }
  }

  /** @param clears has the vendor been told to clear its buffer? */
  cancel(utterance: Utterance, clears: boolean): void {
    this.drop(utterance);
    if (utterance.item !== null) this.#stale.add(utterance.item);
    if (clears) this.#clearing += 1;
  }

  cleared(): void {
    this.#clearing = Math.max(0, this.#clearing - 1);
  }

  /** Commits are confirmed in their order. */
  committed(item: string): void {
    const utterance = this.#all.find(({ state }) => state === 'committing');
    if (!utterance) return;
    utterance.state = 'committed';
    utterance.item = item;
  }

  /** The utterance under way when these words are its own. */
  addWords(item: string, text: string): Utterance | null {
    const { open } = this;
    const isOthers = this.#all.some((each) => each !== open && each.item === item);
    if (!open || isOthers || this.#stale.has(item)) return null;
    if (this.#clearing > 0) {
      this.#stale.add(item);
      return null;
    }
    if (open.item !== item) {
      if (open.item !== null) this.#stale.add(open.item);
      open.item = item;
      open.text = '';
    }
    open.text += text;
    return open;
  }

  /** Forgets the utterance of a committed item; answers whoever waits for it. */
  dropItem(item: string): Settle | null {
    const utterance = this.#all.find((each) => each.state === 'committed' && each.item === item);
    return utterance ? this.drop(utterance) : null;
  }

  drop(utterance: Utterance): Settle | null {
    if (utterance.timer) clearTimeout(utterance.timer);
    utterance.timer = null;
    this.#all = this.#all.filter((each) => each !== utterance);
    const { settle } = utterance;
    utterance.settle = null;
    utterance.chunks = [];
    return settle;
  }
}

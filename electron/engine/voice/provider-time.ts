/**
 * Brings providers' answers onto the timeline, and keeps account of the time they took.
 *
 * `measured`  an answer arrives when the provider gave it. On virtual time the wait is measured on the wall clock
 *             and added, so that a fast run shows the providers' real pace.
 * `fixed`     an answer arrives a set time after its request, whatever the machine does: two runs are then equal to
 *             the sample, fast or paced. A stream's items arrive together.
 */
import type { Timeline } from '../base/timeline.ts';
import type { LanguageModel } from '../providers/spec/llm.ts';

export type ProviderStage = 'stt' | 'llm' | 'tts' | 'extraction' | 'tool';

/** Milliseconds from request to answer, a stage; a tool's is 0 when absent. */
export type FixedProviderTime = Readonly<Record<Exclude<ProviderStage, 'tool'>, number> & { tool?: number }>;

/** The field's medians (`reference/field-numbers.md`): STT final, LLM first token, TTS first byte. A tool's is assumed. */
export const fieldProviderTime: FixedProviderTime = {
  stt: 250,
  llm: 566,
  tts: 75,
  extraction: 566,
  tool: 300,
};

/** One request's wait, on the timeline: from the request to what the caller of it could first use. */
export interface ProviderWait {
  stage: ProviderStage;
  startMs: number;
  /** Null while waiting. */
  readyMs: number | null;
  /** Nobody waits for it yet: made in store, or in case it is needed. */
  background: boolean;
  /** Whoever asked left before the end of the answer. */
  abandoned: boolean;
}

export interface StreamAccount {
  background?: boolean;
  /** The account of this request, as soon as it is made. */
  onWait?: (wait: ProviderWait) => void;
}

export class ProviderTime {
  readonly #timeline: Timeline;
  readonly #fixed: FixedProviderTime | null;
  readonly #inOrder: boolean;
  #waits: ProviderWait[] = [];
  /** Settles when every request so far has had its whole answer; only kept when answers come in order. */
  #answered: Promise<unknown> = Promise.resolve();
  /** The latest moment at which such an answer has arrived. */
  #answeredMs = 0;

  /**
   * @param fixed null: measured
   * @param inOrder answers arrive in the order of their requests, so that two measured runs tell the same story
   *   although requests overlap. For providers on this machine; a hosted one's stall would hold up all others, and
   *   so would a tool's, which therefore keeps no order.
   */
  constructor(timeline: Timeline, fixed: FixedProviderTime | null, inOrder = false) {
    this.#timeline = timeline;
    this.#fixed = fixed;
    this.#inOrder = inOrder;
  }

  /**
   * Waits that were not over before `sinceMs`, in order of start: an answer may have been asked for before the caller's
   * last sound. What was over is forgotten.
   */
  waitsSince(sinceMs: number): readonly ProviderWait[] {
    this.#waits = this.#waits.filter(({ readyMs }) => readyMs === null || readyMs >= sinceMs);
    return this.#waits;
  }

  /** One answer. Rejections arrive at the same moment as an answer would. */
  async answer<T>(stage: ProviderStage, start: () => Promise<T>): Promise<T> {
    const items: T[] = [];
    for await (const item of this.stream(stage, () => once(start))) items.push(item);
    return items[0] as T;
  }

  /**
   * A stream's items, each inside an event of the timeline. `usable` tells which item ends the wait (for a model:
   * the first text); the end of the stream ends it in any case.
   */
  async *stream<T>(
    stage: ProviderStage,
    start: () => AsyncIterable<T>,
    usable: (item: T) => boolean = () => true,
    { background = false, onWait }: StreamAccount = {},
  ): AsyncGenerator<T, void, undefined> {
    const wait: ProviderWait = {
      stage,
      startMs: this.#timeline.now(),
      readyMs: null,
      background,
      abandoned: false,
    };
    this.#waits.push(wait);
    onWait?.(wait);
    const mailbox = new Mailbox<T>();
    let ended = false;
    if (this.#fixed) this.#pumpFixed(start, mailbox, this.#fixed[stage] ?? 0);
    else void this.#pumpMeasured(start, mailbox, wait.startMs, this.#inOrder && stage !== 'tool');
    try {
      for (;;) {
        const letter = await mailbox.take();
        ended = !('item' in letter);
        if ('done' in letter) return;
        if ('error' in letter) throw letter.error;
        if (wait.readyMs === null && usable(letter.item)) wait.readyMs = this.#timeline.now();
        yield letter.item;
      }
    } finally {
      mailbox.close();
      wait.abandoned = !ended;
      wait.readyMs ??= this.#timeline.now();
    }
  }

  /** The same model with its answers on the timeline. */
  model(model: LanguageModel): LanguageModel {
    return {
      provider: model.provider,
      model: model.model,
      rehearsal: model.rehearsal,
      stream: (request, signal) =>
        this.stream(
          request.extract ? 'extraction' : 'llm',
          () => model.stream(request, signal),
          (event) => event.type === 'text-delta',
        ),
    };
  }

  async #pumpMeasured<T>(
    start: () => AsyncIterable<T>,
    mailbox: Mailbox<T>,
    startMs: number,
    inOrder: boolean,
  ): Promise<void> {
    const wallStartMs = performance.now();
    const hold = this.#timeline.hold();
    // On real time this is the present or a hair past it, so both kinds of time are served by one rule.
    const virtual = (): number => startMs + (performance.now() - wallStartMs);
    const deliver = (letter: Letter<T>): void => {
      // A request made later in one moment of virtual time has waited less on the wall; it keeps its place all the same.
      const dueMs = inOrder ? Math.max(virtual(), this.#answeredMs) : virtual();
      if (inOrder) this.#answeredMs = dueMs;
      this.#timeline.at(dueMs, () => {
        mailbox.put(letter);
      });
    };
    try {
      if (inOrder) await this.#afterEarlierAnswers(collect(start), deliver);
      else {
        for await (const item of start()) {
          if (mailbox.closed) break;
          deliver({ item });
        }
        deliver({ done: true });
      }
    } catch (error) {
      deliver({ error });
    } finally {
      hold.dispose();
    }
  }

  /** Delivers the whole answer once all earlier requests have had theirs. */
  async #afterEarlierAnswers<T>(
    letters: Promise<Letter<T>[]>,
    deliver: (letter: Letter<T>) => void,
  ): Promise<void> {
    const earlier = this.#answered;
    const delivered = Promise.all([letters, earlier]).then(([whole]) => {
      for (const letter of whole) deliver(letter);
    });
    this.#answered = delivered;
    await delivered;
  }

  #pumpFixed<T>(start: () => AsyncIterable<T>, mailbox: Mailbox<T>, delayMs: number): void {
    const all = collect(start);
    this.#timeline.at(this.#timeline.now() + delayMs, async () => {
      if (mailbox.closed) return;
      const letters = await all;
      for (const letter of letters) mailbox.put(letter);
    });
  }
}

type Letter<T> = { item: T } | { done: true } | { error: unknown };

class Mailbox<T> {
  readonly #letters: Letter<T>[] = [];
  #waiting: ((letter: Letter<T>) => void) | undefined;
  closed = false;

  put(letter: Letter<T>): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) waiting(letter);
    else this.#letters.push(letter);
  }

  take(): Promise<Letter<T>> {
    const letter = this.#letters.shift();
    return letter ? Promise.resolve(letter) : new Promise((resolve) => (this.#waiting = resolve));
  }

  close(): void {
    this.closed = true;
  }
}

async function* once<T>(start: () => Promise<T>): AsyncGenerator<T> {
  yield await start();
}

async function collect<T>(start: () => AsyncIterable<T>): Promise<Letter<T>[]> {
  const letters: Letter<T>[] = [];
  try {
    for await (const item of start()) letters.push({ item });
    letters.push({ done: true });
  } catch (error) {
    letters.push({ error });
  }
  return letters;
}

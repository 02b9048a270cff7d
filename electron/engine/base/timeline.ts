/**
 * Time as the engine knows it: one queue of due events and two drivers.
 *
 * Everything in a call happens inside an event of its timeline, and `now()` is the moment for which that event was
 * due, not the moment at which the machine got round to it. So a late timer shifts nothing, and the same call gives
 * the same log whether it is paced by the wall clock or run as fast as the processor allows:
 *
 *   RealTimeline     waits until the wall clock reaches the event (live calls, paced files)
 *   VirtualTimeline  waits only for the work that holds it (tests, simulations, `--fast`)
 *
 * An event that answers a promise keeps the timeline until it settles. On virtual time (and on exact real time) all
 * microtasks run between two events, so asynchronous code continues "at" the event that woke it.
 */
import type { Disposable } from './disposable.ts';

export type TimelineTask = () => void | Promise<void>;

export interface Timeline {
  /** Milliseconds since the timeline's origin; never goes back. */
  now(): number;
  /** The present, which `now()` falls behind while the process is held up. What waited outside came between the two. */
  readonly presentMs: number;
  /** Runs the task when `dueMs` is reached; a past moment means at once. Equal moments keep their order. */
  at(dueMs: number, task: TimelineTask): Disposable;
  /** Brings something from outside (a packet, a provider's answer) onto the timeline, at the present moment. */
  post(task: TimelineTask): void;
  /**
   * As `post`, for what came by itself and may have waited (a datagram in its socket): while the process is held up it goes before
   * what is overdue, at the earliest moment at which it may have come; the latest is `presentMs`.
   */
  arrived(task: TimelineTask): void;
  /** Keeps virtual time from passing while outside work is under way; no effect on real time. */
  hold(): Disposable;
  /** Drops every event; nothing runs afterwards. */
  dispose(): void;
}

interface TimelineEvent {
  dueMs: number;
  order: number;
  task: TimelineTask | null;
}

/** Binary heap on (dueMs, order). */
class EventHeap {
  readonly #items: TimelineEvent[] = [];

  get first(): TimelineEvent | undefined {
    return this.#items[0];
  }

  /** Without those that were cancelled: they stay until their moment. */
  get live(): number {
    return this.#items.reduce((count, { task }) => (task ? count + 1 : count), 0);
  }

  clear(): void {
    this.#items.length = 0;
  }

  push(event: TimelineEvent): void {
    const items = this.#items;
    let index = items.push(event) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = items[parent];
      if (!above || !before(event, above)) break;
      items[index] = above;
      index = parent;
    }
    items[index] = event;
  }

  pop(): TimelineEvent | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (!first || !last || first === last) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      let below = items[child];
      const right = items[child + 1];
      if (below && right && before(right, below)) {
        child += 1;
        below = right;
      }
      if (!below || !before(below, last)) break;
      items[index] = below;
      index = child;
    }
    items[index] = last;
    return first;
  }
}

function before(a: TimelineEvent, b: TimelineEvent): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}

/** Resolves once every pending microtask, and those they start, have run, and what the sockets hold was read. */
function microtasksDone(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

abstract class QueuedTimeline implements Timeline {
  protected readonly queue = new EventHeap();
  protected nowMs = 0;
  protected disposed = false;
  #order = 0;

  now(): number {
    return this.nowMs;
  }

  at(dueMs: number, task: TimelineTask): Disposable {
    const event: TimelineEvent = { dueMs: Math.max(dueMs, this.nowMs), order: this.#order++, task };
    if (!this.disposed) {
      this.queue.push(event);
      this.wake();
    }
    return {
      dispose: () => {
        event.task = null;
      },
    };
  }

  abstract readonly presentMs: number;
  abstract post(task: TimelineTask): void;
  abstract arrived(task: TimelineTask): void;
  abstract hold(): Disposable;

  dispose(): void {
    this.disposed = true;
    this.queue.clear();
    this.wake();
  }

  /** The queue or the state changed: the driver looks again. */
  protected abstract wake(): void;

  /** Drops cancelled events from the top and answers the next live one. */
  protected next(): TimelineEvent | undefined {
    let first = this.queue.first;
    while (first && !first.task) {
      this.queue.pop();
      first = this.queue.first;
    }
    return first;
  }

  /** Runs the next event. A promise means: not over yet. */
  protected step(event: TimelineEvent): void | Promise<void> {
    this.queue.pop();
    this.nowMs = Math.max(this.nowMs, event.dueMs);
    const task = event.task;
    event.task = null;
    return task?.();
  }
}

export interface RealTimelineOptions {
  /** An event threw or rejected; the timeline goes on. */
  onError: (error: unknown) => void;
  /**
   * Let all microtasks run between two events, as virtual time does, so that a paced run equals a fast one. Costs a
   * turn of the event loop for each event, which a live call does not want to pay. Default false.
   */
  exact?: boolean;
  /** The wall clock, ms. */
  wallMs?: () => number;
}

/** An event that is overdue by so much, ms, tells that the process was held up: what waits outside is let in first. */
const HELD_UP_MS = 5;

/** Paced by the wall clock. One timer is armed for the next event, none while there is none. */
export class RealTimeline extends QueuedTimeline {
  readonly #originMs: number;
  readonly #wallMs: () => number;
  readonly #onError: (error: unknown) => void;
  readonly #exact: boolean;
  #timer: NodeJS.Timeout | undefined;
  #running = false;

  constructor({ onError, exact = false, wallMs = () => performance.now() }: RealTimelineOptions) {
    super();
    this.#onError = onError;
    this.#exact = exact;
    this.#wallMs = wallMs;
    this.#originMs = wallMs();
  }

  get presentMs(): number {
    return Math.max(this.nowMs, this.#elapsedMs());
  }

  post(task: TimelineTask): void {
    this.at(this.#elapsedMs(), task);
  }

  arrived(task: TimelineTask): void {
    const presentMs = this.#elapsedMs();
    const next = this.next();
    this.at(next && presentMs - next.dueMs > HELD_UP_MS ? this.nowMs : presentMs, task);
  }

  hold(): Disposable {
    return { dispose: () => undefined };
  }

  override dispose(): void {
    super.dispose();
    clearTimeout(this.#timer);
  }

  #elapsedMs(): number {
    return this.#wallMs() - this.#originMs;
  }

  protected wake(): void {
    if (this.#running) return;
    clearTimeout(this.#timer);
    const next = this.next();
    if (!next) return;
    const waitMs = next.dueMs - this.#elapsedMs();
    if (waitMs <= 0) void this.#run();
    else this.#timer = setTimeout(() => void this.#run(), waitMs);
  }

  /** Runs what is due, in order. The first event runs synchronously, so a posted packet is handled without delay. */
  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    let letInMs = Number.NEGATIVE_INFINITY;
    try {
      for (let next = this.next(); next; next = this.next()) {
        const presentMs = this.#elapsedMs();
        if (next.dueMs > presentMs) break;
        if (presentMs - Math.max(next.dueMs, letInMs) > HELD_UP_MS) {
          // A turn of the event loop reads the sockets.
          await microtasksDone();
          letInMs = this.#elapsedMs();
          continue;
        }
        try {
          const pending = this.step(next);
          if (pending) await pending;
        } catch (error) {
          this.#onError(error);
        }
        if (this.#exact) await microtasksDone();
      }
    } finally {
      this.#running = false;
    }
    this.wake();
  }
}

/** Runs as fast as it can: time jumps from event to event, and stands still while outside work holds it. */
export class VirtualTimeline extends QueuedTimeline {
  #holds = 0;
  #wake: (() => void) | undefined;

  /** Events that are still to come, for tests of leaks: counted anew each time it is asked. */
  get pending(): number {
    return this.queue.live;
  }

  get presentMs(): number {
    return this.nowMs;
  }

  post(task: TimelineTask): void {
    this.at(this.nowMs, task);
  }

  arrived(task: TimelineTask): void {
    this.post(task);
  }

  hold(): Disposable {
    this.#holds += 1;
    let held = true;
    return {
      dispose: () => {
        if (!held) return;
        held = false;
        this.#holds -= 1;
        this.wake();
      },
    };
  }

  /** Runs until the timeline is disposed. Waits while the queue is empty, since outside work may still post. */
  async run(): Promise<void> {
    for (;;) {
      await microtasksDone();
      if (this.disposed) return;
      const next = this.next();
      if (!next || this.#holds > 0) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        continue;
      }
      const pending = this.step(next);
      if (pending) await pending;
    }
  }

  protected wake(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

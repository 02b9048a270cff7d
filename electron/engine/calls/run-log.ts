/** Numbers and times a run's events, tells them to whoever listens, and writes them ahead to the store. */
import type { Logger } from '../base/logger.ts';
import type { EventLog } from '../voice/event-log.ts';
import { SAMPLES_PER_MS } from '../audio/frame.ts';
import type { RunEvent, RunEventPayload, RunEventType } from '#shared/domain/run-event.ts';
import type { RunStore } from './run-store.ts';

export class RunLog implements EventLog {
  turn = 0;
  mediaClock: (() => number) | null = null;
  readonly events: RunEvent[] = [];
  readonly #runId: string;
  readonly #store: RunStore;
  readonly #date: () => Date;
  readonly #listener: (event: RunEvent) => void;
  readonly #logger: Logger;
  #node: { id: string; name: string } | null = null;
  #unsent: RunEvent[] = [];
  #sending: Promise<void> = Promise.resolve();
  #failure: unknown = null;
  #over = false;

  constructor(options: {
    runId: string;
    store: RunStore;
    /** Wall clock. */
    date: () => Date;
    listener: (event: RunEvent) => void;
    logger: Logger;
  }) {
    this.#runId = options.runId;
    this.#store = options.store;
    this.#date = options.date;
    this.#listener = options.listener;
    this.#logger = options.logger;
  }

  /** Why events could not be kept; null while all is well. */
  get failure(): unknown {
    return this.#failure;
  }

  readonly write = <T extends RunEventType>(type: T, payload: RunEventPayload<T>, atMs?: number): void => {
    // A provider that answers after the end has nothing to add to a run that is told to its end.
    if (this.#over) return;
    if (type === 'run-completed') this.#over = true;
    if (type === 'node-enter') {
      const entered = payload as RunEventPayload<'node-enter'>;
      this.#node = { id: entered.node_id, name: entered.node_name };
    }
    const mediaMs = this.mediaClock ? (atMs ?? this.mediaClock()) : null;
    const event = {
      seq: this.events.length + 1,
      time: this.#date().toISOString(),
      at_ms: mediaMs === null ? null : Math.round(mediaMs * SAMPLES_PER_MS) / SAMPLES_PER_MS,
      turn: this.turn,
      node_id: this.#node?.id ?? null,
      node_name: this.#node?.name ?? null,
      type,
      payload,
    } as RunEvent;
    this.events.push(event);
    this.#unsent.push(event);
    if (this.#unsent.length === 1) {
      // One message to the store for all that happens in this moment, after it: nobody waits for the store.
      setImmediate(() => {
        this.#send();
      });
    }
    this.#listener(event);
  };

  /** Takes over the events of another run, numbered on from here; nobody is told. */
  adopt(events: readonly RunEvent[]): void {
    for (const event of events) {
      const own = { ...event, seq: this.events.length + 1 };
      this.events.push(own);
      this.#unsent.push(own);
      this.turn = own.turn;
      if (own.type === 'node-enter') this.#node = { id: own.payload.node_id, name: own.payload.node_name };
    }
    this.#send();
  }

  /** Settles when every event so far is durable (or has failed to be). */
  async flush(): Promise<void> {
    this.#send();
    await this.#sending;
  }

  #send(): void {
    const batch = this.#unsent;
    if (batch.length === 0) return;
    this.#unsent = [];
    const sent = this.#store.appendEvents(this.#runId, batch).catch((error: unknown) => {
      this.#failure ??= error;
      this.#logger.log('error', 'run events could not be written', { run: this.#runId });
    });
    this.#sending = Promise.all([this.#sending, sent]).then(() => undefined);
  }
}

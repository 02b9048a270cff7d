/**
 * The work after runs: reviews, and webhooks that are sent until they arrive.
 *
 *   run over ──► due ──► reviewed ──► webhooks made ──► pending ──► succeeded
 *   (in the library,      (a record    (once)            │   ▲
 *    with the run)         each)                         ▼   │ 30 s, 80 s, 220 s, 600 s later
 *                                                      attempt ──► dead_letter, after the fifth
 *
 * All that is due stands in the library, so that whoever owns it next goes on where this process was ended. An attempt that
 * was made and could not be noted is made again, with the same `delivery_uuid`.
 */
import { toStudioError } from '../base/errors.ts';
import type { Disposable } from '../base/disposable.ts';
import type { Logger } from '../base/logger.ts';
import type { ToolSecrets } from '../tools/credentials.ts';
import { maxDeliveryAttempts, type DeliveryState } from '#shared/domain/after-run.ts';
import type { AfterRunClock, NewDelivery } from './port.ts';
import { prepareRun, type PrepareOptions } from './prepare-run.ts';
import { sendWebhook, webhookTimeoutMs } from './send-webhook.ts';

/** Waits after the first attempt, the second …, ms: from 30 s to 600 s, as in the reference. */
export const retryDelaysMs: readonly number[] = [30_000, 80_000, 220_000, 600_000];
/** How often a process that does not own the data directory looks whether it does by now, ms. */
const ownershipCheckMs = 60_000;
/** Attempts under way at once, and runs being reviewed: a call that is up must not notice. */
const maxAttemptsAtOnce = 4;
const maxRunsAtOnce = 2;

export interface AfterRunsOptions extends Pick<PrepareOptions, 'store' | 'reviewer' | 'prices' | 'newId'> {
  secrets: ToolSecrets;
  clock: AfterRunClock;
  logger: Logger;
  /** Default 30 s. */
  timeoutMs?: number;
}

export class AfterRuns {
  readonly #options: AfterRunsOptions;
  readonly #abort = new AbortController();
  readonly #changes: Disposable;
  /** Under way, by run id and by delivery uuid. */
  readonly #runs = new Map<string, Promise<void>>();
  readonly #attempts = new Map<string, Promise<void>>();
  /** Could not be worked on: left to the next start, so that nothing is tried in a circle. */
  readonly #setAside = new Set<string>();
  #timer: Disposable | null = null;
  #looking: Promise<void> | null = null;
  #again = false;

  /** Begins at once with what is due. */
  constructor(options: AfterRunsOptions) {
    this.#options = options;
    this.#changes = options.store.onChanged(({ what }) => {
      if (what === 'runs') this.#look();
    });
    this.#look();
  }

  /** Nothing is under way, and nothing is due now. */
  async settled(): Promise<void> {
    while (this.#looking !== null || this.#runs.size > 0 || this.#attempts.size > 0)
      await Promise.all([this.#looking, ...this.#runs.values(), ...this.#attempts.values()]);
  }

  /** Gives up what is under way; it is due again. */
  async dispose(): Promise<void> {
    this.#changes.dispose();
    this.#timer?.dispose();
    this.#abort.abort();
    await this.settled();
  }

  #look(): void {
    if (this.#abort.signal.aborted) return;
    if (this.#looking !== null) {
      this.#again = true;
      return;
    }
    this.#looking = this.#takeUp()
      .catch((thrown: unknown) => {
        this.#options.logger.log('error', 'what is due after runs could not be read', {
          reason: toStudioError(thrown).message,
        });
      })
      .finally(() => {
        this.#looking = null;
        if (!this.#again) return;
        this.#again = false;
        this.#look();
      });
  }

  async #takeUp(): Promise<void> {
    const { store, clock } = this.#options;
    if (!store.isOwner) {
      this.#lookIn(ownershipCheckMs);
      return;
    }
    const now = clock.date();
    const due = await store.dueAfterRuns(now.toISOString());
    for (const runId of due.runs) this.#begin(this.#runs, maxRunsAtOnce, runId, () => this.#prepare(runId));
    for (const delivery of due.deliveries)
      this.#begin(this.#attempts, maxAttemptsAtOnce, delivery.delivery_uuid, () => this.#deliver(delivery));
    this.#lookIn(due.next_at === null ? null : Math.max(0, Date.parse(due.next_at) - now.getTime()));
  }

  #lookIn(ms: number | null): void {
    this.#timer?.dispose();
    this.#timer = null;
    if (ms === null || this.#abort.signal.aborted) return;
    this.#timer = this.#options.clock.in(ms, () => {
      this.#look();
    });
  }

  /** What does not find a place now is found again when one is free. */
  #begin(busy: Map<string, Promise<void>>, limit: number, id: string, work: () => Promise<void>): void {
    if (busy.size >= limit || busy.has(id) || this.#setAside.has(id)) return;
    if (this.#abort.signal.aborted) return;
    const done = work()
      .catch((thrown: unknown) => {
        if (this.#abort.signal.aborted) return;
        this.#setAside.add(id);
        this.#options.logger.log('error', 'the work after a run could not be done', {
          id,
          reason: toStudioError(thrown).message,
        });
      })
      .finally(() => {
        busy.delete(id);
        this.#look();
      });
    busy.set(id, done);
  }

  #prepare(runId: string): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#abort;
    return prepareRun(runId, { ...this.#options, date: () => clock.date(), signal });
  }

  async #deliver(delivery: NewDelivery): Promise<void> {
    const { store, clock, secrets, timeoutMs = webhookTimeoutMs } = this.#options;
    const { delivery_uuid, run_id, node_id, node_name, request } = delivery;
    const attempt = delivery.attempts + 1;
    const startedMs = clock.date().getTime();
    const { signal } = this.#abort;
    const { succeeded, statusCode, error, retryAfterMs } = await sendWebhook(request, {
      deliveryUuid: delivery_uuid,
      attempt,
      secrets,
      signal,
      timeoutMs,
    });
    // Closed in the middle: it is due again, and the receiver can tell.
    if (signal.aborted && !succeeded) return;
    const endedMs = clock.date().getTime();
    const waitMs = attempt >= maxDeliveryAttempts ? undefined : retryDelaysMs[attempt - 1];
    const state: DeliveryState = succeeded ? 'succeeded' : waitMs === undefined ? 'dead_letter' : 'pending';
    const next_attempt_at =
      state === 'pending' ? new Date(endedMs + Math.max(waitMs ?? 0, retryAfterMs ?? 0)).toISOString() : null;
    const outcome = { delivery_uuid, state, status_code: statusCode, error, next_attempt_at };
    await store.recordAfterRun(run_id, {
      events: [
        {
          type: 'webhook-attempt',
          payload: { node_id, node_name, attempt, duration_ms: endedMs - startedMs, ...outcome },
        },
      ],
      attempted: { ...outcome, attempts: attempt },
    });
  }
}

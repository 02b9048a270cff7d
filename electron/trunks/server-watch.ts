/**
 * Is the server of a trunk there that logs on nowhere? It is asked every minute (OPTIONS, RFC 3261 §11). What it sees of our address
 * (`received`, `rport`) is learnt from the answers, so that the first call already says where we are.
 *
 *   asking ── any answer ──► there ◄────────── any answer ── away
 *      │                       └── 5xx, 401, 407, nothing ──►┘
 *      └───────────── 5xx, 401, 407, nothing within 10 s ─────┘
 */
import type { Disposable } from '#engine/base/disposable.ts';
import { toStudioError } from '#engine/base/errors.ts';
import type { Timeline } from '#engine/base/timeline.ts';
import type { OptionsAnswer, SipAccount, SipUserAgent } from '#engine/telephony/sip/user-agent/api.ts';
import { adviceFor } from './registration-words.ts';

const askEveryMs = 60_000;
/** A question over UDP has been sent six times by then (Timer E). */
const patienceMs = 10_000;

export type ServerState =
  | { state: 'asking' }
  /** `note`: what it said besides; empty for nothing. */
  | { state: 'there'; since: Date; note: string }
  /** `message`: what happened and what to change. */
  | { state: 'away'; since: Date; status: number | null; message: string };

export interface ServerWatchOptions {
  userAgent: Pick<SipUserAgent, 'options'>;
  /** Of the user agent. */
  timeline: Pick<Timeline, 'now' | 'post' | 'at'>;
  account: SipAccount;
  now: () => Date;
  changed: () => void;
}

export class ServerWatch implements Disposable {
  readonly #options: ServerWatchOptions;
  #state: ServerState = { state: 'asking' };
  #question: AbortController | null = null;
  #next: Disposable | null = null;
  #nextAt: Date | null = null;
  #isDisposed = false;

  /** Asks at once. */
  constructor(options: ServerWatchOptions) {
    this.#options = options;
    this.ask();
  }

  get state(): ServerState {
    return this.#state;
  }

  /** When it is asked again; null before it has been asked. */
  get nextAt(): Date | null {
    return this.#nextAt;
  }

  /** Now, and every minute from now on. */
  ask(): void {
    const { timeline, userAgent, account } = this.#options;
    this.#question?.abort();
    const question = new AbortController();
    this.#question = question;
    timeline.post(() => {
      if (question.signal.aborted) return;
      this.#next?.dispose();
      const startedMs = timeline.now();
      const late = timeline.at(startedMs + patienceMs, () => {
        question.abort();
        this.#heard({ status: null, message: `${account.domain} does not answer. ${adviceFor(null) ?? ''}` });
      });
      const settle = (heard: () => void) => {
        timeline.post(() => {
          late.dispose();
          if (!question.signal.aborted) heard();
        });
      };
      this.#next = timeline.at(startedMs + askEveryMs, () => {
        this.ask();
      });
      this.#nextAt = new Date(this.#options.now().getTime() + askEveryMs);
      userAgent.options(account, null, question.signal).then(
        (answer) => {
          settle(() => {
            this.#answered(answer);
          });
        },
        (error: unknown) => {
          settle(() => {
            this.#heard({ status: null, message: toStudioError(error).message });
          });
        },
      );
    });
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#question?.abort();
    this.#next?.dispose();
  }

  #answered({ status, reason }: OptionsAnswer): void {
    const { account } = this.#options;
    const said = `${String(status)} ${reason.slice(0, 80)}`.trim();
    // Whoever refuses the question is there; who wants a password, or has a fault of its own, takes no calls either.
    if (status < 300) this.#heard(null);
    else if (status === 401 || status === 407 || (status >= 500 && status !== 501))
      this.#heard({ status, message: `${account.domain} answers ${said}. ${adviceFor(status) ?? ''}` });
    else
      this.#heard(null, `It answers the question whether it is there with ${said}, which need not matter.`);
  }

  #heard(problem: { status: number | null; message: string } | null, note = ''): void {
    if (this.#isDisposed) return;
    const before = this.#state;
    const state = problem ? 'away' : 'there';
    const since = before.state === state ? before.since : this.#options.now();
    this.#state = problem
      ? { state: 'away', since, status: problem.status, message: problem.message.trim() }
      : { state: 'there', since, note };
    this.#options.changed();
  }
}

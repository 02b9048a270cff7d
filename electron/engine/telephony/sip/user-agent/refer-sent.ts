/**
 * Our REFER and the subscription that comes with it, RFC 3515 §2.4.
 *
 *   REFER ──► asked ──2xx──► watched ──NOTIFY, active──► watched
 *               │               │
 *       refused │               │ final status, terminated, nothing for too long, Refer-Sub: false (RFC 4488)
 *               ▼               ▼
 *             over            over
 */
import { SipError } from '../../../base/errors.ts';
import type { Disposable } from '../../../base/disposable.ts';
import { bodyOfType } from '../message/content.ts';
import type { SipRequest } from '../message/message.ts';
import { Timer } from '../transaction/timers.ts';
import type { CallGround } from './call-ground.ts';
import type { HeaderEntry } from './capabilities.ts';
import { numberOf, type DialogRequests } from './dialog-requests.ts';
import { refusal } from './session-offers.ts';
import { parseSipfrag, type SipFragment } from './sipfrag.ts';

/** The peer calls and reports meanwhile: nobody rings for longer. */
const silentForMs = 180_000;

export interface ReferProgress extends SipFragment {
  final: boolean;
}

export class SentRefer implements Disposable {
  readonly #timer: Timer;
  readonly #progress: (progress: ReferProgress) => void;
  #number: number | null = null;
  #isOver = false;
  #isFinal = false;
  #settle: ((error: SipError | null) => void) | null = null;

  constructor(ground: CallGround, progress: (progress: ReferProgress) => void) {
    this.#timer = new Timer(ground.timeline);
    this.#progress = progress;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Settles with the 2xx. */
  send(requests: DialogRequests, headers: readonly HeaderEntry[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#settle = (error) => {
        this.#settle = null;
        if (error) reject(error);
        else resolve();
      };
      this.#watch();
      requests.send('REFER', { headers }, (outcome) => {
        if (outcome.kind === 'failure') {
          this.#refused(
            new SipError('sip-unreachable', 'The other side did not answer the transfer.', {
              status: outcome.error.status,
            }),
          );
          return;
        }
        const { response, request } = outcome;
        if (response.status >= 300) {
          this.#refused(refusal('The other side refused the transfer', response.status, response.reason));
          return;
        }
        this.#number = numberOf(request);
        // Told before a BYE that came in the same moment is read: it then means something else. Nothing more will be told
        // where the peer wants no subscription; else 202 is as good as 100 (RFC 3515 §2.4.4).
        if (response.headers.get('Refer-Sub')?.trim().toLowerCase() === 'false')
          this.#report({ status: response.status, reason: 'Accepted; nothing more will be told.' }, true);
        else this.#report({ status: 100, reason: 'Accepted' }, false);
        this.#settle?.(null);
      });
    });
  }

  #refused(error: SipError): void {
    this.dispose();
    this.#settle?.(error);
  }

  /** Is this NOTIFY about us? Its `id` is the number of our REFER; without one it is the only REFER's (§2.4.6). */
  concerns(notify: SipRequest): boolean {
    const [event = '', ...parameters] = (notify.headers.get('Event') ?? '')
      .split(';')
      .map((part) => part.trim());
    if (event.toLowerCase() !== 'refer' || this.#isOver) return false;
    const id = parameters.find((part) => part.toLowerCase().startsWith('id='))?.slice(3);
    return id === undefined || this.#number === null || Number(id) === this.#number;
  }

  receive(notify: SipRequest): void {
    const fragment = parseSipfrag(bodyOfType(notify, 'message/sipfrag') ?? '');
    const isTerminated = /^\s*terminated/i.test(notify.headers.get('Subscription-State') ?? '');
    this.#watch();
    if (fragment) this.#report(fragment, isTerminated);
    else if (isTerminated) this.#report({ status: 408, reason: 'The other side told no outcome.' }, true);
  }

  #report({ status, reason }: SipFragment, isTerminated: boolean): void {
    if (this.#isOver) return;
    const final = status >= 200 || isTerminated;
    if (!this.#isFinal) {
      this.#isFinal = final;
      this.#progress({ status, reason, final });
    }
    if (final) this.dispose();
  }

  #watch(): void {
    this.#timer.set(silentForMs, () => {
      this.#report({ status: 408, reason: 'The other side told nothing of the transfer.' }, true);
    });
  }

  dispose(): void {
    this.#isOver = true;
    this.#timer.dispose();
  }

  /** The call is over: what still waits is let go. */
  callOver(): void {
    this.dispose();
    this.#settle?.(null);
  }
}

/** A REFER of the peer: accepted or refused by our user, who then tells how the new call fares (RFC 3515 §2.4). */
import type { Disposable } from '../../../base/disposable.ts';
import { parseUri, formatUri } from '../message/uri.ts';
import type { SipRequest } from '../message/message.ts';
import { parseAddress, splitList } from '../message/values.ts';
import { makeResponse, reasonOf } from '../transaction/make-response.ts';
import type { ServerRequest } from '../transaction/server-request.ts';
import { Timer } from '../transaction/timers.ts';
import type { IncomingRefer } from './api.ts';
import type { CallGround } from './call-ground.ts';
import type { HeaderEntry } from './capabilities.ts';
import { numberOf, type DialogRequests } from './dialog-requests.ts';
import { formatSipfrag, sipfragType } from './sipfrag.ts';

/** Nobody decides: refused before the peer gives up (Timer F, 32 s). */
const undecidedForMs = 20_000;
/** How long we tell of the new call at most, s. */
const subscriptionS = 180;

export interface ReferTarget {
  /** Without what was in its headers. */
  target: string;
  /** Value of Replaces that was part of it. */
  replaces: string | null;
}

/** Null: not exactly one address of a call in Refer-To (§2.4.2). */
export function referTargetOf(request: SipRequest): ReferTarget | null {
  const values = request.headers.getAll('Refer-To').flatMap(splitList);
  const [value] = values;
  if (value === undefined || values.length > 1) return null;
  const { uri } = parseAddress(value);
  const method = uri.parameters.get('method')?.toUpperCase() ?? 'INVITE';
  if (method !== 'INVITE' || !['sip', 'sips', 'tel'].includes(uri.scheme)) return null;
  const replaces = uri.headers.get('replaces') ?? null;
  uri.headers.clear();
  uri.parameters.delete('method');
  return { target: formatUri(uri), replaces };
}

/** Value of Refer-To for an address, and the dialog that the new call takes over (RFC 3891 §5). */
export function formatReferTo(target: string, replaces: string | null): string {
  const uri = parseUri(target);
  if (replaces !== null) uri.headers.set('Replaces', replaces);
  return `<${formatUri(uri)}>`;
}

export class ReceivedRefer implements IncomingRefer, Disposable {
  readonly #transaction: ServerRequest;
  readonly #requests: DialogRequests;
  readonly #contact: string;
  readonly #timer: Timer;
  readonly #isSilent: boolean;
  #state: 'asked' | 'accepted' | 'over' = 'asked';

  constructor(ground: CallGround, transaction: ServerRequest, requests: DialogRequests, contact: string) {
    const { message } = transaction.received;
    this.#transaction = transaction;
    this.#requests = requests;
    this.#contact = contact;
    this.#isSilent = message.headers.get('Refer-Sub')?.trim().toLowerCase() === 'false';
    this.#timer = new Timer(ground.timeline);
    this.#timer.set(undecidedForMs, () => {
      this.refuse(603);
    });
  }

  get isOver(): boolean {
    return this.#state === 'over';
  }

  accept(): void {
    if (this.#state !== 'asked') return;
    this.#state = this.#isSilent ? 'over' : 'accepted';
    const headers: HeaderEntry[] = [['Contact', this.#contact]];
    if (this.#isSilent) headers.push(['Refer-Sub', 'false']);
    this.#transaction.respond(makeResponse(this.#transaction.received.message, 202, { headers }));
    this.#timer.dispose();
    if (this.#isSilent) return;
    this.#timer.set(1000 * subscriptionS, () => {
      this.notify(408, reasonOf(408));
    });
    this.notify(100, 'Trying');
  }

  refuse(status: number): void {
    if (this.#state !== 'asked') return;
    this.dispose();
    this.#transaction.respond(makeResponse(this.#transaction.received.message, Math.max(status, 300)));
  }

  notify(status: number, reason: string): void {
    if (this.#state !== 'accepted') return;
    const isFinal = status >= 200;
    const { message } = this.#transaction.received;
    const headers: HeaderEntry[] = [
      ['Event', `refer;id=${numberOf(message)}`],
      ['Subscription-State', isFinal ? 'terminated;reason=noresource' : `active;expires=${subscriptionS}`],
      ['Contact', this.#contact],
      ['Content-Type', sipfragType],
    ];
    const body = new TextEncoder().encode(formatSipfrag({ status, reason: reason.replace(/[\r\n]+/g, ' ') }));
    this.#requests.send('NOTIFY', { headers, body }, (outcome) => {
      // The referrer has lost interest (RFC 6665 §4.2.2).
      if (outcome.kind === 'failure' || outcome.response.status === 481) this.dispose();
    });
    if (isFinal) this.dispose();
  }

  dispose(): void {
    this.#state = 'over';
    this.#timer.dispose();
  }
}

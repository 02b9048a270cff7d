/**
 * Requests outside dialogs over the transactions: the servers of an address one after the other (RFC 3263 §4.3) until one answers with
 * something other than 503.
 */
import { SipError } from '../../../base/errors.ts';
import type { Timeline } from '../../../base/timeline.ts';
import type { SipRequest } from '../message/message.ts';
import { parseUri, type SipUri } from '../message/uri.ts';
import { parseAddress } from '../message/values.ts';
import { Timer } from '../transaction/timers.ts';
import type { TransactionLayer } from '../transaction/transaction-layer.ts';
import type { Hop } from '../transport/transport-layer.ts';
import type { SipAccount } from './api.ts';
import type { ClientTransactions, FinalResponse, RequestTokens } from './requests.ts';
import { retryAfterMs } from './retry-after.ts';

export interface AccountTransactionsGround {
  readonly timeline: Timeline;
  readonly transactions: TransactionLayer;
  /** Where an address leads, best first. Rejects with `sip-unreachable`. */
  readonly resolve: (uri: SipUri, account: SipAccount) => Promise<readonly Hop[]>;
  readonly tokens: RequestTokens;
  /** A server asks not to be asked for so long (503 with Retry-After, RFC 3261 §21.5.4): others go first meanwhile. */
  readonly avoid?: (hop: Hop, forMs: number) => void;
}

/** More servers than this are not asked. */
const maxHops = 4;
/** A server of several has this long to show that it is there, where UDP does not tell; Timer F would be 32 s. */
const silentAfterMs = 4000;

export class AccountTransactions implements ClientTransactions {
  readonly #ground: AccountTransactionsGround;

  constructor(ground: AccountTransactionsGround) {
    this.#ground = ground;
  }

  async send(request: SipRequest, account: SipAccount, signal: AbortSignal): Promise<FinalResponse> {
    const route = request.headers.get('Route');
    const uri = route === null ? parseUri(request.uri) : parseAddress(route).uri;
    const hops = await this.#ground.resolve(uri, account);
    const contact = request.headers.get('Contact');
    let failure: unknown = new SipError('sip-unreachable', 'The server has no address.', { retryable: true });
    let unavailable: FinalResponse | null = null;
    const tried = hops.slice(0, maxHops);
    for (const [index, hop] of tried.entries()) {
      signal.throwIfAborted();
      if (index > 0) {
        // The transport has filled in what held for the hop before.
        request.headers.set('Via', `SIP/2.0/UDP via.invalid;rport;branch=${this.#ground.tokens.branch()}`);
        if (contact !== null) request.headers.set('Contact', contact);
      }
      try {
        const isLast = index === tried.length - 1;
        const answer = await this.#ask(request, hop, signal, isLast || hop.transport !== 'udp');
        if (answer.response.status !== 503) return answer;
        unavailable = answer;
        const restMs = retryAfterMs(answer.response);
        if (restMs > 0) this.#ground.avoid?.(hop, restMs);
      } catch (error) {
        signal.throwIfAborted();
        failure = error;
      }
    }
    if (unavailable) return unavailable;
    throw failure;
  }

  /** @param isPatient waits for Timer F; else only for a sign of life */
  #ask(request: SipRequest, hop: Hop, signal: AbortSignal, isPatient: boolean): Promise<FinalResponse> {
    const { timeline, transactions } = this.#ground;
    return new Promise((resolve, reject) => {
      // The name service has answered outside of any event, where time stands still: timers would begin too early.
      timeline.post(() => {
        if (signal.aborted) {
          reject(signal.reason as Error);
          return;
        }
        const abandon = () => {
          silence.dispose();
          transaction.abandon();
          reject(signal.reason as Error);
        };
        const silence = new Timer(timeline);
        const done = () => {
          silence.dispose();
          signal.removeEventListener('abort', abandon);
        };
        const transaction = transactions.request(request, hop, {
          onResponse: (response, { flow }) => {
            silence.dispose();
            if (response.status < 200) return;
            done();
            resolve({ response, flow });
          },
          onFailure: (error) => {
            done();
            reject(error);
          },
        });
        signal.addEventListener('abort', abandon, { once: true });
        if (isPatient || transaction.isOver) return;
        silence.set(silentAfterMs, () => {
          done();
          transaction.abandon();
          reject(new SipError('sip-unreachable', 'A server did not answer.', { retryable: true }));
        });
      });
    });
  }
}

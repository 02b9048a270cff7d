/**
 * Requests outside dialogs over the transactions: the servers of an address one after the other (RFC 3263 §4.3) until one answers with
 * something other than 503.
 */
import { SipError } from '../../../base/errors.ts';
import type { Timeline } from '../../../base/timeline.ts';
import type { SipRequest } from '../message/message.ts';
import { parseUri, type SipUri } from '../message/uri.ts';
import { parseAddress } from '../message/values.ts';
import type { TransactionLayer } from '../transaction/transaction-layer.ts';
import type { Hop } from '../transport/transport-layer.ts';
import type { SipAccount } from './api.ts';
import type { ClientTransactions, FinalResponse, RequestTokens } from './requests.ts';

export interface AccountTransactionsGround {
  readonly timeline: Timeline;
  readonly transactions: TransactionLayer;
  /** Where an address leads, best first. Rejects with `sip-unreachable`. */
  readonly resolve: (uri: SipUri, account: SipAccount) => Promise<readonly Hop[]>;
  readonly tokens: RequestTokens;
}

/** More servers than this are not asked: each may take 32 s to say nothing. */
const maxHops = 4;

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
    for (const [index, hop] of hops.slice(0, maxHops).entries()) {
      signal.throwIfAborted();
      if (index > 0) {
        // The transport has filled in what held for the hop before.
        request.headers.set('Via', `SIP/2.0/UDP via.invalid;rport;branch=${this.#ground.tokens.branch()}`);
        if (contact !== null) request.headers.set('Contact', contact);
      }
      try {
        const answer = await this.#ask(request, hop, signal);
        if (answer.response.status !== 503) return answer;
        unavailable = answer;
      } catch (error) {
        signal.throwIfAborted();
        failure = error;
      }
    }
    if (unavailable) return unavailable;
    throw failure;
  }

  #ask(request: SipRequest, hop: Hop, signal: AbortSignal): Promise<FinalResponse> {
    const { timeline, transactions } = this.#ground;
    return new Promise((resolve, reject) => {
      // The name service has answered outside of any event, where time stands still: timers would begin too early.
      timeline.post(() => {
        if (signal.aborted) {
          reject(signal.reason as Error);
          return;
        }
        const abandon = () => {
          transaction.abandon();
          reject(signal.reason as Error);
        };
        const done = () => {
          signal.removeEventListener('abort', abandon);
        };
        const transaction = transactions.request(request, hop, {
          onResponse: (response, { flow }) => {
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
      });
    });
  }
}

/**
 * Requests of an account outside any dialog (REGISTER, OPTIONS), RFC 3261 §8.1: made, sent, and sent again with credentials when the
 * server asks for them. An INVITE is made by `outgoing-call`, which has forks and dialogs to see to.
 */
import type { Timeline } from '../../../base/timeline.ts';
import type { DigestAnswer, DigestClient } from '../auth/digest-client.ts';
import { SipHeaders } from '../message/headers.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import { formatHostPort, formatUri, parseHostPort, sipUri, type SipUri } from '../message/uri.ts';
import { formatAddress } from '../message/values.ts';
import type { Flow } from '../transport/transport-layer.ts';
import type { SipAccount } from './api.ts';
import type { OwnContacts } from './own-contacts.ts';

export interface FinalResponse {
  response: SipResponse;
  /** By which it came. */
  flow: Flow;
}

/** What requests need of the transactions below; the user agent fulfils it. */
export interface ClientTransactions {
  /**
   * Finds the way (RFC 3263), sends, and answers with the final response. The Via's address is filled in on the request itself.
   * Rejects with SipError `sip-unreachable` when nobody answers; an abort drops the transaction and rejects.
   */
  send(request: SipRequest, account: SipAccount, signal: AbortSignal): Promise<FinalResponse>;
}

/** Names that nobody else has chosen. */
export interface RequestTokens {
  tag(): string;
  branch(): string;
  callId(): string;
}

export interface RequestGround {
  readonly timeline: Timeline;
  readonly transactions: ClientTransactions;
  /** Null: a client without credentials. */
  readonly digestFor: (account: SipAccount | null) => DigestClient;
  readonly tokens: RequestTokens;
  readonly contacts: OwnContacts;
  /** Value of User-Agent. */
  readonly userAgent: string;
}

/** Requests that belong together (§10.2: all REGISTERs of a binding): one Call-ID, numbers that go up. */
export interface RequestSequence {
  readonly callId: string;
  readonly fromTag: string;
  /** Of the last one that was sent. */
  number: number;
}

export interface RequestContent {
  method: string;
  /** Request-URI. */
  uri: SipUri;
  /** Null: our own address, as in REGISTER. */
  to: SipUri | null;
  /** Made anew for each attempt, so that a Contact may change in between. */
  headers: () => Iterable<readonly [name: string, value: string]>;
  /** The request goes to somebody else than the account's server: credentials are none of his business. */
  isForOthers?: boolean;
}

export interface RequestOutcome {
  /** As it was sent last. */
  request: SipRequest;
  /** Final. */
  response: SipResponse;
  /** By which the response came. */
  flow: Flow;
  /** Why a challenge was not answered; null where there was none or it was. */
  refusedDigest: Exclude<DigestAnswer, 'retry'> | null;
  /** From the last sending to the response. */
  roundTripMs: number;
}

export class RequestSender {
  readonly #ground: RequestGround;

  constructor(ground: RequestGround) {
    this.#ground = ground;
  }

  /** Ours, as it stands at the moment. */
  contact(account: SipAccount): string {
    return `<${formatUri(this.#ground.contacts.uri(account))}>`;
  }

  sequence(): RequestSequence {
    const { tokens } = this.#ground;
    return { callId: tokens.callId(), fromTag: tokens.tag(), number: 0 };
  }

  /** @throws SipError `sip-unreachable` */
  async send(
    account: SipAccount,
    sequence: RequestSequence,
    content: RequestContent,
    signal: AbortSignal,
  ): Promise<RequestOutcome> {
    const { timeline, transactions, contacts, digestFor } = this.#ground;
    // Whoever asks may do so outside the timeline, whose time stands still between two events.
    await new Promise<void>((resolve) => {
      timeline.post(resolve);
    });
    signal.throwIfAborted();
    const exchange = digestFor(content.isForOthers ? null : account).exchange();
    for (;;) {
      const request = this.#make(account, sequence, content);
      exchange.authorize(request);
      const sentAtMs = timeline.now();
      const { response, flow } = await transactions.send(request, account, signal);
      signal.throwIfAborted();
      contacts.learn(account, response);
      const outcome = { request, response, flow, roundTripMs: timeline.now() - sentAtMs };
      if (response.status !== 401 && response.status !== 407) return { ...outcome, refusedDigest: null };
      const answer = exchange.answer(response);
      if (answer !== 'retry') return { ...outcome, refusedDigest: answer };
    }
  }

  #make(account: SipAccount, sequence: RequestSequence, content: RequestContent): SipRequest {
    const { tokens, userAgent } = this.#ground;
    const { method } = content;
    sequence.number += 1;
    const own = addressOfRecord(account);
    const from = {
      displayName: account.displayName,
      uri: own,
      parameters: new Map([['tag', sequence.fromTag]]),
    };
    const to = { displayName: '', uri: content.to ?? own, parameters: new Map<string, string>() };
    const headers = new SipHeaders([
      ['Via', `SIP/2.0/UDP via.invalid;rport;branch=${tokens.branch()}`],
      ['Max-Forwards', '70'],
      ...routesOf(account).map((route) => ['Route', route] as const),
      ['From', formatAddress(from)],
      ['To', formatAddress(to)],
      ['Call-ID', sequence.callId],
      ['CSeq', `${sequence.number} ${method}`],
      ...content.headers(),
      ['User-Agent', userAgent],
    ]);
    return { kind: 'request', method, uri: formatUri(content.uri), headers, body: new Uint8Array(0) };
  }
}

/** `sip:DOMAIN` with the domain's port: what a REGISTER goes to (§10.2). */
export function registrarOf(account: SipAccount): SipUri {
  return sipUri(parseHostPort(account.domain));
}

/** Our address in From and To, which bear no port (§19.1.1). */
export function addressOfRecord(account: SipAccount): SipUri {
  return sipUri({ user: account.user, host: parseHostPort(account.domain).host });
}

/** The outbound proxy as a loose route (§8.1.2). */
export function routesOf(account: SipAccount): string[] {
  if (account.outboundProxy === null) return [];
  const { host, port } = parseHostPort(account.outboundProxy);
  const transport = account.transport === 'auto' ? '' : `;transport=${account.transport}`;
  return [`<sip:${formatHostPort(host, port)}${transport};lr>`];
}

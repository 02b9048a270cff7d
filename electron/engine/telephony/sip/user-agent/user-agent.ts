/**
 * The user agent, RFC 3261 §8: what comes in finds its dialog or makes a call; calls, registrations and questions go out.
 *
 *   trunks, calls ──► UserAgent ──► OutgoingCall, IncomingCall ──► Session ──► TransactionLayer ──► TransportLayer
 */
import { Emitter } from '../../../base/event.ts';
import type { Timeline } from '../../../base/timeline.ts';
import { DigestClient } from '../auth/digest-client.ts';
import { DigestServer } from '../auth/digest-server.ts';
import { DialogTable, dialogIdOf } from '../dialog/dialog-table.ts';
import type { SipRequest } from '../message/message.ts';
import { formatUri, parseHostPort, parseUri, sipUri } from '../message/uri.ts';
import { makeResponse } from '../transaction/make-response.ts';
import type { ServerInvite } from '../transaction/server-invite.ts';
import type { ServerRequest } from '../transaction/server-request.ts';
import { defaultTimers, type SipTimers } from '../transaction/timers.ts';
import { TransactionLayer } from '../transaction/transaction-layer.ts';
import type { Endpoint } from '../transport/network.ts';
import {
  contactPlaceholder,
  type Hop,
  type Received,
  type TransportLayer,
} from '../transport/transport-layer.ts';
import { AccountFinder } from './account-finder.ts';
import { AccountTransactions } from './account-transactions.ts';
import type {
  IncomingSipCall,
  OptionsAnswer,
  OutgoingInvite,
  Registration,
  SipAccount,
  SipCall,
  SipUserAgent,
} from './api.ts';
import type { CallCore } from './call-core.ts';
import { Tokens, type CallGround, type DialogOwner, type ResolveHops } from './call-ground.ts';
import { acceptSdp, allow, supported } from './capabilities.ts';
import { IncomingCall } from './incoming-call.ts';
import { askOptions } from './options.ts';
import { OutgoingCall } from './outgoing-call.ts';
import { OwnContacts } from './own-contacts.ts';
import { AccountRegistration, type RegistrationGround } from './registration.ts';
import { findReplaced } from './replaced-call.ts';
import { RequestSender } from './requests.ts';
import { isTooShort, minimumIntervalS } from './session-timer.ts';

export interface UserAgentLimits {
  /** Calls at a time, both ways. */
  maxCalls: number;
  /** Calls that ring at a time, of all strangers and of one address. */
  maxPendingStrangers: number;
  maxPendingPerSource: number;
}

export const defaultUserAgentLimits: UserAgentLimits = {
  maxCalls: 500,
  maxPendingStrangers: 20,
  maxPendingPerSource: 4,
};

export interface UserAgentOptions {
  timeline: Timeline;
  transport: TransportLayer;
  resolve: ResolveHops;
  /** Of a server that asks not to be asked for so long: others go first meanwhile. */
  avoid?: (hop: Hop, forMs: number) => void;
  random: (length: number) => Uint8Array;
  /** All that may call us: of each trunk that is switched on. */
  accounts: () => readonly SipAccount[];
  /** Calls of whoever knows our address are taken too. Default: they hear 403. */
  acceptUnknown?: boolean;
  /** `urn:uuid:…` of this installation (RFC 5626 §4.1). */
  instanceId?: string | null;
  /** `Parley/1.0`, for User-Agent and Server. */
  userAgent: string;
  /** Sockets and connections that are open, for `counts`. */
  flowCount?: () => number;
  timers?: SipTimers;
  limits?: Partial<UserAgentLimits>;
}

export class UserAgent implements SipUserAgent {
  readonly #calls = new Set<CallCore>();
  readonly #registrations = new Set<AccountRegistration>();
  readonly #onCall = new Emitter<{ call: IncomingSipCall; account: SipAccount | null }>();
  readonly onCall = this.#onCall.on;
  readonly #onStranger = new Emitter<Endpoint>();
  readonly onStranger = this.#onStranger.on;
  readonly #limits: UserAgentLimits;
  readonly #acceptUnknown: boolean;
  readonly #flowCount: () => number;
  readonly #transport: TransportLayer;
  readonly #transactions: TransactionLayer;
  readonly #dialogs = new DialogTable<DialogOwner>();
  readonly #ground: CallGround;
  readonly #sender: RequestSender;
  readonly #registrationGround: RegistrationGround;
  readonly #accounts: AccountFinder;
  readonly #digestServer: DigestServer;
  readonly #digests = new Map<string, { account: SipAccount; client: DigestClient }>();
  /** Address → calls of strangers from there that ring. */
  readonly #pending = new Map<string, number>();

  constructor(options: UserAgentOptions) {
    const { timeline, transport, random, userAgent, timers = defaultTimers } = options;
    const tokens = new Tokens(random);
    const contacts = new OwnContacts();
    this.#transport = transport;
    this.#digestServer = new DigestServer(timeline, random);
    this.#limits = { ...defaultUserAgentLimits, ...options.limits };
    this.#flowCount = options.flowCount ?? (() => 0);
    this.#acceptUnknown = options.acceptUnknown ?? false;
    this.#accounts = new AccountFinder(timeline, options.resolve, options.accounts);
    this.#transactions = new TransactionLayer(
      { timeline, transport, timers },
      {
        onInvite: (transaction) => {
          this.#onInvite(transaction);
        },
        onRequest: (transaction) => {
          this.#onRequest(transaction);
        },
        onAck: (received) => {
          this.#sessionOf(received.message)?.onAck(received.message);
        },
        onFlowClosed: (flow) => {
          for (const registration of this.#registrations) registration.flowClosed(flow);
        },
      },
    );
    const digestFor = (account: SipAccount | null) => this.#digestFor(account, random);
    this.#ground = {
      timeline,
      timers,
      transactions: this.#transactions,
      dialogs: this.#dialogs,
      resolve: options.resolve,
      avoid: options.avoid ?? (() => undefined),
      digestFor,
      tokens,
      contacts,
      userAgent,
    };
    const requests = new AccountTransactions({
      timeline,
      transactions: this.#transactions,
      resolve: options.resolve,
      avoid: this.#ground.avoid,
      tokens,
    });
    this.#sender = new RequestSender({
      timeline,
      transactions: requests,
      digestFor,
      tokens,
      contacts,
      userAgent,
    });
    this.#registrationGround = {
      timeline,
      sender: this.#sender,
      contacts,
      fraction: () => tokens.fraction(),
      instanceId: options.instanceId ?? null,
    };
  }

  get counts(): SipUserAgent['counts'] {
    return {
      calls: this.#calls.size,
      dialogs: this.#dialogs.size,
      transactions: this.#transactions.count,
      registrations: this.#registrations.size,
      flows: this.#flowCount(),
    };
  }

  /** Does a request of ours, a BYE perhaps, still wait for its answer? */
  get isWaiting(): boolean {
    return this.#transactions.isWaiting;
  }

  register(account: SipAccount): Registration {
    const registration = new AccountRegistration(this.#registrationGround, account);
    this.#registrations.add(registration);
    return {
      get state() {
        return registration.state;
      },
      onState: registration.onState,
      refresh: () => {
        registration.refresh();
      },
      close: async () => {
        try {
          await registration.close();
        } finally {
          this.#registrations.delete(registration);
        }
      },
    };
  }

  invite(account: SipAccount, invite: OutgoingInvite): SipCall {
    const call = OutgoingCall.make(this.#ground, account, invite, (ended) => {
      this.#calls.delete(ended);
    });
    this.#calls.add(call);
    // What goes wrong at once is told when the caller listens.
    this.#ground.timeline.post(() => {
      call.start();
    });
    return call;
  }

  options(account: SipAccount, target: string | null, signal: AbortSignal): Promise<OptionsAnswer> {
    return askOptions(this.#sender, account, target, signal);
  }

  #digestFor(account: SipAccount | null, random: (length: number) => Uint8Array): DigestClient {
    if (!account) return new DigestClient(null, random);
    const known = this.#digests.get(account.id);
    const isSame =
      known?.account.credentials?.username === account.credentials?.username &&
      known?.account.credentials?.password === account.credentials?.password;
    if (known && isSame) return known.client;
    const homes = [account.domain, account.outboundProxy].flatMap((home) =>
      home === null ? [] : [parseHostPort(home).host],
    );
    const client = new DigestClient(account.credentials, random, homes);
    this.#digests.set(account.id, { account, client });
    return client;
  }

  #sessionOf(request: SipRequest): DialogOwner | null {
    const id = dialogIdOf(request);
    return id && this.#dialogs.find(id);
  }

  #onRequest(transaction: ServerRequest): void {
    const { message: request } = transaction.received;
    const session = this.#sessionOf(request);
    if (session) session.onRequest(transaction);
    // §12.2.2: it names a dialog that is not, or no longer, there.
    else if (dialogIdOf(request)) transaction.respond(makeResponse(request, 481));
    else this.#outOfDialog(transaction, request);
  }

  #outOfDialog(transaction: ServerRequest, request: SipRequest): void {
    const toTag = this.#ground.tokens.tag();
    if (request.method === 'OPTIONS') {
      // §11.2: as an INVITE would be answered.
      const status = this.#calls.size >= this.#limits.maxCalls ? 486 : 200;
      const headers = [allow, acceptSdp, supported, ['Server', this.#ground.userAgent] as const];
      transaction.respond(makeResponse(request, status, { toTag, headers }));
    }
    // Unsolicited: message waiting and the like.
    else if (request.method === 'NOTIFY') transaction.respond(makeResponse(request, 481, { toTag }));
    else if (request.method === 'REFER') transaction.respond(makeResponse(request, 403, { toTag }));
    else transaction.respond(makeResponse(request, 481, { toTag }));
  }

  #onInvite(transaction: ServerInvite): void {
    const { message: request } = transaction.received;
    const session = this.#sessionOf(request);
    if (session) {
      session.onInvite(transaction);
      return;
    }
    // From here on until it is known whose call it is, anybody may ask: refusals are not kept.
    if (dialogIdOf(request)) {
      transaction.refuseStateless(makeResponse(request, 481));
      return;
    }
    const toTag = this.#ground.tokens.tag();
    transaction.toTag = toTag;
    transaction.onCancel = () => {
      transaction.respond(makeResponse(request, 487, { toTag }));
    };
    if (isTooShort(request)) {
      const headers = [['Min-SE', String(minimumIntervalS)] as const];
      transaction.refuseStateless(makeResponse(request, 422, { headers }));
      return;
    }
    if (this.#calls.size >= this.#limits.maxCalls) {
      const headers = [['Retry-After', '30'] as const];
      transaction.refuseStateless(makeResponse(request, 503, { headers }));
      return;
    }
    this.#accounts.find(transaction.received, (account) => {
      if (!transaction.isAnswered) this.#newCall(transaction, account, toTag);
    });
  }

  #newCall(transaction: ServerInvite, account: SipAccount | null, toTag: string): void {
    const { received } = transaction;
    const { message: request } = received;
    const refuse = (status: number) => {
      if (account) transaction.respond(makeResponse(request, status, { toTag }));
      else transaction.refuseStateless(makeResponse(request, status));
    };
    if (account) this.#transport.know?.(received.remote.address);
    if (!account && !this.#acceptUnknown) {
      refuse(403);
      this.#onStranger.emit(received.remote);
      return;
    }
    if (account?.challengesCallers && !this.#hasShownPassword(transaction, account)) return;
    if (this.#onCall.listenerCount === 0) {
      refuse(480);
      return;
    }
    if (!account && !this.#hasRoomFor(received)) {
      refuse(486);
      return;
    }
    const replaced = findReplaced(request, this.#dialogs, this.#calls);
    if (replaced.kind === 'refused') {
      refuse(replaced.status);
      return;
    }
    const call = new IncomingCall(
      this.#ground,
      {
        transaction,
        account,
        digest: this.#ground.digestFor(account),
        contact: () => this.#contactOf(account, request),
        replaces: replaced.call,
      },
      (ended) => {
        this.#calls.delete(ended);
      },
    );
    this.#calls.add(call);
    if (!account) this.#countPending(call, received.remote.address);
    this.#onCall.emit({ call, account });
  }

  /** §22.4. Else the caller has been asked for it; one that is asked and does not answer costs nothing. */
  #hasShownPassword(transaction: ServerInvite, { domain, credentials }: SipAccount): boolean {
    const { message: request, remote } = transaction.received;
    if (!credentials) {
      transaction.refuseStateless(makeResponse(request, 403));
      return false;
    }
    const caller = { request, address: remote.address };
    const headers = this.#digestServer.challenge(caller, parseHostPort(domain).host, credentials);
    if (headers) transaction.refuseStateless(makeResponse(request, 401, { headers }));
    return headers === null;
  }

  #contactOf(account: SipAccount | null, request: SipRequest): string {
    if (account) return `<${formatUri(this.#ground.contacts.uri(account))}>`;
    return `<${formatUri(sipUri({ host: contactPlaceholder, user: parseUri(request.uri).user }))}>`;
  }

  #hasRoomFor({ remote }: Received): boolean {
    let all = 0;
    for (const count of this.#pending.values()) all += count;
    const here = this.#pending.get(remote.address) ?? 0;
    return all < this.#limits.maxPendingStrangers && here < this.#limits.maxPendingPerSource;
  }

  /** Until the call is answered or over. */
  #countPending(call: IncomingCall, address: string): void {
    this.#pending.set(address, (this.#pending.get(address) ?? 0) + 1);
    const listening = call.onEvent((event) => {
      if (event.type !== 'state' || (event.state !== 'answered' && event.state !== 'ended')) return;
      listening.dispose();
      const left = (this.#pending.get(address) ?? 1) - 1;
      if (left > 0) this.#pending.set(address, left);
      else this.#pending.delete(address);
    });
  }

  /** Calls hang up first; their last messages have been sent when this returns. */
  dispose(): void {
    for (const call of [...this.#calls]) call.hangUp({ status: 480, text: 'Shutting down' });
    for (const registration of this.#registrations) registration.close().catch(() => undefined);
    this.#registrations.clear();
    this.#onCall.dispose();
    this.#onStranger.dispose();
    this.#transactions.dispose();
    this.#transport.dispose();
  }
}

/**
 * All transactions of a user agent, RFC 3261 §17: requests go out through one, what comes in finds its own. What a stranger
 * can make grow is bounded; what does not belong to any transaction and starts none is dropped or answered without memory.
 */
import { SipError } from '../../../base/errors.ts';
import type { Disposable } from '../../../base/disposable.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import { requestProblem, responseProblem, userAgentAbilities, type Abilities } from '../message/validate.ts';
import { parseAddress } from '../message/values.ts';
import type { Flow, Hop, Received } from '../transport/transport-layer.ts';
import { ClientInvite } from './client-invite.ts';
import { ClientRequest } from './client-request.ts';
import { cancelOf } from './derived-requests.ts';
import { makeResponse } from './make-response.ts';
import { clientKey, mergeKey, serverKey } from './matching.ts';
import { ServerInvite } from './server-invite.ts';
import { ServerRequest } from './server-request.ts';
import type { ClientTransaction, ClientUser, TransactionGround } from './transaction.ts';

export interface TransactionLimits {
  /** Server transactions at a time, INVITE and others each. */
  maxServer: number;
}

/** What is done with requests: the user agent. */
export interface RequestHandler {
  onInvite(transaction: ServerInvite): void;
  onRequest(transaction: ServerRequest): void;
  /** The ACK of a 2xx, which is no transaction (§13.2.2.4). */
  onAck(received: Received<SipRequest>): void;
  /** A connection is gone; transactions on it have been told. */
  onFlowClosed?(flow: Flow): void;
}

export class TransactionLayer implements Disposable {
  readonly #ground: TransactionGround;
  readonly #limits: TransactionLimits;
  readonly #abilities: Abilities;
  readonly #handler: RequestHandler;
  readonly #clients = new Map<string, ClientTransaction>();
  /** Both in the order of their beginning. */
  readonly #invites = new Map<string, ServerInvite>();
  readonly #requests = new Map<string, ServerRequest>();
  /** Merge key → server key of the one that is being dealt with. */
  readonly #merged = new Map<string, string>();
  #isDisposed = false;

  constructor(
    ground: TransactionGround,
    handler: RequestHandler,
    limits: TransactionLimits = { maxServer: 2000 },
    abilities: Abilities = userAgentAbilities,
  ) {
    this.#ground = ground;
    this.#handler = handler;
    this.#limits = limits;
    this.#abilities = abilities;
    ground.transport.onMessage = (received) => {
      this.#receive(received);
    };
    ground.transport.onFlowClosed = (flow) => {
      for (const transaction of [...this.#clients.values()]) transaction.flowClosed(flow);
      handler.onFlowClosed?.(flow);
    };
  }

  get count(): number {
    return this.#clients.size + this.#invites.size + this.#requests.size;
  }

  /** Does a request of ours still wait for its final answer? */
  get isWaiting(): boolean {
    return [...this.#clients.values()].some(({ isAnswered }) => !isAnswered);
  }

  /** @param request its topmost Via has a branch of its own */
  invite(request: SipRequest, hop: Hop, user: ClientUser): ClientInvite {
    const key = clientKey(request);
    const gone = () => void this.#clients.delete(key);
    const transaction = new ClientInvite(this.#ground, request, hop, user, gone);
    if (!transaction.isOver) this.#clients.set(key, transaction);
    return transaction;
  }

  request(request: SipRequest, to: Hop | { flow: Flow }, user: ClientUser): ClientRequest {
    const key = clientKey(request);
    const gone = () => void this.#clients.delete(key);
    const transaction = new ClientRequest(this.#ground, request, to, user, gone);
    if (!transaction.isOver) this.#clients.set(key, transaction);
    return transaction;
  }

  /**
   * CANCEL of an INVITE that has had a provisional response (§9.1); when no final response comes of it either, the INVITE's
   * transaction is given up after 64·T1 and its user told.
   */
  cancel(invite: ClientInvite, reason: string | null): void {
    if (invite.isAnswered || !invite.flow) return;
    const nobody: ClientUser = { onResponse: () => undefined, onFailure: () => undefined };
    this.request(cancelOf(invite.request, reason), { flow: invite.flow }, nobody);
    invite.cancelled();
  }

  /** ACK of a 2xx: sent once each time it is asked for, without a transaction. */
  sendAck(ack: SipRequest, hop: Hop): void {
    // A lost ACK is asked for by the next 2xx.
    this.#ground.transport.sendRequest(ack, hop).catch(() => undefined);
  }

  #receive(received: Received): void {
    if (this.#isDisposed) return;
    try {
      const { message } = received;
      if (message.kind === 'response') this.#receiveResponse(received as Received<SipResponse>);
      else this.#receiveRequest(received as Received<SipRequest>);
    } catch (error) {
      // A header that transactions or the user agent stand on cannot be read (§8.1.3, §18.3).
      if (!(error instanceof SipError)) throw error;
      const { message } = received;
      if (message.kind === 'request' && message.method !== 'ACK')
        this.#ground.transport.sendResponse(
          makeResponse(message, error.status ?? 400, { reason: oneLine(error.message) }),
          received as Received<SipRequest>,
        );
    }
  }

  #receiveResponse(received: Received<SipResponse>): void {
    if (responseProblem(received.message) !== null) return;
    this.#clients.get(clientKey(received.message))?.receive(received);
  }

  #receiveRequest(received: Received<SipRequest>): void {
    const { message: request } = received;
    const problem = requestProblem(request, this.#abilities);
    if (problem) {
      if (request.method === 'ACK') return;
      const { status, reason, headers } = problem;
      this.#ground.transport.sendResponse(makeResponse(request, status, { reason, headers }), received);
      return;
    }
    if (request.method === 'ACK') {
      const invite = this.#invites.get(serverKey(request, 'INVITE'));
      if (invite && invite.state !== 'accepted') invite.receiveAck();
      else this.#handler.onAck(received);
      return;
    }
    const key = serverKey(request);
    const known = request.method === 'INVITE' ? this.#invites.get(key) : this.#requests.get(key);
    if (known) {
      known.receiveAgain();
      return;
    }
    const merge = this.#mergeKeyOf(request);
    if (merge !== null && this.#merged.has(merge)) {
      this.#ground.transport.sendResponse(makeResponse(request, 482), received);
      return;
    }
    if (!this.#hasRoom(request.method)) {
      const busy = makeResponse(request, 503, { headers: [['Retry-After', '10']] });
      this.#ground.transport.sendResponse(busy, received);
      return;
    }
    if (merge !== null) this.#merged.set(merge, key);
    const forget = () => {
      if (merge !== null) this.#merged.delete(merge);
    };
    if (request.method === 'INVITE') {
      const transaction = new ServerInvite(this.#ground, received, () => {
        this.#invites.delete(key);
        forget();
      });
      this.#invites.set(key, transaction);
      this.#guard(transaction, () => {
        this.#handler.onInvite(transaction);
      });
      return;
    }
    const transaction = new ServerRequest(this.#ground, received, () => {
      this.#requests.delete(key);
      forget();
    });
    this.#requests.set(key, transaction);
    if (request.method === 'CANCEL') this.#cancel(transaction);
    else
      this.#guard(transaction, () => {
        this.#handler.onRequest(transaction);
      });
  }

  /** A request that the user agent cannot read is answered in its transaction, so that it comes to an end. */
  #guard(transaction: ServerInvite | ServerRequest, handle: () => void): void {
    try {
      handle();
    } catch (error) {
      if (!(error instanceof SipError)) throw error;
      const { message } = transaction.received;
      transaction.respond(makeResponse(message, error.status ?? 400, { reason: oneLine(error.message) }));
    }
  }

  /** RFC 3261 §9.2. */
  #cancel(cancel: ServerRequest): void {
    const { message: request } = cancel.received;
    const invite = this.#invites.get(serverKey(request, 'INVITE'));
    if (!invite) {
      cancel.respond(makeResponse(request, 481));
      return;
    }
    cancel.respond(makeResponse(request, 200, { toTag: invite.toTag }));
    if (!invite.isAnswered) invite.onCancel?.(request);
  }

  #mergeKeyOf(request: SipRequest): string | null {
    if (request.method === 'CANCEL') return null;
    const from = parseAddress(request.headers.get('From') ?? '');
    const to = parseAddress(request.headers.get('To') ?? '');
    return mergeKey(request, from.parameters.get('tag') ?? null, to.parameters.get('tag') ?? null);
  }

  /** Of requests other than INVITE the oldest makes room: it is most likely only kept to absorb repetitions. */
  #hasRoom(method: string): boolean {
    if (method === 'INVITE') return this.#invites.size < this.#limits.maxServer;
    if (this.#requests.size >= this.#limits.maxServer) {
      const oldest = this.#requests.values().next().value;
      oldest?.abandon();
    }
    return this.#requests.size < this.#limits.maxServer;
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const transaction of [...this.#clients.values()]) transaction.abandon();
    for (const transaction of [...this.#invites.values()]) transaction.abandon();
    for (const transaction of [...this.#requests.values()]) transaction.abandon();
  }
}

/** A reason phrase holds no line ends (§25.1). */
function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').slice(0, 120);
}

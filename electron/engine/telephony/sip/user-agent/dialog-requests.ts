/** Our requests inside a dialog: numbered, routed, with credentials where the peer asks for them (RFC 3261 §12.2.1, §22). */
import type { SipError } from '../../../base/errors.ts';
import type { DigestClient, DigestExchange } from '../auth/digest-client.ts';
import type { Dialog, DialogContent } from '../dialog/dialog.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import { giveUpMs, Timer } from '../transaction/timers.ts';
import type { ClientUser } from '../transaction/transaction.ts';
import type { Hop } from '../transport/transport-layer.ts';
import type { CallGround } from './call-ground.ts';
import type { HeaderEntry } from './capabilities.ts';
import type { DialogRoute } from './dialog-route.ts';

export type Outcome =
  | { kind: 'response'; response: SipResponse; request: SipRequest }
  | { kind: 'failure'; error: SipError & { status: number } };

export interface RequestContent extends Omit<DialogContent, 'number' | 'headers'> {
  headers?: readonly HeaderEntry[];
}

export class DialogRequests {
  readonly #ground: CallGround;
  readonly #dialog: Dialog;
  readonly #route: DialogRoute;
  readonly #digest: DigestClient;
  readonly #serverAddress: string;
  /** ACKs of our INVITEs by number, to be sent again with each 2xx. */
  readonly #acks = new Map<number, SipRequest>();

  /**
   * @param serverAddress where the dialog began: only there credentials go. The peer's Contact is whatever the peer writes, and from
   * a digest that it was given a password can be guessed.
   */
  constructor(
    ground: CallGround,
    dialog: Dialog,
    route: DialogRoute,
    digest: DigestClient,
    serverAddress: string,
  ) {
    this.#serverAddress = serverAddress;
    this.#ground = ground;
    this.#dialog = dialog;
    this.#route = route;
    this.#digest = digest;
    this.targetChanged();
  }

  /** The peer's address may be another one now. */
  targetChanged(): void {
    this.#route.learn(this.#dialog.nextHop);
  }

  /**
   * @param answered called once, with the final response or why there is none. The 2xx of a re-INVITE has to be acknowledged
   *   there; those that repeat it are seen to here.
   */
  send(method: string, content: RequestContent, answered: (outcome: Outcome) => void): void {
    this.#attempt(method, content, this.#digest.exchange('anybody'), answered);
  }

  /** ACK of a 2xx (§13.2.2.4), kept for the next one. */
  acknowledge(number: number, credentials: readonly HeaderEntry[], body?: { sdp: string }): void {
    const ours = this.#hop().address === this.#serverAddress ? credentials : [];
    const headers: HeaderEntry[] = [...ours, ['User-Agent', this.#ground.userAgent]];
    if (body) headers.push(['Content-Type', 'application/sdp']);
    const ack = this.#dialog.request('ACK', this.#ground.tokens.branch(), {
      headers,
      number,
      ...(body ? { body: new TextEncoder().encode(body.sdp) } : {}),
    });
    this.#acks.set(number, ack);
    // Peers answer an old INVITE no longer than 64·T1: one more re-INVITE than this is enough to forget it.
    for (const old of this.#acks.keys()) if (this.#acks.size > 4) this.#acks.delete(old);
    this.#sendAck(ack);
  }

  acknowledgeAgain(number: number): void {
    const ack = this.#acks.get(number);
    if (ack) this.#sendAck(ack);
  }

  #sendAck(ack: SipRequest): void {
    this.#ground.transactions.sendAck(ack, this.#hop());
  }

  #make(method: string, { headers = [], body }: RequestContent): SipRequest {
    return this.#dialog.request(method, this.#ground.tokens.branch(), {
      headers: [...headers, ['User-Agent', this.#ground.userAgent]],
      ...(body ? { body } : {}),
    });
  }

  #hop(): Hop {
    return this.#route.hop(this.#dialog.nextHop, this.#dialog.routes.length > 0);
  }

  #attempt(
    method: string,
    content: RequestContent,
    exchange: DigestExchange,
    answered: (outcome: Outcome) => void,
  ): void {
    const request = this.#make(method, content);
    const hop = this.#hop();
    const isServer = hop.address === this.#serverAddress;
    if (isServer) exchange.authorize(request);
    let isAnswered = false;
    const patience = new Timer(this.#ground.timeline);
    const user: ClientUser = {
      onResponse: (response) => {
        if (response.status < 200) return;
        if (isAnswered) {
          this.acknowledgeAgain(numberOf(request));
          return;
        }
        isAnswered = true;
        patience.dispose();
        const isChallenge = response.status === 401 || response.status === 407;
        if (isServer && isChallenge && exchange.answer(response) === 'retry')
          this.#attempt(method, content, exchange, answered);
        else answered({ kind: 'response', response, request });
      },
      onFailure: (error) => {
        patience.dispose();
        answered({ kind: 'failure', error });
      },
    };
    const { transactions, timers } = this.#ground;
    if (method !== 'INVITE') {
      transactions.request(request, hop, user);
      return;
    }
    const invite = transactions.invite(request, hop, user);
    // Nobody has to be asked for a re-INVITE: a peer that only says 100 would keep it, and all other offers, for ever (§14.1, §9.1).
    if (!invite.isOver)
      patience.set(giveUpMs(timers), () => {
        transactions.cancel(invite, null);
      });
  }
}

export function numberOf(request: SipRequest): number {
  return Number.parseInt(request.headers.get('CSeq') ?? '0', 10);
}

/** The ACK of a 2xx carries the credentials of its INVITE (§22.1). */
export function credentialsOf(request: SipRequest): HeaderEntry[] {
  return ['Authorization', 'Proxy-Authorization'].flatMap((name) =>
    request.headers.getAll(name).map((value) => [name, value] as const),
  );
}

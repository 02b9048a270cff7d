/**
 * Asks a STUN server under which address it sees a socket of ours, RFC 8489 §6.2.1, over any socket: SIP's or RTP's. Whoever owns
 * the socket gives incoming datagrams to `receive` first.
 *
 *   request ─► 0.5 s ─► again ─► 1 s ─► again ─► 2 s ─► again … until the deadline
 *      └──────────────── answer from that server with that transaction id ───────► address
 */
import type { Disposable } from '../../base/disposable.ts';
import { SipError } from '../../base/errors.ts';
import type { Timeline } from '../../base/timeline.ts';
import { formatEndpoint } from '../sip/transport/network-error.ts';
import type { Endpoint } from '../sip/transport/network.ts';
import {
  encodeBindingRequest,
  isStun,
  parseBindingResponse,
  transactionIdBytes,
  type StunAnswer,
} from './stun-message.ts';

export interface StunClientOptions {
  timeline: Timeline;
  random: (length: number) => Uint8Array;
  send: (bytes: Uint8Array, to: Endpoint) => void;
}

/** RTO of §6.2.1, doubled each time. */
const firstWaitMs = 500;
/** The RFC goes on for 39.5 s; a call that waits to be dialled does not. */
const defaultDeadlineMs = 3500;
/** Requests under way at a time; each is one that we have made. */
const maxPending = 64;

interface Pending {
  server: Endpoint;
  settle(answer: StunAnswer): void;
}

export class StunClient implements Disposable {
  readonly #timeline: Timeline;
  readonly #random: (length: number) => Uint8Array;
  readonly #send: (bytes: Uint8Array, to: Endpoint) => void;
  readonly #pending = new Map<string, Pending>();
  readonly #stopped = new AbortController();

  constructor({ timeline, random, send }: StunClientOptions) {
    this.#timeline = timeline;
    this.#random = random;
    this.#send = send;
  }

  get pendingCount(): number {
    return this.#pending.size;
  }

  /**
   * To be called inside an event of the timeline.
   * @param server an address; SipResolver or DnsPort finds it
   * @throws SipError `sip-unreachable`: no answer in time, or a refusal
   */
  publicEndpoint(server: Endpoint, signal?: AbortSignal, deadlineMs = defaultDeadlineMs): Promise<Endpoint> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      this.#stopped.signal.throwIfAborted();
      if (this.#pending.size >= maxPending) throw failure(server, 'too many questions are open');
      const transactionId = this.#random(transactionIdBytes);
      const key = keyOf(transactionId);
      const request = encodeBindingRequest(transactionId);
      let repeat: Disposable | null = null;
      const finish = (): void => {
        this.#pending.delete(key);
        repeat?.dispose();
        deadline.dispose();
        signal?.removeEventListener('abort', aborted);
        this.#stopped.signal.removeEventListener('abort', aborted);
      };
      const aborted = (): void => {
        finish();
        reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      const deadline = this.#after(deadlineMs, () => {
        finish();
        reject(failure(server, 'it did not answer. A firewall may keep UDP from it'));
      });
      const ask = (waitMs: number): void => {
        this.#send(request, server);
        repeat = this.#after(waitMs, () => {
          ask(waitMs * 2);
        });
      };
      signal?.addEventListener('abort', aborted, { once: true });
      this.#stopped.signal.addEventListener('abort', aborted, { once: true });
      this.#pending.set(key, {
        server,
        settle: (answer) => {
          finish();
          if (answer.kind === 'success') resolve(answer.mapped);
          else reject(failure(server, `it refused with ${answer.status}`));
        },
      });
      ask(firstWaitMs);
    });
  }

  /** True: it was STUN, and nobody else's business, whether it answered anything or not. */
  receive(bytes: Uint8Array, from: Endpoint): boolean {
    if (!isStun(bytes)) return false;
    const response = this.#pending.size > 0 ? parseBindingResponse(bytes) : null;
    if (!response) return true;
    const pending = this.#pending.get(keyOf(response.transactionId));
    // The id is a secret of 96 bits; that the server itself answers is asked on top of it.
    if (pending?.server.address === from.address && pending.server.port === from.port) {
      pending.settle(response.answer);
    }
    return true;
  }

  dispose(): void {
    this.#stopped.abort();
  }

  #after(delayMs: number, task: () => void): Disposable {
    return this.#timeline.at(this.#timeline.now() + delayMs, task);
  }
}

function keyOf(transactionId: Uint8Array): string {
  return Buffer.from(transactionId).toString('hex');
}

function failure(server: Endpoint, why: string): SipError {
  return new SipError('sip-unreachable', `The STUN server ${formatEndpoint(server)} was no help: ${why}.`, {
    retryable: true,
  });
}

/** Media that only negotiate: short descriptions that name their owner and version, and a note of everything that was asked. */
import { SipError } from '../../../base/errors.ts';
import type { SessionMedia } from '../user-agent/api.ts';

export class ScriptedMedia implements SessionMedia {
  readonly name: string;
  readonly log: string[];
  isClosed = false;
  /** Offers and answers of the peer are refused. */
  isPicky = false;
  /** As a real one may do: descriptions come a turn later. */
  isSlow = false;
  #version = 0;
  #forks = 0;

  constructor(name: string, log: string[] = []) {
    this.name = name;
    this.log = log;
  }

  createOffer({ held = false }: { held?: boolean } = {}): string | Promise<string> {
    this.log.push(`${this.name} offers${held ? ' held' : ''}`);
    return this.#later(this.#describe(held));
  }

  createAnswer(offer: string): string | Promise<string> {
    if (this.isPicky) throw new SipError('sip-refused', 'No common codec.', { status: 488 });
    this.log.push(`${this.name} answers ${labelOf(offer)}`);
    return this.#later(this.#describe(false));
  }

  applyAnswer(answer: string, early: boolean): void {
    if (this.isPicky) throw new SipError('sip-refused', 'No common codec.', { status: 488 });
    this.log.push(`${this.name} takes ${labelOf(answer)}${early ? ' early' : ''}`);
  }

  rollBack(): void {
    this.log.push(`${this.name} rolls back`);
  }

  fork(): ScriptedMedia {
    this.#forks += 1;
    return new ScriptedMedia(`${this.name}${this.#forks + 1}`, this.log);
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.log.push(`${this.name} closes`);
  }

  #describe(held: boolean): string {
    this.#version += 1;
    return sdpOf(`${this.name}-${this.#version}`, held ? 'sendonly' : 'sendrecv');
  }

  #later(sdp: string): string | Promise<string> {
    return this.isSlow ? Promise.resolve().then(() => sdp) : sdp;
  }
}

/** A description of one audio line. */
export function sdpOf(label: string, direction = 'sendrecv'): string {
  return [
    'v=0',
    `o=- 1 1 IN IP4 192.0.2.1`,
    `s=${label}`,
    'c=IN IP4 192.0.2.1',
    't=0 0',
    'm=audio 40000 RTP/AVP 0',
    `a=${direction}`,
    '',
  ].join('\r\n');
}

function labelOf(sdp: string): string {
  return /^s=(\S+)/m.exec(sdp)?.[1] ?? '?';
}

/**
 * From which of our addresses a peer is reached. The system's answer is remembered, so that a request leaves in the event that
 * sends it (a BYE when somebody hangs up); an answer that is a while old is asked for again in the background.
 */
import type { Timeline } from '../../../base/timeline.ts';
import type { Network } from './network.ts';
import { keepLast } from './source-limits.ts';

/** After this long the route may have changed. */
const freshMs = 5000;
const maxPeers = 1024;

interface Known {
  address: string;
  atMs: number;
}

export class LocalAddresses {
  readonly #network: Network;
  readonly #timeline: Timeline;
  readonly #known = new Map<string, Known>();
  readonly #asked = new Map<string, Promise<string>>();

  constructor(network: Network, timeline: Timeline) {
    this.#network = network;
    this.#timeline = timeline;
  }

  /** At once where it is known. @throws SipError `sip-unreachable`: there is no route */
  for(peer: string): string | Promise<string> {
    const known = this.#known.get(peer);
    if (!known) return this.#ask(peer);
    // No route any more: whoever sends next is told.
    if (this.#timeline.now() - known.atMs > freshMs) this.#ask(peer).catch(() => this.#known.delete(peer));
    return known.address;
  }

  /** The network has changed: everything is asked for again. */
  forget(): void {
    this.#known.clear();
  }

  #ask(peer: string): Promise<string> {
    const asked = this.#asked.get(peer);
    if (asked) return asked;
    const answer = this.#network.localAddressFor(peer).then((address) => {
      keepLast(this.#known, peer, { address, atMs: this.#timeline.now() }, maxPeers);
      return address;
    });
    this.#asked.set(peer, answer);
    const done = (): void => void this.#asked.delete(peer);
    answer.then(done, done);
    return answer;
  }
}

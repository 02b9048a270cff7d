/** Other addresses that a 3xx names, RFC 3261 §8.1.3.4: best first, none twice, not for ever. */
import type { SipResponse } from '../message/message.ts';
import { sameUri, type SipUri } from '../message/uri.ts';
import { parseAddress, splitList } from '../message/values.ts';

/** Addresses that one call may be sent on to. */
const maxTargets = 8;

export class Redirects {
  readonly #seen: SipUri[];
  #waiting: { uri: SipUri; q: number }[] = [];

  constructor(first: SipUri) {
    this.#seen = [first];
  }

  /** What a response names: 300, 301, 302; 305 names a proxy and 380 another service, which are not followed. */
  add(response: SipResponse): void {
    if (![300, 301, 302].includes(response.status)) return;
    for (const contact of response.headers.getAll('Contact').flatMap(splitList)) {
      const { uri, parameters } = parseAddress(contact);
      if (uri.scheme !== 'sip' && uri.scheme !== 'sips') continue;
      uri.headers.clear();
      if (this.#seen.length > maxTargets || this.#seen.some((known) => sameUri(known, uri))) continue;
      this.#seen.push(uri);
      this.#waiting.push({ uri, q: qOf(parameters.get('q')) });
    }
    this.#waiting.sort((a, b) => b.q - a.q);
  }

  next(): SipUri | null {
    return this.#waiting.shift()?.uri ?? null;
  }
}

/** 0–1, §20.10; 1 where it is not said. */
function qOf(text: string | null | undefined): number {
  const q = Number(text ?? 1);
  return q >= 0 && q <= 1 ? q : 1;
}

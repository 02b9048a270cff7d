/**
 * Asks callers for a password, RFC 3261 §22.4 and RFC 7616 §3.3–3.4. Nothing is kept of who was asked: a nonce carries its own time, and
 * is good for the address and the call that it was made for only, so that whoever saw an answer can do nothing with it.
 *
 *   nonce = T ":" HMAC-SHA-256(key of this process, T ":" address ":" Call-ID)      T: ms, base 36
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Timeline } from '../../../base/timeline.ts';
import { quote } from '../message/lexical.ts';
import type { SipRequest } from '../message/message.ts';
import type { SipCredentials } from '../user-agent/api.ts';
import { authParameters, credentialHeaders } from './challenge.ts';
import { digestAlgorithm, digestResponse } from './digest.ts';

/** The answer to a challenge follows at once; a person is not asked. */
const nonceForMs = 60_000;
/** RFC 8760 §2.3: the better first. MD5 is what many telephone systems know. */
const algorithms = ['SHA-256', 'MD5'] as const;
const maxHeaders = 4;
const maxValueLength = 1024;

export interface Caller {
  request: SipRequest;
  /** From where it came. */
  address: string;
}

/** `stale`: right, but for a nonce whose time is over. */
type Verdict = 'right' | 'stale' | 'wrong';

export class DigestServer {
  readonly #timeline: Pick<Timeline, 'now'>;
  readonly #key: Uint8Array;

  /** @param random bytes that nobody can guess */
  constructor(timeline: Pick<Timeline, 'now'>, random: (length: number) => Uint8Array) {
    this.#timeline = timeline;
    this.#key = random(32);
  }

  /** Null: the caller has shown the password. Else the header fields of the 401 that asks for it. */
  challenge(
    caller: Caller,
    realm: string,
    credentials: SipCredentials,
  ): (readonly [name: string, value: string])[] | null {
    const verdicts = caller.request.headers
      .getAll(credentialHeaders.server)
      .slice(0, maxHeaders)
      .map((value) => this.#verdict(value, caller, realm, credentials));
    if (verdicts.includes('right')) return null;
    const stale = verdicts.includes('stale') ? ', stale=true' : '';
    const nonce = this.#nonce(Math.floor(this.#timeline.now()), caller);
    return algorithms.map((algorithm) => [
      'WWW-Authenticate',
      `Digest realm=${quote(realm)}, nonce="${nonce}", algorithm=${algorithm}, qop="auth"${stale}`,
    ]);
  }

  #verdict(value: string, caller: Caller, realm: string, credentials: SipCredentials): Verdict {
    if (value.length > 4 * maxValueLength || !/^\s*Digest\s/i.test(value)) return 'wrong';
    const given = authParameters(value);
    const of = (name: string) => given.get(name) ?? '';
    const algorithm = digestAlgorithm(given.get('algorithm') ?? 'MD5');
    const username = quote(credentials.username).slice(1, -1);
    const quotedRealm = quote(realm).slice(1, -1);
    const nonceCount = /^[0-9a-f]{8}$/i.test(of('nc')) ? Number.parseInt(of('nc'), 16) : null;
    if (algorithm === null || !algorithms.some((known) => known === algorithm)) return 'wrong';
    if (of('username') !== username || of('realm') !== quotedRealm) return 'wrong';
    if (of('qop').toLowerCase() !== 'auth' || nonceCount === null) return 'wrong';
    const madeAtMs = Number.parseInt(of('nonce').split(':', 1)[0] ?? '', 36);
    if (!Number.isSafeInteger(madeAtMs) || !isSame(of('nonce'), this.#nonce(madeAtMs, caller)))
      return 'wrong';
    const expected = digestResponse({
      algorithm,
      username,
      realm: quotedRealm,
      password: credentials.password,
      method: caller.request.method,
      // As the caller saw it: proxies on the way may have written another one.
      uri: of('uri'),
      nonce: of('nonce'),
      qop: { name: 'auth', cnonce: of('cnonce'), nonceCount },
      body: caller.request.body,
    });
    if (!isSame(of('response').toLowerCase(), expected)) return 'wrong';
    return this.#timeline.now() - madeAtMs <= nonceForMs ? 'right' : 'stale';
  }

  #nonce(madeAtMs: number, { request, address }: Caller): string {
    const time = madeAtMs.toString(36);
    const callId = request.headers.get('Call-ID') ?? '';
    const seal = createHmac('sha256', this.#key).update(`${time}:${address}:${callId}`).digest('base64url');
    return `${time}:${seal}`;
  }
}

/** Without telling by the time it takes how much of it was right. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

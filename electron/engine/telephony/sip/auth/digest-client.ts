/**
 * Our side of digest authentication, RFC 3261 §22 and RFC 7616. A nonce that was accepted is used again (with a count that goes up)
 * for whatever the account sends next, so that only the first request is asked twice.
 */
import { isIP } from 'node:net';
import { quote } from '../message/lexical.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import type { SipCredentials } from '../user-agent/api.ts';
import { credentialHeaders, digestChallenges, type DigestChallenge } from './challenge.ts';
import { digestResponse, nonceCountText } from './digest.ts';

export type DigestAnswer =
  /** Credentials are on the request: send it again, with a new branch and the next CSeq (§22.2). */
  | 'retry'
  /** What was sent has been refused: another try would be refused too. */
  | 'wrong-password'
  | 'no-credentials'
  /** None of the challenges is a digest that is known here. */
  | 'unsupported'
  /** It is somebody beyond the account's server who asks: the account's password is none of his business. */
  | 'foreign';

/**
 * Who may be asking: the account's own server alone (REGISTER, OPTIONS to it), or anybody to whom it passes the request on. A carrier
 * may pass on the 401 of whoever is called (§22.3), and an answer to that would let him guess the password at leisure.
 */
export type Asking = 'server' | 'anybody';

interface Realm {
  challenge: DigestChallenge;
  cnonce: string;
  /** Of the next request. */
  nonceCount: number;
}

/** Servers have one realm, seldom a proxy's besides. */
const maxRealms = 8;
/** A proxy, a server, an aged nonce of each; a server that asks for more asks for ever. */
const maxRounds = 4;

export class DigestClient {
  readonly #credentials: SipCredentials | null;
  readonly #random: (length: number) => Uint8Array;
  readonly #realms = new Map<string, Realm>();
  readonly #homes: readonly string[];
  /** Realms of the account's own servers, as they have shown themselves. */
  readonly #trusted = new Set<string>();

  /** @param homes names of the account's domain and proxy: realms of the same name or site are its own */
  constructor(
    credentials: SipCredentials | null,
    random: (length: number) => Uint8Array,
    homes: readonly string[] = [],
  ) {
    this.#credentials = credentials;
    this.#random = random;
    this.#homes = homes;
  }

  /** One for each request that starts anew, kept over its repetitions. */
  exchange(asking: Asking = 'server'): DigestExchange {
    return new DigestExchange(this, asking);
  }

  /** Nobody is known yet: it is the first server on the way that asks, before it passes anything on. */
  isOwn(realm: string, asking: Asking): boolean {
    return (
      asking === 'server' ||
      this.#trusted.size === 0 ||
      this.#trusted.has(realm) ||
      this.#homes.some((home) => isSameSite(realm.toLowerCase(), home.toLowerCase()))
    );
  }

  /** Credentials for every realm that is known, in place of those that are on the request. Answers what was used. */
  authorize(request: SipRequest): Map<string, string> {
    const used = new Map<string, string>();
    request.headers.delete(credentialHeaders.server);
    request.headers.delete(credentialHeaders.proxy);
    for (const [key, realm] of this.#realms) {
      if (!this.#credentials) break;
      const value = credentialsFor(request, realm, this.#credentials);
      request.headers.append(credentialHeaders[realm.challenge.kind], value);
      realm.nonceCount += 1;
      used.set(key, realm.challenge.nonce);
    }
    return used;
  }

  get hasCredentials(): boolean {
    return this.#credentials !== null;
  }

  take(key: string, challenge: DigestChallenge): void {
    this.#trusted.delete(challenge.realm);
    this.#trusted.add(challenge.realm);
    for (const oldest of this.#trusted) if (this.#trusted.size > maxRealms) this.#trusted.delete(oldest);
    // The one longest known goes, so that a server which names ever new realms fills nothing.
    if (!this.#realms.has(key) && this.#realms.size >= maxRealms) {
      for (const oldest of this.#realms.keys()) {
        this.#realms.delete(oldest);
        break;
      }
    }
    const cnonce = Buffer.from(this.#random(16)).toString('hex');
    this.#realms.set(key, { challenge, cnonce, nonceCount: 1 });
  }

  forget(key: string): void {
    this.#realms.delete(key);
  }
}

export class DigestExchange {
  readonly #client: DigestClient;
  readonly #asking: Asking;
  /** Realm → nonce with which the request went out last. */
  #used = new Map<string, string>();
  /** Realms whose nonce was given within this exchange. */
  readonly #fresh = new Set<string>();
  #rounds = 0;

  constructor(client: DigestClient, asking: Asking) {
    this.#client = client;
    this.#asking = asking;
  }

  /** Before each sending; puts on what is known. */
  authorize(request: SipRequest): void {
    this.#used = this.#client.authorize(request);
  }

  /**
   * A 401 or 407. It is `wrong-password` when the nonce was good: given just now and not called stale, or the same one again. A nonce
   * from an earlier request may simply have aged, whether the server says so or not.
   */
  answer(response: SipResponse): DigestAnswer {
    const challenges = firstOfEachRealm(digestChallenges(response.headers));
    if (challenges.size === 0) return 'unsupported';
    if (!this.#client.hasCredentials) return 'no-credentials';
    const own = [...challenges].filter(([, { realm }]) => this.#client.isOwn(realm, this.#asking));
    if (own.length === 0) return 'foreign';
    this.#rounds += 1;
    if (this.#rounds > maxRounds) return 'wrong-password';
    for (const [key, challenge] of own) {
      const nonce = this.#used.get(key);
      const isSame = nonce === challenge.nonce;
      if (nonce !== undefined && (isSame || (this.#fresh.has(key) && !challenge.stale))) {
        this.#client.forget(key);
        return 'wrong-password';
      }
      this.#client.take(key, challenge);
      this.#fresh.add(key);
    }
    return 'retry';
  }
}

/** RFC 8760 §2.4: of several for the same realm the topmost that is known here. */
function firstOfEachRealm(challenges: readonly DigestChallenge[]): Map<string, DigestChallenge> {
  const first = new Map<string, DigestChallenge>();
  for (const challenge of challenges.slice(0, maxRealms)) {
    const key = `${challenge.kind} ${challenge.realm}`;
    if (!first.has(key)) first.set(key, challenge);
  }
  return first;
}

/** The same name, or one beneath the same registered domain as far as two labels tell: `sip.example.com`, `example.com`. */
function isSameSite(realm: string, home: string): boolean {
  if (realm === home) return true;
  if (isIP(home) !== 0) return false;
  const site = home.split('.').slice(-2).join('.');
  return site.includes('.') && (realm === site || realm.endsWith(`.${site}`));
}

function credentialsFor(request: SipRequest, realm: Realm, credentials: SipCredentials): string {
  const { challenge, cnonce, nonceCount } = realm;
  const username = quote(credentials.username).slice(1, -1);
  const qop = challenge.qop === null ? null : { name: challenge.qop, cnonce, nonceCount };
  const response = digestResponse({
    algorithm: challenge.algorithm,
    username,
    realm: challenge.realm,
    password: credentials.password,
    method: request.method,
    uri: request.uri,
    nonce: challenge.nonce,
    qop,
    body: request.body,
  });
  const parts = [
    `Digest username="${username}"`,
    `realm="${challenge.realm}"`,
    `nonce="${challenge.nonce}"`,
    `uri="${request.uri}"`,
    `response="${response}"`,
    `algorithm=${challenge.algorithm}`,
  ];
  if (qop) parts.push(`qop=${qop.name}`, `cnonce="${cnonce}"`, `nc=${nonceCountText(nonceCount)}`);
  // Of a session algorithm the cnonce is part of the secret, qop or not.
  else if (challenge.algorithm.endsWith('-sess')) parts.push(`cnonce="${cnonce}"`);
  if (challenge.opaque !== null) parts.push(`opaque="${challenge.opaque}"`);
  return parts.join(', ');
}

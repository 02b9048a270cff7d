/**
 * Our side of digest authentication, RFC 3261 §22 and RFC 7616. A nonce that was accepted is used again (with a count that goes up)
 * for whatever the account sends next, so that only the first request is asked twice.
 */
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
  | 'unsupported';

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

  constructor(credentials: SipCredentials | null, random: (length: number) => Uint8Array) {
    this.#credentials = credentials;
    this.#random = random;
  }

  /** One for each request that starts anew, kept over its repetitions. */
  exchange(): DigestExchange {
    return new DigestExchange(this);
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
  /** Realm → nonce with which the request went out last. */
  #used = new Map<string, string>();
  /** Realms whose nonce was given within this exchange. */
  readonly #fresh = new Set<string>();
  #rounds = 0;

  constructor(client: DigestClient) {
    this.#client = client;
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
    this.#rounds += 1;
    if (this.#rounds > maxRounds) return 'wrong-password';
    for (const [key, challenge] of challenges) {
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

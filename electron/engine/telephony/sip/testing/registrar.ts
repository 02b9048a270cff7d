/** A registrar as providers run it, RFC 3261 §10.3, at the far end of a wire in memory or of a socket: it checks digests for itself. */
import type { Timeline } from '../../../base/timeline.ts';
import { authParameters } from '../auth/challenge.ts';
import { digestResponse, type DigestAlgorithm } from '../auth/digest.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import { formatUri } from '../message/uri.ts';
import { userAgentAbilities } from '../message/validate.ts';
import { formatVia, parseAddress, parseVia, splitList } from '../message/values.ts';
import { makeResponse } from '../transaction/make-response.ts';
import { defaultTimers } from '../transaction/timers.ts';
import { TransactionLayer } from '../transaction/transaction-layer.ts';
import type { TransportLayer } from '../transport/transport-layer.ts';

export class Registrar {
  password: string | null = null;
  algorithm: DigestAlgorithm = 'SHA-256';
  /** How many requests a nonce serves. */
  nonceUses = Infinity;
  minExpiresS = 0;
  maxExpiresS = 86_400;
  /** Where it sees requests come from; null: it says nothing of it. */
  seenAs: { address: string; port: number } | null = null;
  /** Answers with these first, whatever is asked. */
  readonly instead: { status: number; headers?: [string, string][] }[] = [];
  /** Address → seconds. */
  readonly bindings = new Map<string, number>();
  /** `SECONDS CSEQ CONTACTS → STATUS` of each request. */
  readonly log: string[] = [];
  readonly requests: SipRequest[] = [];
  readonly #timeline: Timeline;
  #nonce = 0;
  #uses = 0;

  constructor(timeline: Timeline, end: TransportLayer) {
    this.#timeline = timeline;
    const nothing = () => undefined;
    new TransactionLayer(
      { timeline, transport: end, timers: defaultTimers },
      {
        onInvite: nothing,
        onAck: nothing,
        onRequest: (transaction) => {
          const { message } = transaction.received;
          const response = this.#withVia(this.#answer(message));
          this.#note(message, response.status);
          transaction.respond(response);
        },
      },
      undefined,
      { ...userAgentAbilities, methods: ['REGISTER', ...userAgentAbilities.methods] },
    );
  }

  #note(request: SipRequest, status: number): void {
    this.requests.push(request);
    const contacts = request.headers.getAll('Contact').join(', ');
    const number = request.headers.get('CSeq')?.split(' ')[0] ?? '';
    const seconds = (this.#timeline.now() / 1000).toFixed(1);
    this.log.push(`${seconds} #${number} ${contacts} → ${status}`);
  }

  #answer(request: SipRequest): SipResponse {
    const scripted = this.instead.shift();
    if (scripted) return makeResponse(request, scripted.status, { headers: scripted.headers ?? [] });
    if (this.password !== null) {
      const problem = this.#credentialProblem(request, this.password);
      if (problem !== null) return this.#challenge(request, problem === 'stale');
    }
    if (request.method === 'OPTIONS') {
      return makeResponse(request, 200, {
        headers: [
          ['Allow', 'INVITE, ACK'],
          ['Server', 'registrar 1.0'],
        ],
      });
    }
    const askedS = Number(request.headers.get('Expires'));
    if (askedS > 0 && askedS < this.minExpiresS) {
      return makeResponse(request, 423, { headers: [['Min-Expires', `${this.minExpiresS}`]] });
    }
    for (const { uri, parameters } of request.headers
      .getAll('Contact')
      .flatMap(splitList)
      .map(parseAddress)) {
      const expiresS = Math.min(Number(parameters.get('expires') ?? askedS), this.maxExpiresS);
      if (expiresS === 0) this.bindings.delete(formatUri(uri));
      else this.bindings.set(formatUri(uri), expiresS);
    }
    const headers = [...this.bindings].map(([uri, expiresS]): [string, string] => [
      'Contact',
      `<${uri}>;expires=${expiresS}`,
    ]);
    return makeResponse(request, 200, { headers });
  }

  #credentialProblem(request: SipRequest, password: string): 'none' | 'stale' | 'wrong' | null {
    const value = request.headers.get('Authorization');
    if (value === null) return 'none';
    const given = authParameters(value);
    const nonceCount = parseInt(given.get('nc') ?? '', 16);
    if (given.get('nonce') !== `nonce-${this.#nonce}` || this.#uses >= this.nonceUses) return 'stale';
    this.#uses += 1;
    const expected = digestResponse({
      algorithm: this.algorithm,
      username: given.get('username') ?? '',
      realm: 'test',
      password,
      method: request.method,
      uri: request.uri,
      nonce: `nonce-${this.#nonce}`,
      qop: { name: 'auth', cnonce: given.get('cnonce') ?? '', nonceCount },
      body: request.body,
    });
    return nonceCount === this.#uses && given.get('response') === expected ? null : 'wrong';
  }

  #challenge(request: SipRequest, isStale: boolean): SipResponse {
    this.#nonce += 1;
    this.#uses = 0;
    const stale = isStale ? ', stale=true' : '';
    const value = `Digest realm="test", nonce="nonce-${this.#nonce}", algorithm=${this.algorithm}, qop="auth"${stale}`;
    return makeResponse(request, 401, { reason: 'Unauthorized', headers: [['WWW-Authenticate', value]] });
  }

  #withVia(response: SipResponse): SipResponse {
    if (!this.seenAs) return response;
    const via = parseVia(response.headers.get('Via') ?? '');
    via.parameters.set('received', this.seenAs.address).set('rport', `${this.seenAs.port}`);
    response.headers.replaceFirst('Via', formatVia(via));
    return response;
  }
}

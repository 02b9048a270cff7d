import { describe, expect, it } from 'vitest';
import { SipHeaders } from '../message/headers.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import { authParameters, digestChallenges } from './challenge.ts';
import { digestResponse } from './digest.ts';
import { DigestClient } from './digest-client.ts';

const credentials = { username: 'al"ice', password: 'secret' };
const random = (length: number) => new Uint8Array(length).fill(7);
const cnonce = '07'.repeat(16);

function register(): SipRequest {
  return {
    kind: 'request',
    method: 'REGISTER',
    uri: 'sip:example.com',
    headers: new SipHeaders(),
    body: new Uint8Array(0),
  };
}

function challenge(...headers: (readonly [string, string])[]): SipResponse {
  const status = headers[0]?.[0].startsWith('Proxy') ? 407 : 401;
  return { kind: 'response', status, reason: '', headers: new SipHeaders(headers), body: new Uint8Array(0) };
}

function digest(nonce: string, more = ''): [string, string] {
  return ['WWW-Authenticate', `Digest realm="example.com", nonce="${nonce}", qop="auth,auth-int"${more}`];
}

/** nonce/nc of each of the credentials. */
function used(request: SipRequest): string[] {
  return ['Authorization', 'Proxy-Authorization'].flatMap((name) =>
    request.headers.getAll(name).map((value) => {
      const parameters = authParameters(value);
      return `${name} ${parameters.get('nonce') ?? ''}/${parameters.get('nc') ?? '-'}`;
    }),
  );
}

describe('DigestClient', () => {
  it('answers a challenge with everything the server needs to check it', () => {
    const request = register();
    const exchange = new DigestClient(credentials, random).exchange();
    exchange.authorize(request);
    const before = used(request);
    const answer = exchange.answer(challenge(digest('n1', ', opaque="o=1", algorithm=SHA-256')));
    exchange.authorize(request);
    const response = digestResponse({
      algorithm: 'SHA-256',
      username: 'al\\"ice',
      realm: 'example.com',
      password: 'secret',
      method: 'REGISTER',
      uri: 'sip:example.com',
      nonce: 'n1',
      qop: { name: 'auth', cnonce, nonceCount: 1 },
      body: request.body,
    });
    expect({ before, answer, authorization: request.headers.get('Authorization') }).toEqual({
      before: [],
      answer: 'retry',
      authorization:
        'Digest username="al\\"ice", realm="example.com", nonce="n1", uri="sip:example.com", ' +
        `response="${response}", algorithm=SHA-256, qop=auth, cnonce="${cnonce}", nc=00000001, opaque="o=1"`,
    });
  });

  it('uses a nonce again, counting up, and takes a new one when it has aged', () => {
    const client = new DigestClient(credentials, random);
    const first = client.exchange();
    first.authorize(register());
    first.answer(challenge(digest('n1')));
    const sent = [register(), register(), register(), register()] as const;
    first.authorize(sent[0]);
    const second = client.exchange();
    second.authorize(sent[1]);
    const stale = second.answer(challenge(digest('n2', ', stale=TRUE')));
    second.authorize(sent[2]);
    const third = client.exchange();
    third.authorize(sent[3]);
    // Servers that forget to say stale: the nonce was of an earlier request, so the password may be right.
    const unsaid = third.answer(challenge(digest('n3')));
    expect({ stale, unsaid, used: sent.map(used) }).toEqual({
      stale: 'retry',
      unsaid: 'retry',
      used: [
        ['Authorization n1/00000001'],
        ['Authorization n1/00000002'],
        ['Authorization n2/00000001'],
        ['Authorization n2/00000002'],
      ],
    });
  });

  it('knows a wrong password by a refused nonce that was good, and forgets the nonce', () => {
    const outcome = (second: SipResponse) => {
      const client = new DigestClient(credentials, random);
      const exchange = client.exchange();
      exchange.authorize(register());
      exchange.answer(challenge(digest('n1')));
      exchange.authorize(register());
      const answer = exchange.answer(second);
      const next = register();
      client.exchange().authorize(next);
      return `${answer} ${used(next).length}`;
    };
    expect({
      same: outcome(challenge(digest('n1'))),
      sameCalledStale: outcome(challenge(digest('n1', ', stale=true'))),
      another: outcome(challenge(digest('n2'))),
      anotherStale: outcome(challenge(digest('n2', ', stale=true'))),
    }).toEqual({
      same: 'wrong-password 0',
      sameCalledStale: 'wrong-password 0',
      another: 'wrong-password 0',
      anotherStale: 'retry 1',
    });
  });

  it('answers a proxy and then the server behind it', () => {
    const request = register();
    const exchange = new DigestClient(credentials, random).exchange();
    exchange.authorize(request);
    const proxy = exchange.answer(challenge(['Proxy-Authenticate', 'Digest realm="proxy", nonce="p1"']));
    exchange.authorize(request);
    const server = exchange.answer(challenge(digest('n1')));
    exchange.authorize(request);
    expect({ proxy, server, used: used(request) }).toEqual({
      proxy: 'retry',
      server: 'retry',
      used: ['Authorization n1/00000001', 'Proxy-Authorization p1/-'],
    });
  });

  it('takes the topmost of several that it knows', () => {
    const headers = new SipHeaders([
      [
        'WWW-Authenticate',
        'Digest realm="r", nonce="a", algorithm=SHA3, Digest realm="r", nonce="b", qop=other',
      ],
      ['WWW-Authenticate', 'Bearer authz_server="https://example.com"'],
      ['WWW-Authenticate', 'Digest  realm = "r, \\"s\\"" , nonce="c",algorithm=SHA-512-256,qop="auth-int"'],
      ['WWW-Authenticate', 'Digest realm="r, \\"s\\"", nonce="d", algorithm=MD5'],
    ]);
    const request = register();
    const exchange = new DigestClient(credentials, random).exchange();
    exchange.answer({ ...challenge(), headers });
    exchange.authorize(request);
    expect({ known: digestChallenges(headers), used: used(request) }).toEqual({
      known: [
        {
          kind: 'server',
          realm: 'r, \\"s\\"',
          nonce: 'c',
          opaque: null,
          algorithm: 'SHA-512-256',
          qop: 'auth-int',
          stale: false,
        },
        {
          kind: 'server',
          realm: 'r, \\"s\\"',
          nonce: 'd',
          opaque: null,
          algorithm: 'MD5',
          qop: null,
          stale: false,
        },
      ],
      used: ['Authorization c/00000001'],
    });
  });

  it('gives up without credentials, and on schemes that it does not know', () => {
    const without = new DigestClient(null, random).exchange();
    const withSome = new DigestClient(credentials, random).exchange();
    expect([
      without.answer(challenge(digest('n1'))),
      withSome.answer(challenge(['WWW-Authenticate', 'Basic realm="example.com"'])),
      withSome.answer(challenge()),
    ]).toEqual(['no-credentials', 'unsupported', 'unsupported']);
  });

  it('does not ask for ever where every nonce is called stale', () => {
    const exchange = new DigestClient(credentials, random).exchange();
    const answers = Array.from({ length: 6 }, (_, index) => {
      exchange.authorize(register());
      return exchange.answer(challenge(digest(`n${index}`, ', stale=true')));
    });
    expect(answers).toEqual(['retry', 'retry', 'retry', 'retry', 'wrong-password', 'wrong-password']);
  });

  it('keeps no more realms than a server may name', () => {
    const client = new DigestClient(credentials, random);
    for (let index = 0; index < 100; index += 1) {
      client.exchange().answer(challenge(['WWW-Authenticate', `Digest realm="${index}", nonce="n"`]));
    }
    const request = register();
    client.exchange().authorize(request);
    expect(used(request)).toHaveLength(8);
  });

  describe('of a request that is passed on', () => {
    const asks = (realm: string) => challenge(['WWW-Authenticate', `Digest realm="${realm}", nonce="n"`]);

    it('answers the server that has asked before, and nobody beyond it', () => {
      const client = new DigestClient(credentials, random);
      client.exchange('server').answer(asks('carrier'));
      const call = () => client.exchange('anybody');
      const beyond = call();
      expect([
        beyond.answer(asks('callee')),
        call().answer(asks('carrier')),
        call().answer(
          challenge([
            'WWW-Authenticate',
            'Digest realm="callee", nonce="n", Digest realm="carrier", nonce="m"',
          ]),
        ),
      ]).toEqual(['foreign', 'retry', 'retry']);
      const request = register();
      beyond.authorize(request);
      expect(request.headers.get('Authorization')).not.toContain('callee');
    });

    it('answers the first that asks where nobody has asked yet, then nobody else', () => {
      const client = new DigestClient(credentials, random);
      const exchange = client.exchange('anybody');
      expect([
        exchange.answer(asks('carrier')),
        exchange.answer(asks('callee')),
        client.exchange('anybody').answer(asks('callee')),
      ]).toEqual(['retry', 'foreign', 'foreign']);
    });

    it.each([
      ['sip.example.com', true],
      ['Node7.EXAMPLE.com', true],
      ['example.com', true],
      ['badexample.com', false],
      ['com', false],
      ['10.0.0.5', true],
      ['0.5', false],
    ])('a realm %s of a carrier at sip.example.com and 10.0.0.5 is its own: %s', (realm, isOwn) => {
      const client = new DigestClient(credentials, random, ['sip.example.com', '10.0.0.5']);
      client.exchange('server').answer(asks('asterisk'));
      expect(client.exchange('anybody').answer(asks(realm))).toBe(isOwn ? 'retry' : 'foreign');
    });
  });
});

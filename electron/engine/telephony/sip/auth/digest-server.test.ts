import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SipHeaders } from '../message/headers.ts';
import type { SipRequest } from '../message/message.ts';
import { seededBytes } from '../testing/seeded-random.ts';
import { DigestClient } from './digest-client.ts';
import { DigestServer } from './digest-server.ts';

const credentials = { username: 'tru"nk', password: 'secret' };
const realm = 'pbx.example.com';
let nowMs = 5000.5;
const server = new DigestServer({ now: () => nowMs }, seededBytes(1));

function invite(callId = 'call-1'): SipRequest {
  return {
    kind: 'request',
    method: 'INVITE',
    uri: 'sip:100@192.0.2.9',
    headers: new SipHeaders([['Call-ID', callId]]),
    body: new Uint8Array(0),
  };
}

const ask = (request: SipRequest, address = '192.0.2.1') =>
  server.challenge({ request, address }, realm, credentials);

/** Asked once, answered with these. */
function answered(given = credentials, request = invite()): SipRequest {
  const exchange = new DigestClient(given, seededBytes(2)).exchange();
  const headers = ask(request) ?? [];
  exchange.answer({
    kind: 'response',
    status: 401,
    reason: '',
    headers: new SipHeaders(headers),
    body: new Uint8Array(0),
  });
  exchange.authorize(request);
  return request;
}

it('asks for SHA-256 or MD5, and lets in who knows the password', () => {
  expect(ask(invite())).toEqual([
    [
      'WWW-Authenticate',
      expect.stringMatching(
        /^Digest realm="pbx\.example\.com", nonce="[\w:-]{40,60}", algorithm=SHA-256, qop="auth"$/,
      ),
    ],
    ['WWW-Authenticate', expect.stringMatching(/algorithm=MD5, qop="auth"$/)],
  ]);
  const request = answered();
  expect(request.headers.get('Authorization')).toContain('algorithm=SHA-256');
  expect(ask(request)).toBeNull();
});

it.each([
  ['another password', () => answered({ ...credentials, password: 'guess' }), '192.0.2.1'],
  ['another name', () => answered({ ...credentials, username: 'root' }), '192.0.2.1'],
  ['an answer seen elsewhere', () => answered(), '192.0.2.2'],
  [
    'the answer of another call',
    () => {
      const seen = answered().headers.get('Authorization') ?? '';
      const request = invite('call-2');
      request.headers.set('Authorization', seen);
      return request;
    },
    '192.0.2.1',
  ],
  [
    'a nonce of its own making',
    () => {
      const request = answered();
      const value = request.headers.get('Authorization') ?? '';
      request.headers.set('Authorization', value.replace(/nonce="\w+:/, 'nonce="zzzzzz:'));
      return request;
    },
    '192.0.2.1',
  ],
])('does not let in %s', (_, make, address) => {
  const asked = ask(make(), address);
  expect([asked?.length, asked?.[0]?.[1].includes('stale')]).toEqual([2, false]);
});

it('asks once more, without blame, when the time of a nonce is over', () => {
  const request = answered();
  nowMs += 59_999;
  expect(ask(request)).toBeNull();
  nowMs += 2;
  expect(ask(request)?.[0]?.[1]).toMatch(/stale=true$/);
});

it('never lets in and never throws at what anybody may send', () => {
  const names = fc.constantFrom(
    'username',
    'realm',
    'nonce',
    'uri',
    'response',
    'algorithm',
    'qop',
    'nc',
    'cnonce',
  );
  const pairs = fc.array(fc.tuple(names, fc.string({ maxLength: 40 })), { maxLength: 12 });
  fc.assert(
    fc.property(pairs, (parameters) => {
      const request = invite();
      const value = parameters.map(([name, text]) => `${name}="${text}"`).join(', ');
      request.headers.set('Authorization', `Digest ${value}`);
      expect(ask(request)).not.toBeNull();
    }),
  );
});

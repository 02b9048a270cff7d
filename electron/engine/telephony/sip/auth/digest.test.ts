import { describe, expect, it } from 'vitest';
import { digestAlgorithm, digestResponse, type DigestInput } from './digest.ts';

const none = new Uint8Array(0);

/** RFC 7616 §3.9.1: one exchange in two algorithms. */
const mufasa: DigestInput = {
  algorithm: 'MD5',
  username: 'Mufasa',
  realm: 'http-auth@example.org',
  password: 'Circle of Life',
  method: 'GET',
  uri: '/dir/index.html',
  nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
  qop: { name: 'auth', cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ', nonceCount: 1 },
  body: none,
};

describe('digestResponse', () => {
  it('gives what RFC 7616 §3.9.1 prints for MD5 and SHA-256', () => {
    expect({
      md5: digestResponse(mufasa),
      sha256: digestResponse({ ...mufasa, algorithm: 'SHA-256' }),
    }).toEqual({
      md5: '8ca523f5e9506fed4657c9700eebdbec',
      sha256: '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
    });
  });

  it('gives what RFC 2617 §3.5 prints', () => {
    const input: DigestInput = {
      ...mufasa,
      realm: 'testrealm@host.com',
      password: 'Circle Of Life',
      nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
      qop: { name: 'auth', cnonce: '0a4f113b', nonceCount: 1 },
    };
    expect(digestResponse(input)).toBe('6629fae49393a05397450978507c4ef1');
  });

  it('hashes as the formulas of RFC 7616 §3.4 say for sessions, bodies, RFC 2069 and SHA-512-256', async () => {
    const { createHash } = await import('node:crypto');
    const hash = (name: string, text: string) => createHash(name).update(text).digest('hex');
    const input: DigestInput = {
      ...mufasa,
      username: 'bob',
      realm: 'biloxi.com',
      password: 'zanzibar',
      method: 'INVITE',
      uri: 'sip:bob@biloxi.com',
      nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
      qop: { name: 'auth-int', cnonce: '0a4f113b', nonceCount: 10 },
      body: new TextEncoder().encode('v=0\r\n'),
    };
    const md5 = (text: string) => hash('md5', text);
    const sha512 = (text: string) => hash('sha512-256', text);
    const session = md5(`${md5('bob:biloxi.com:zanzibar')}:dcd98b7102dd2f0e8b11d0f600bfb0c093:0a4f113b`);
    const plain = md5('INVITE:sip:bob@biloxi.com');
    const whole = `INVITE:sip:bob@biloxi.com:${md5('v=0\r\n')}`;
    expect({
      session: digestResponse({ ...input, algorithm: 'MD5-sess' }),
      old: digestResponse({ ...input, qop: null }),
      sha512: digestResponse({
        ...input,
        algorithm: 'SHA-512-256',
        qop: { name: 'auth', cnonce: 'c', nonceCount: 255 },
      }),
    }).toEqual({
      session: md5(`${session}:dcd98b7102dd2f0e8b11d0f600bfb0c093:0000000a:0a4f113b:auth-int:${md5(whole)}`),
      old: md5(`${md5('bob:biloxi.com:zanzibar')}:dcd98b7102dd2f0e8b11d0f600bfb0c093:${plain}`),
      sha512: sha512(
        `${sha512('bob:biloxi.com:zanzibar')}:dcd98b7102dd2f0e8b11d0f600bfb0c093:000000ff:c:auth:${sha512('INVITE:sip:bob@biloxi.com')}`,
      ),
    });
  });

  it('knows an algorithm in any case, and not another', () => {
    expect(['md5', 'sha-256', 'SHA-512-256-SESS', 'SHA-1', ''].map(digestAlgorithm)).toEqual([
      'MD5',
      'SHA-256',
      'SHA-512-256-sess',
      null,
      null,
    ]);
  });
});

/**
 * The arithmetic of digest access authentication: RFC 7616 §3.4, with the algorithms that RFC 8760 brings to SIP.
 *
 *   A1 = user:realm:password              (-sess: H(A1):nonce:cnonce)
 *   A2 = method:uri                       (auth-int: method:uri:H(body))
 *   response = H(H(A1):nonce:nc:cnonce:qop:H(A2))      without qop, RFC 2069: H(H(A1):nonce:H(A2))
 */
import { createHash } from 'node:crypto';

export type DigestAlgorithm =
  'MD5' | 'MD5-sess' | 'SHA-256' | 'SHA-256-sess' | 'SHA-512-256' | 'SHA-512-256-sess';

export type DigestQop = 'auth' | 'auth-int';

const hashes: Readonly<Record<DigestAlgorithm, string>> = {
  MD5: 'md5',
  'MD5-sess': 'md5',
  'SHA-256': 'sha256',
  'SHA-256-sess': 'sha256',
  'SHA-512-256': 'sha512-256',
  'SHA-512-256-sess': 'sha512-256',
};

/** By its name in any case, null for one that is not known. */
export function digestAlgorithm(name: string): DigestAlgorithm | null {
  const known = Object.keys(hashes) as DigestAlgorithm[];
  return known.find((algorithm) => algorithm.toLowerCase() === name.toLowerCase()) ?? null;
}

/** Quoted values as they stand between their quotes, escapes and all (`unq`, RFC 7616 §3.4). */
export interface DigestInput {
  algorithm: DigestAlgorithm;
  username: string;
  realm: string;
  password: string;
  method: string;
  uri: string;
  nonce: string;
  /** Null: the server knows RFC 2069 only. */
  qop: { name: DigestQop; cnonce: string; nonceCount: number } | null;
  body: Uint8Array;
}

/** Lower-case hex. */
export function digestResponse(input: DigestInput): string {
  const { algorithm, method, uri, nonce, qop } = input;
  const hash = (data: string | Uint8Array): string =>
    createHash(hashes[algorithm]).update(data).digest('hex');
  const secret = hash(`${input.username}:${input.realm}:${input.password}`);
  const a1 = algorithm.endsWith('-sess') ? hash(`${secret}:${nonce}:${qop?.cnonce ?? ''}`) : secret;
  const a2 = hash(qop?.name === 'auth-int' ? `${method}:${uri}:${hash(input.body)}` : `${method}:${uri}`);
  if (!qop) return hash(`${a1}:${nonce}:${a2}`);
  return hash([a1, nonce, nonceCountText(qop.nonceCount), qop.cnonce, qop.name, a2].join(':'));
}

/** `nc`: eight hex digits. */
export function nonceCountText(count: number): string {
  return count.toString(16).padStart(8, '0');
}

/**
 * Keys by SDES, RFC 4568: each side tells in its a=crypto line the key of what it sends.
 *
 * A trunk whose encryption is `required` offers RTP/SAVP. One where it is `optional` offers RTP/AVP and the same lines with it: outside
 * the RFC, but what phones and PBXs take for "encrypt if you can" (Asterisk's optimistic encryption, FreeSWITCH, Linphone, Snom),
 * while two m= lines, the RFC's way, are answered by many with the first one refused or with two streams.
 * The keys are as safe as the signalling: over TLS, between us and the next hop.
 */
import {
  createSrtpKey,
  formatSdesKey,
  isSrtpSuite,
  parseSdesKey,
  type SrtpKey,
  type SrtpSuite,
} from '../rtp/srtp-keys.ts';
import type { SdpCrypto } from './description.ts';

/** In order of preference; those that every implementation has. */
const offeredSuites = [
  'AES_CM_128_HMAC_SHA1_80',
  'AES_CM_128_HMAC_SHA1_32',
] as const satisfies readonly SrtpSuite[];

/** A line that we offered, with the key in it. */
export interface OfferedKey {
  tag: number;
  key: SrtpKey;
}

/** Our keys of one session. They stay through re-offers, so that no packet of ours is sealed anew (RFC 4568 §7.1.4). */
export class LocalKeys {
  readonly #random: (length: number) => Uint8Array;
  readonly #keys = new Map<SrtpSuite, SrtpKey>();

  constructor(random: (length: number) => Uint8Array) {
    this.#random = random;
  }

  of(suite: SrtpSuite): SrtpKey {
    const known = this.#keys.get(suite);
    if (known) return known;
    const key = createSrtpKey(suite, this.#random);
    this.#keys.set(suite, key);
    return key;
  }

  offered(): OfferedKey[] {
    return offeredSuites.map((suite, index) => ({ tag: index + 1, key: this.of(suite) }));
  }
}

export function cryptoLine({ tag, key }: OfferedKey): SdpCrypto {
  return { tag, suite: key.suite, keyParameters: formatSdesKey(key), sessionParameters: '' };
}

/** The first line that we can work with (§5.1.2); null where there is none. */
export function acceptedCrypto(lines: readonly SdpCrypto[]): { tag: number; remote: SrtpKey } | null {
  for (const line of lines) {
    const remote = keyOf(line);
    if (remote) return { tag: line.tag, remote };
  }
  return null;
}

/** The peer's choice among our lines, by its tag (§5.1.3); null where it chose none, or something that was not offered. */
export function answeredCrypto(
  lines: readonly SdpCrypto[],
  offered: readonly OfferedKey[],
): { local: SrtpKey; remote: SrtpKey } | null {
  for (const line of lines) {
    const local = offered.find(({ tag, key }) => tag === line.tag && key.suite === line.suite)?.key;
    const remote = keyOf(line);
    if (local && remote) return { local, remote };
  }
  return null;
}

function keyOf({ suite, keyParameters, sessionParameters }: SdpCrypto): SrtpKey | null {
  // §6.3: parameters that are not understood refuse the line, unless a hyphen makes them optional. The window's size is
  // the receiver's own business.
  const parameters = sessionParameters.split(/\s+/).filter((parameter) => parameter !== '');
  if (!isSrtpSuite(suite) || !parameters.every((parameter) => /^(-|WSH=)/.test(parameter))) return null;
  try {
    return parseSdesKey(suite, keyParameters);
  } catch {
    return null;
  }
}

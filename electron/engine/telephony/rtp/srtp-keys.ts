/** Keys of SRTP as SDP carries them: `a=crypto:TAG SUITE inline:KEY[|LIFETIME][|MKI:LENGTH]`, RFC 4568 §6 and §9.2. */
import { SipError } from '../../base/errors.ts';

export const srtpSuites = ['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32', 'AEAD_AES_128_GCM'] as const;
export type SrtpSuite = (typeof srtpSuites)[number];

/** Octets of master key and master salt: RFC 4568 §6.2, RFC 7714 §14.2. */
export const keyBytes: Record<SrtpSuite, { key: number; salt: number }> = {
  AES_CM_128_HMAC_SHA1_80: { key: 16, salt: 14 },
  AES_CM_128_HMAC_SHA1_32: { key: 16, salt: 14 },
  AEAD_AES_128_GCM: { key: 16, salt: 12 },
};

export interface SrtpKey {
  suite: SrtpSuite;
  /** Master key and master salt, one after the other. Never logged. */
  master: Uint8Array;
}

/** RFC 3711 §9.2: no key protects more packets. */
const MAX_LIFETIME = 2 ** 48;

export function isSrtpSuite(text: string): text is SrtpSuite {
  return (srtpSuites as readonly string[]).includes(text);
}

export function isSameKey(one: SrtpKey, other: SrtpKey): boolean {
  return one.suite === other.suite && Buffer.compare(one.master, other.master) === 0;
}

export function createSrtpKey(suite: SrtpSuite, random: (length: number) => Uint8Array): SrtpKey {
  return { suite, master: random(keyBytes[suite].key + keyBytes[suite].salt) };
}

/** `inline:…`, as it stands in `a=crypto`. */
export function formatSdesKey({ master }: SrtpKey): string {
  return `inline:${Buffer.from(master).toString('base64')}`;
}

/**
 * The key parameters of one `a=crypto` line. Throws SipError 488 for more than one key, for one with an MKI (we have no
 * use for key indices, and may refuse what we do not understand, §6.1), and for one that is no key of the suite.
 */
export function parseSdesKey(suite: SrtpSuite, parameters: string): SrtpKey {
  const { key, salt } = keyBytes[suite];
  const [method, rest, ...more] = parameters.trim().split(':', 4);
  const [encoded = '', ...options] = parameters.trim().slice('inline:'.length).split('|', 4);
  if (method?.toLowerCase() !== 'inline' || rest === undefined) throw refused('it is not given inline');
  if (parameters.includes(';')) throw refused('there is more than one');
  if (more.length > 0 || options.some((option) => option.includes(':')))
    throw refused('it has a key index (MKI)');
  for (const option of options) {
    const lifetime = /^2\^(\d{1,2})$/.exec(option);
    const packets = lifetime ? 2 ** Number(lifetime[1]) : /^\d{1,15}$/.test(option) ? Number(option) : 0;
    if (packets < 1 || packets > MAX_LIFETIME) throw refused('its lifetime cannot be read');
  }
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) throw refused('it is not base64');
  const master = Buffer.from(encoded, 'base64');
  if (master.length !== key + salt) throw refused(`it has not the ${String(key + salt)} octets of ${suite}`);
  return { suite, master: new Uint8Array(master) };
}

function refused(why: string): SipError {
  return new SipError('sip-malformed', `The key for encrypted sound (SRTP) cannot be used: ${why}.`, {
    status: 488,
  });
}

/**
 * SIP and SIPS addresses, RFC 3261 §19.1, and `tel:` (RFC 3966) as far as a number and its parameters.
 *
 *   sip:user:password@host:port;uri-parameters?headers
 *
 * Other schemes are kept as they are in `opaque`: whoever needs one of ours answers 416.
 */
import { isIPv6 } from 'node:net';
import { escapeText, unescapeText } from './escapes.ts';
import { malformed, trimBlank } from './lexical.ts';

export interface SipUri {
  /** Lower case: `sip`, `sips`, `tel` or any other. */
  scheme: string;
  /** Unescaped; empty for none. The number of a `tel:` address. */
  user: string;
  /** Unescaped. Deprecated by §19.1.1, yet seen. */
  password: string | null;
  /** As it came; IPv6 without brackets. Empty for `tel:` and other schemes. */
  host: string;
  port: number | null;
  /** Names in lower case, values unescaped; null: the name stands alone. */
  parameters: Map<string, string | null>;
  /** Header fields to add to a request, unescaped; several of a name are one list. */
  headers: Map<string, string>;
  /** What follows the colon of a scheme that is not read here. */
  opaque?: string;
}

const unreserved = "A-Za-z0-9\\-_.!~*'()";
const userPlain = new RegExp(`[^${unreserved}&=+$,;?/]`, 'gu');
const passwordPlain = new RegExp(`[^${unreserved}&=+$,]`, 'gu');
const parameterPlain = new RegExp(`[^${unreserved}\\[\\]/:&+$]`, 'gu');
const headerPlain = new RegExp(`[^${unreserved}\\[\\]/?:+$]`, 'gu');

/** @throws SipError `sip-malformed` (400) */
export function parseUri(text: string): SipUri {
  const colon = text.indexOf(':');
  const scheme = text.slice(0, Math.max(colon, 0)).toLowerCase();
  if (!/^[a-z][a-z0-9+.-]*$/.test(scheme)) throw malformed('An address has no scheme such as sip:');

  if (/[\x00-\x20\x7f<>"]/.test(text)) throw malformed('An address holds a space, quote or bracket');
  const rest = text.slice(colon + 1);
  if (scheme === 'tel') return parseTel(rest);
  if (scheme !== 'sip' && scheme !== 'sips') return { ...bare(scheme), opaque: rest };

  // No `@` may stand unescaped before the host, and all that stands before it is the user's.
  const at = rest.indexOf('@');
  const userInfo = at < 0 ? '' : rest.slice(0, at);
  const afterUser = rest.slice(at + 1);
  const question = afterUser.indexOf('?');
  const hostAndParameters = question < 0 ? afterUser : afterUser.slice(0, question);
  const semicolon = hostAndParameters.indexOf(';');
  const passwordAt = userInfo.indexOf(':');
  return {
    ...bare(scheme),
    user: unescapeText(passwordAt < 0 ? userInfo : userInfo.slice(0, passwordAt)),
    password: passwordAt < 0 ? null : unescapeText(userInfo.slice(passwordAt + 1)),
    ...parseHostPort(semicolon < 0 ? hostAndParameters : hostAndParameters.slice(0, semicolon)),
    parameters: parseUriParameters(semicolon < 0 ? '' : hostAndParameters.slice(semicolon + 1)),
    headers: parseUriHeaders(question < 0 ? '' : afterUser.slice(question + 1)),
  };
}

export function formatUri(uri: SipUri): string {
  if (uri.opaque !== undefined) return `${uri.scheme}:${uri.opaque}`;
  const user = escapeText(uri.user, userPlain);
  const password = uri.password === null ? '' : `:${escapeText(uri.password, passwordPlain)}`;
  const parameters = [...uri.parameters].map(([name, value]) =>
    value === null
      ? `;${escapeText(name, parameterPlain)}`
      : `;${escapeText(name, parameterPlain)}=${escapeText(value, parameterPlain)}`,
  );
  if (uri.scheme === 'tel') return `tel:${user}${parameters.join('')}`;
  const headers = [...uri.headers].map(
    ([name, value]) => `${escapeText(name, headerPlain)}=${escapeText(value, headerPlain)}`,
  );
  return [
    `${uri.scheme}:`,
    user === '' && password === '' ? '' : `${user}${password}@`,
    formatHostPort(uri.host, uri.port),
    ...parameters,
    headers.length === 0 ? '' : `?${headers.join('&')}`,
  ].join('');
}

/** A `sip:` address with nothing but what is given. */
export function sipUri(parts: Partial<SipUri> & { host: string }): SipUri {
  return { ...bare('sip'), ...parts };
}

/** Brackets where the host is an IPv6 address. */
export function formatHostPort(host: string, port: number | null): string {
  const bracketed = host.includes(':') ? `[${host}]` : host;
  return port === null ? bracketed : `${bracketed}:${port}`;
}

/** `HOST`, `HOST:PORT`, `[V6]`, `[V6]:PORT`; white space around the colon as in Via (§20.42). @throws SipError 400 */
export function parseHostPort(text: string): { host: string; port: number | null } {
  const match = /^(?:\[([^\]\s]*)\]|([^\s:[\]]+))(?:[ \t]*:[ \t]*(\d{1,5}))?$/.exec(trimBlank(text));
  const v6 = match?.[1];
  const host = v6 ?? match?.[2] ?? '';
  const port = match?.[3] === undefined ? null : Number(match[3]);
  const isHost = v6 === undefined ? /^[A-Za-z0-9._-]+$/.test(host) : isIPv6(v6);
  if (!isHost) throw malformed('A host in an address is neither a name nor an IP address');
  if (port !== null && (port < 1 || port > 65_535)) throw malformed('A port is not between 1 and 65535');
  return { host, port };
}

/** Parameters that make a difference even where only one of the two has them, §19.1.4. */
const neverIgnored = ['user', 'ttl', 'method', 'maddr', 'transport'];

/** Do both lead to the same resource? §19.1.4 */
export function sameUri(a: SipUri, b: SipUri): boolean {
  return (
    a.scheme === b.scheme &&
    a.opaque === b.opaque &&
    a.user === b.user &&
    a.password === b.password &&
    a.host.toLowerCase() === b.host.toLowerCase() &&
    a.port === b.port &&
    [...a.parameters].every(([name, value]) => !b.parameters.has(name) || sameValue(value, b, name)) &&
    neverIgnored.every((name) => a.parameters.has(name) === b.parameters.has(name)) &&
    a.headers.size === b.headers.size &&
    [...a.headers].every(([name, value]) => b.headers.get(name) === value)
  );
}

function sameValue(value: string | null, other: SipUri, name: string): boolean {
  return (value ?? '').toLowerCase() === (other.parameters.get(name) ?? '').toLowerCase();
}

function bare(scheme: string): SipUri {
  return {
    scheme,
    user: '',
    password: null,
    host: '',
    port: null,
    parameters: new Map(),
    headers: new Map(),
  };
}

function parseTel(rest: string): SipUri {
  const [number = '', ...parameters] = rest.split(';');
  if (number === '') throw malformed('A tel: address has no number');
  return { ...bare('tel'), user: unescapeText(number), parameters: parseUriParameters(parameters.join(';')) };
}

function parseUriParameters(text: string): Map<string, string | null> {
  const parameters = new Map<string, string | null>();
  for (const piece of text.split(';')) {
    if (piece === '') continue;
    const equals = piece.indexOf('=');
    const name = unescapeText(equals < 0 ? piece : piece.slice(0, equals)).toLowerCase();
    if (!parameters.has(name))
      parameters.set(name, equals < 0 ? null : unescapeText(piece.slice(equals + 1)));
  }
  return parameters;
}

function parseUriHeaders(text: string): Map<string, string> {
  const lists = new Map<string, string[]>();
  for (const piece of text.split('&')) {
    if (piece === '') continue;
    const equals = piece.indexOf('=');
    const name = unescapeText(equals < 0 ? piece : piece.slice(0, equals)).toLowerCase();
    const value = equals < 0 ? '' : unescapeText(piece.slice(equals + 1));
    const list = lists.get(name);
    if (list) list.push(value);
    else lists.set(name, [value]);
  }
  return new Map([...lists].map(([name, values]) => [name, values.join(', ')]));
}

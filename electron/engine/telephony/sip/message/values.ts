/** The values of header fields that a user agent reads, RFC 3261 §20 and §25.1. All of them throw SipError 400. */
import { closingQuote, isToken, malformed, quote, splitOutside, trimBlank, unquote } from './lexical.ts';
import { formatHostPort, formatUri, parseHostPort, parseUri, type SipUri } from './uri.ts';

/** Names in lower case; values without their quotes; null: the name stands alone. */
export type Parameters = Map<string, string | null>;

export interface Via {
  /** `SIP/2.0` */
  protocol: string;
  /** Upper case: `UDP`, `TCP`, `TLS`, or what else came. */
  transport: string;
  /** IPv6 without brackets. */
  host: string;
  port: number | null;
  parameters: Parameters;
}

export interface NameAddress {
  /** Empty for none. */
  displayName: string;
  uri: SipUri;
  /** Of the header field, such as `tag`, not of the address. */
  parameters: Parameters;
}

export interface CSeq {
  /** Below 2^31, §8.1.1.5. */
  number: number;
  method: string;
}

export interface Replaces {
  callId: string;
  toTag: string;
  fromTag: string;
  earlyOnly: boolean;
}

/** The members of a list with commas, §7.3.1; empty ones are left out. */
export function splitList(value: string): string[] {
  return splitOutside(value, ',', true).filter((member) => member !== '');
}

/** `;name=value;name`. Empty parameters (`;;`) are passed over. */
export function parseParameters(text: string): Parameters {
  const parameters: Parameters = new Map();
  for (const piece of splitOutside(text, ';', false)) {
    if (piece === '') continue;
    const equals = piece.indexOf('=');
    const name = trimBlank(equals < 0 ? piece : piece.slice(0, equals)).toLowerCase();
    if (!isToken(name)) throw malformed('A parameter of a header field has no proper name');
    const value = equals < 0 ? null : trimBlank(piece.slice(equals + 1));
    if (value?.startsWith('"') && closingQuote(value, 0) !== value.length - 1) {
      throw malformed('A quoted parameter is not closed');
    }
    if (!parameters.has(name)) parameters.set(name, value === null ? null : unquote(value));
  }
  return parameters;
}

export function formatParameters(parameters: ReadonlyMap<string, string | null>): string {
  return [...parameters]
    .map(([name, value]) => (value === null ? `;${name}` : `;${name}=${parameterValue(name, value)}`))
    .join('');
}

/** Feature parameters such as `+sip.instance` are always quoted, RFC 3840 §9. */
function parameterValue(name: string, value: string): string {
  return !name.startsWith('+') && /^[A-Za-z0-9\-.!%*_+`'~[\]:/]+$/.test(value) ? value : quote(value);
}

/** One Via: `SIP/2.0/UDP host:port;branch=…`, white space wherever §20.42 lets it stand. */
export function parseVia(value: string): Via {
  const semicolon = value.indexOf(';');
  const head = trimBlank(semicolon < 0 ? value : value.slice(0, semicolon));
  const [name = '', version = '', last = '', ...more] = head.split('/').map((piece) => trimBlank(piece));
  const gap = last.search(/\s/);
  if (more.length > 0 || gap < 0 || ![name, version, last.slice(0, gap)].every(isToken)) {
    throw malformed('A Via is not of the form SIP/2.0/TRANSPORT HOST');
  }
  return {
    protocol: `${name.toUpperCase()}/${version}`,
    transport: last.slice(0, gap).toUpperCase(),
    ...parseHostPort(last.slice(gap)),
    parameters: parseParameters(semicolon < 0 ? '' : value.slice(semicolon + 1)),
  };
}

export function formatVia({ protocol, transport, host, port, parameters }: Via): string {
  return `${protocol}/${transport} ${formatHostPort(host, port)}${formatParameters(parameters)}`;
}

/**
 * name-addr or addr-spec with parameters, §20.10. In the short form without `<>` parameters belong to the header field, and the
 * address may hold neither comma nor question mark. A display name without quotes may hold more than tokens, but no comma.
 */
export function parseAddress(value: string): NameAddress {
  const text = trimBlank(value);
  if (text.startsWith('"')) {
    const close = closingQuote(text, 0);
    if (close < 0) throw malformed('A display name is not closed by a quote');
    return inBrackets(unquote(text.slice(0, close + 1)), trimBlank(text.slice(close + 1)));
  }
  const bracket = text.indexOf('<');
  const semicolon = text.indexOf(';');
  if (bracket >= 0 && (semicolon < 0 || bracket < semicolon)) {
    const displayName = trimBlank(text.slice(0, bracket));
    if (/[",]/.test(displayName)) throw malformed('A display name holds a comma or quote outside quotes');
    return inBrackets(displayName, text.slice(bracket));
  }
  const address = trimBlank(semicolon < 0 ? text : text.slice(0, semicolon));
  if (/[?,]/.test(address)) throw malformed('An address with a comma or question mark is not in < >');
  return {
    displayName: '',
    uri: parseUri(address),
    parameters: parseParameters(semicolon < 0 ? '' : text.slice(semicolon + 1)),
  };
}

function inBrackets(displayName: string, text: string): NameAddress {
  const close = text.indexOf('>');
  const after = trimBlank(text.slice(close + 1));
  if (!text.startsWith('<') || close < 0) throw malformed('An address is not closed by >');
  if (after !== '' && !after.startsWith(';')) throw malformed('Something stands behind an address');
  return { displayName, uri: parseUri(text.slice(1, close)), parameters: parseParameters(after) };
}

/** Always with `<>`. */
export function formatAddress({ displayName, uri, parameters }: NameAddress): string {
  const name = displayName === '' ? '' : `${quote(displayName)} `;
  return `${name}<${formatUri(uri)}>${formatParameters(parameters)}`;
}

export function parseCSeq(value: string): CSeq {
  const match = /^0*(\d{1,10})[ \t]+(\S+)$/.exec(trimBlank(value));
  const number = Number(match?.[1]);
  const method = match?.[2] ?? '';
  if (!isToken(method)) throw malformed('CSeq is not a number and a method');
  if (number >= 2 ** 31) throw malformed('CSeq is not below 2^31');
  return { number, method };
}

/** RFC 3891 §6.1. */
export function parseReplaces(value: string): Replaces {
  const semicolon = value.indexOf(';');
  const parameters = parseParameters(semicolon < 0 ? '' : value.slice(semicolon + 1));
  const callId = trimBlank(semicolon < 0 ? value : value.slice(0, semicolon));
  const toTag = parameters.get('to-tag');
  const fromTag = parameters.get('from-tag');
  if (callId === '' || !toTag || !fromTag) throw malformed('Replaces lacks its Call-ID or a tag');
  return { callId, toTag, fromTag, earlyOnly: parameters.has('early-only') };
}

/** `type` is `type/subtype` in lower case. */
export function parseContentType(value: string): { type: string; parameters: Parameters } {
  const semicolon = value.indexOf(';');
  const [main = '', sub = '', ...more] = (semicolon < 0 ? value : value.slice(0, semicolon))
    .split('/')
    .map((piece) => trimBlank(piece).toLowerCase());
  if (!isToken(main) || !isToken(sub) || more.length > 0)
    throw malformed('A content type is not type/subtype');
  return {
    type: `${main}/${sub}`,
    parameters: parseParameters(semicolon < 0 ? '' : value.slice(semicolon + 1)),
  };
}

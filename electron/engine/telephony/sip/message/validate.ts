/**
 * May a request be acted upon? The order is that of RFC 3261 §8.2: what is malformed (400) before what is not understood, method,
 * addresses, Require, content. Fields that Parley does not use (Date, Warning …) are not looked at, as RFC 4475 advises.
 */
import { contentProblem } from './content.ts';
import type { SipHeaders } from './headers.ts';
import type { SipRequest, SipResponse } from './message.ts';
import { problem, type RequestProblem } from './problem.ts';
import { parseUri } from './uri.ts';
import { parseAddress, parseCSeq, parseVia, splitList } from './values.ts';

export type { RequestProblem } from './problem.ts';

/** What this element can do. */
export interface Abilities {
  methods: readonly string[];
  /** Option tags, RFC 3261 §19.2. */
  extensions: readonly string[];
  /** Schemes of the Request-URI. */
  schemes: readonly string[];
}

/** Of Parley's user agent; also what Allow and Supported say. */
export const userAgentAbilities: Abilities = {
  methods: ['INVITE', 'ACK', 'CANCEL', 'BYE', 'OPTIONS', 'INFO', 'PRACK', 'UPDATE', 'REFER', 'NOTIFY'],
  extensions: ['100rel', 'replaces', 'timer', 'norefersub'],
  schemes: ['sip', 'sips'],
};

/** Fields of which a request has exactly one, §8.1.1. Max-Forwards may be missing: RFC 2543 had none (RFC 4475 §3.4.1). */
const single = ['From', 'To', 'Call-ID', 'CSeq', 'Max-Forwards', 'Content-Type', 'Expires', 'Replaces'];
const mandatory = ['Via', 'From', 'To', 'Call-ID', 'CSeq'];

/** Null: nothing is wrong. An ACK that has a problem is dropped, never answered. */
export function requestProblem(
  request: SipRequest,
  abilities: Abilities = userAgentAbilities,
): RequestProblem | null {
  const { headers, method } = request;
  const why = malformedField(headers) ?? malformedAddresses(headers, false) ?? malformedRequest(request);
  if (why !== null) return problem(400, why);

  // RFC 3261 §8.2.1
  if (!abilities.methods.includes(method)) {
    return problem(405, 'Method Not Allowed', ['Allow', abilities.methods.join(', ')]);
  }
  // §8.2.2.1; what follows the scheme is nobody's business where the scheme is not ours (RFC 4475 §3.3.2, §3.3.3).
  if (!abilities.schemes.includes(schemeOf(request.uri))) return problem(416, 'Unsupported URI Scheme');
  const uri = parses(() => parseUri(request.uri));
  if (!uri) return problem(400, 'Malformed Request-URI');
  if (uri.headers.size > 0) return problem(400, 'Request-URI With Headers'); // §19.1.1, RFC 4475 §3.1.2.11

  // §8.2.2.3: not for CANCEL and ACK
  if (method === 'CANCEL' || method === 'ACK') return null;
  const unsupported = headers
    .getAll('Require')
    .flatMap(splitList)
    .filter((tag) => !abilities.extensions.includes(tag.toLowerCase()));
  if (unsupported.length > 0) {
    return problem(420, 'Bad Extension', ['Unsupported', unsupported.slice(0, 20).join(', ')]);
  }
  return contentProblem(request);
}

/** Why a response is to be dropped (§8.1.3.3, §17.1.3, §18.1.2); null: it may be matched to a transaction. */
export function responseProblem(response: SipResponse): string | null {
  const { headers } = response;
  const why = malformedField(headers) ?? malformedAddresses(headers, isOfRegister(headers));
  if (why !== null) return why;
  // §8.1.3.3: more than one Via means that it is not for us.
  return headers.getAll('Via').flatMap(splitList).length > 1 ? 'More Than One Via' : null;
}

function malformedField(headers: SipHeaders): string | null {
  const missing = mandatory.find((name) => !headers.get(name));
  if (missing !== undefined) return `Missing ${missing}`;
  const twice = single.find((name) => headers.getAll(name).length > 1);
  if (twice !== undefined) return `More Than One ${twice}`;
  if (!parses(() => headers.getAll('Via').flatMap(splitList).map(parseVia))) return 'Malformed Via';
  for (const name of ['From', 'To']) {
    if (!parses(() => parseAddress(headers.get(name) ?? ''))) return `Malformed ${name}`;
  }
  if (!parses(() => parseCSeq(headers.get('CSeq') ?? ''))) return 'Malformed CSeq';
  if (/\s/.test(headers.get('Call-ID') ?? '')) return 'Malformed Call-ID';
  return null;
}

/** @param isListOfBindings Contact names other people's devices, whose mistakes are not to keep us from registering (§10.3) */
function malformedAddresses(headers: SipHeaders, isListOfBindings: boolean): string | null {
  for (const name of isListOfBindings ? ['Record-Route'] : ['Contact', 'Record-Route', 'Route']) {
    const addresses = headers.getAll(name).flatMap(splitList);
    const star = name === 'Contact' && addresses.length === 1 && addresses[0] === '*';
    if (!star && !parses(() => addresses.map(parseAddress))) return `Malformed ${name}`;
  }
  return null;
}

function isOfRegister(headers: SipHeaders): boolean {
  return parseCSeq(headers.get('CSeq') ?? '').method === 'REGISTER';
}

function malformedRequest({ headers, method }: SipRequest): string | null {
  const cseq = parseCSeq(headers.get('CSeq') ?? '');
  if (cseq.method !== method) return 'CSeq Method Does Not Match';
  const maxForwards = headers.get('Max-Forwards');
  // §20.22: 0–255. Zero is no problem here: only who forwards has to refuse it (§16.3), this is the end of the way.
  if (maxForwards !== null && (!/^\d{1,6}$/.test(maxForwards) || Number(maxForwards) > 255)) {
    return 'Malformed Max-Forwards';
  }
  const [top = ''] = headers.getAll('Via').flatMap(splitList);
  // §8.1.1.7: the cookie alone names no transaction (RFC 4475 §3.2.1).
  if (parseVia(top).parameters.get('branch') === 'z9hG4bK') return 'Empty Branch';
  return null;
}

function schemeOf(uri: string): string {
  return uri.slice(0, Math.max(uri.indexOf(':'), 0)).toLowerCase();
}

function parses<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

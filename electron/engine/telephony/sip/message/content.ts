/** Bodies: whether they can be taken (RFC 3261 §8.2.3), and what stands in a multipart one (RFC 2046 §5.1, RFC 5621). */
import { SipHeaders } from './headers.ts';
import { trimBlank } from './lexical.ts';
import type { SipMessage, SipRequest } from './message.ts';
import { endOfHead } from './parse.ts';
import { problem, type RequestProblem } from './problem.ts';
import { parseContentType, splitList, type Parameters } from './values.ts';

export interface BodyPart {
  /** `type/subtype`, lower case. */
  type: string;
  parameters: Parameters;
  headers: SipHeaders;
  bytes: Uint8Array;
}

/** Methods whose body is an offer or answer; those of others are for whoever reads them. */
const sessionMethods = ['INVITE', 'UPDATE', 'PRACK'];
const maxParts = 16;
const maxDepth = 3;

/** Leaves of the body in their order; the body itself where it is not multipart. None where it is empty or of no known shape. */
export function bodyParts(message: SipMessage): BodyPart[] {
  const parts: BodyPart[] = [];
  if (message.body.length > 0) collect(message.headers, message.body, parts, 0);
  return parts;
}

/** Text of the first part of that type, UTF-8; null where there is none. */
export function bodyOfType(message: SipMessage, type: string): string | null {
  const part = bodyParts(message).find((candidate) => candidate.type === type);
  return part ? new TextDecoder().decode(part.bytes) : null;
}

/** 415 for a body, 406 for an Accept that Parley cannot meet. */
export function contentProblem(request: SipRequest): RequestProblem | null {
  const { headers, body, method } = request;
  if (!sessionMethods.includes(method)) return null;
  const accepted = headers.getAll('Accept');
  if (method === 'INVITE' && accepted.length > 0 && !accepted.flatMap(splitList).some(isSdp)) {
    return problem(406, 'Not Acceptable'); // §20.1, RFC 4475 §3.3.15
  }
  if (body.length === 0 || isOptional(headers)) return null;
  if (!headers.has('Content-Type')) return problem(400, 'Missing Content-Type');
  const encoding = headers.get('Content-Encoding');
  const isPlain = encoding === null || encoding.toLowerCase() === 'identity';
  if (isPlain && bodyParts(request).some(({ type }) => type === 'application/sdp')) return null;
  return problem(
    415,
    'Unsupported Media Type',
    isPlain ? ['Accept', 'application/sdp'] : ['Accept-Encoding', 'identity'],
  );
}

function isSdp(range: string): boolean {
  const type = trimBlank(range.split(';')[0] ?? '').toLowerCase();
  return type === 'application/sdp' || type === 'application/*' || type === '*/*';
}

/** §20.11: a body may say that it need not be understood. */
function isOptional(headers: SipHeaders): boolean {
  return /;\s*handling\s*=\s*"?optional/i.test(headers.get('Content-Disposition') ?? '');
}

function collect(headers: SipHeaders, bytes: Uint8Array, parts: BodyPart[], depth: number): void {
  const content = contentType(headers);
  if (!content || parts.length >= maxParts) return;
  const boundary = content.parameters.get('boundary');
  if (!content.type.startsWith('multipart/')) {
    parts.push({ ...content, headers, bytes });
  } else if (boundary && boundary.length <= 70 && depth < maxDepth) {
    for (const piece of pieces(bytes, boundary)) {
      const bodyAt = endOfHead(piece, 0);
      if (bodyAt < 0) continue;
      collect(partHeaders(piece.subarray(0, bodyAt)), piece.subarray(bodyAt), parts, depth + 1);
    }
  }
}

/** What stands between delimiter lines; the line break before a delimiter belongs to it. */
function pieces(bytes: Uint8Array, boundary: string): Uint8Array[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const delimiter = Buffer.from(`--${boundary}`);
  const found: Uint8Array[] = [];
  let at = buffer.indexOf(delimiter);
  while (at >= 0 && found.length < maxParts) {
    const start = at + delimiter.length;
    const next = buffer.indexOf(delimiter, start);
    if (next < 0 || buffer.toString('latin1', start, start + 2) === '--') break;
    const lineStart = buffer.indexOf('\n', start) + 1;
    const end = next - (buffer[next - 2] === 0x0d ? 2 : 1);
    if (lineStart > 0 && lineStart <= end) found.push(buffer.subarray(lineStart, end));
    at = next;
  }
  return found;
}

function partHeaders(bytes: Uint8Array): SipHeaders {
  const unfolded = new TextDecoder().decode(bytes).replace(/\r?\n[ \t]+/g, ' ');
  const headers = new SipHeaders();
  for (const line of unfolded.split(/\r?\n/).slice(0, 20)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.append(trimBlank(line.slice(0, colon)), trimBlank(line.slice(colon + 1)));
  }
  return headers;
}

function contentType(headers: SipHeaders): { type: string; parameters: Parameters } | null {
  try {
    return parseContentType(headers.get('Content-Type') ?? '');
  } catch {
    return null;
  }
}

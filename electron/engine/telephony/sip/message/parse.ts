/**
 * Bytes to messages, RFC 3261 §7 and §25.
 *
 *   start line CRLF
 *   name HCOLON value CRLF      a line that begins with a space or tab goes on with the one before (§7.3.1)
 *   CRLF
 *   body                        Content-Length bytes; in a datagram to its end where there is none (§18.3)
 *
 * What is read here is the message; whether its fields make sense is asked in `validate.ts`.
 */
import { SipError } from '../../../base/errors.ts';
import { SipHeaders } from './headers.ts';
import { isToken, trimBlank } from './lexical.ts';
import { maxBodyBytes, maxFieldLength, maxHeadBytes, maxHeaderFields } from './limits.ts';
import type { SipMessage, SipRequest, SipResponse } from './message.ts';

export interface SipParseErrorOptions {
  status?: number;
  partial?: SipRequest | null;
}

/** What came is not a SIP message. */
export class SipParseError extends SipError {
  /** To be answered with. */
  declare readonly status: number;
  /**
   * The request as far as it could be read: enough of it (Via, From, To, Call-ID, CSeq) that a response can be made. Null:
   * nothing is to be answered (a response, an ACK, or no field to answer by).
   */
  readonly partial: SipRequest | null;

  constructor(message: string, { status = 400, partial = null }: SipParseErrorOptions = {}) {
    super('sip-malformed', message, { status });
    this.partial = partial;
  }
}

/** A start line and its header fields. `problem`: the message is to be refused, in spite of what could be read. */
export interface ParsedHead {
  message: SipMessage;
  problem: { status: number; text: string } | null;
  /** Content-Length is there and is not one number: the end of the message cannot be known. */
  badLength: boolean;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/**
 * One datagram. Bytes behind the body are passed over (§18.3).
 * @throws SipParseError
 */
export function parseMessage(bytes: Uint8Array): SipMessage {
  let start = 0;
  while (bytes[start] === carriageReturn || bytes[start] === lineFeed) start += 1; // §7.5
  const bodyAt = endOfHead(bytes, start);
  const headBytes = (bodyAt < 0 ? bytes.length : bodyAt) - start;
  const head = parseHead(decoder.decode(bytes.subarray(start, start + Math.min(headBytes, maxHeadBytes))));
  if (headBytes > maxHeadBytes) throw parseError(head, { status: 513, text: 'The header is too long' });
  if (head.problem) throw parseError(head, head.problem);
  if (bodyAt < 0) throw parseError(head, { status: 400, text: 'No empty line ends the header' });

  const available = bytes.length - bodyAt;
  const length = contentLength(head.message) ?? available;
  if (length > available) {
    throw parseError(head, { status: 400, text: 'Content-Length is beyond the end of the datagram' });
  }
  if (length > maxBodyBytes) throw parseError(head, { status: 513, text: 'The body is too long' });
  head.message.body = bytes.slice(bodyAt, bodyAt + length);
  return head.message;
}

/**
 * Start line and header fields, without or with the empty line. A line that is no header field is a problem, not an error, so
 * that the request can still be answered.
 * @throws SipParseError where not even the start line can be read
 */
export function parseHead(text: string): ParsedHead {
  const lines = text.split('\n');
  const first = (lines[0] ?? '').replace(/\r$/, '');
  const { message, problem: startProblem } = parseStartLine(first);
  let problem = startProblem;
  const refuse = (status: number, why: string): void => {
    problem ??= { status, text: why };
  };

  let field = '';
  const finishField = (): void => {
    if (field === '') return;
    if (field.length > maxFieldLength) refuse(513, 'A header field is too long');
    else if (!addField(message.headers, field)) refuse(400, 'A line of the header is no header field');
    field = '';
  };
  for (let index = 1; index < lines.length; index += 1) {
    const line = (lines[index] ?? '').replace(/\r$/, '');
    if (line === '') break;
    if (/^[ \t]/.test(line)) {
      if (field === '') refuse(400, 'The header begins with a folded line');
      else if (field.length <= maxFieldLength) field = `${field} ${trimBlank(line)}`;
      continue;
    }
    finishField();
    if (message.headers.all.length >= maxHeaderFields) {
      refuse(513, 'There are too many header fields');
      break;
    }
    field = line;
  }
  finishField();
  const badLength = hasBadLength(message);
  if (badLength) refuse(400, 'Content-Length is not one number');
  return { message, problem, badLength };
}

/** Content-Length, null where there is none. Only for messages without a problem. */
export function contentLength(message: SipMessage): number | null {
  const value = message.headers.get('Content-Length');
  return value === null ? null : Number(value);
}

/** Index behind the empty line, -1 where there is none. A bare LF ends a line too, as some devices have it. */
export function endOfHead(bytes: Uint8Array, start: number): number {
  for (let index = bytes.indexOf(lineFeed, start); index >= 0; index = bytes.indexOf(lineFeed, index + 1)) {
    if (bytes[index + 1] === lineFeed) return index + 2;
    if (bytes[index + 1] === carriageReturn && bytes[index + 2] === lineFeed) return index + 3;
  }
  return -1;
}

export function parseError(head: ParsedHead, problem: { status: number; text: string }): SipParseError {
  return new SipParseError(problem.text, { status: problem.status, partial: answerable(head.message) });
}

function answerable(message: SipMessage): SipRequest | null {
  if (message.kind === 'response' || message.method === 'ACK') return null; // §17.1.1.3: an ACK is never answered
  const needed = ['Via', 'From', 'To', 'Call-ID', 'CSeq'];
  return needed.every((name) => message.headers.has(name)) ? message : null;
}

function parseStartLine(line: string): Pick<ParsedHead, 'message' | 'problem'> {
  const headers = new SipHeaders();
  const body = new Uint8Array();
  if (/^SIP\//i.test(line)) {
    const status = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/i.exec(line);
    if (!status) throw new SipParseError('A status line is not of the form SIP/2.0 CODE REASON');
    const response: SipResponse = {
      kind: 'response',
      status: Number(status[1]),
      reason: withoutCr(status[2] ?? ''),
      headers,
      body,
    };
    return { message: response, problem: null };
  }
  const version = /\s(SIP\/\d+\.\d+)\s*$/i.exec(line.slice(-40))?.[1];
  const methodEnd = line.indexOf(' ');
  const method = line.slice(0, Math.max(methodEnd, 0));
  if (version === undefined || !isToken(method)) {
    throw new SipParseError('A start line is neither a request line nor a status line');
  }
  const versionAt = line.lastIndexOf(version);
  const uri = line.slice(methodEnd + 1, versionAt - 1);
  const request: SipRequest = { kind: 'request', method, uri, headers, body };
  const isExact = line === `${method} ${uri} ${version}` && uri !== '' && !/[\s<>"]/.test(uri);
  if (version.toUpperCase() !== 'SIP/2.0') {
    return { message: request, problem: { status: 505, text: 'The SIP version is not 2.0' } };
  }
  if (isExact) return { message: request, problem: null };
  return {
    message: request,
    problem: { status: 400, text: 'The request line is not METHOD SP Request-URI SP SIP/2.0 (§25.1)' },
  };
}

function addField(headers: SipHeaders, line: string): boolean {
  const colon = line.indexOf(':');
  const name = trimBlank(line.slice(0, Math.max(colon, 0)));
  if (!isToken(name)) return false;
  headers.append(name, trimBlank(withoutCr(line.slice(colon + 1))));
  return true;
}

/** A CR that ends no line is white space: it must not be written again. */
function withoutCr(text: string): string {
  return text.includes('\r') ? text.replaceAll('\r', ' ') : text;
}

function hasBadLength(message: SipMessage): boolean {
  const values = message.headers.getAll('Content-Length');
  return values.some((value) => !/^\d{1,9}$/.test(value)) || new Set(values.map(Number)).size > 1;
}

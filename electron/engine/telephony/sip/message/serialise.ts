/** Messages to bytes, RFC 3261 §7. */
import type { SipMessage } from './message.ts';

const encoder = new TextEncoder();

/** Content-Length is always that of the body, and stands last. CR and LF in a value become a space: no field can be smuggled in. */
export function serialiseMessage(message: SipMessage): Uint8Array {
  const lines = [startLine(message)];
  for (const { name, value } of message.headers.all) {
    if (name.toLowerCase() !== 'content-length') lines.push(`${oneLine(name)}: ${oneLine(value)}`);
  }
  lines.push(`Content-Length: ${message.body.length}`, '', '');
  const head = encoder.encode(lines.join('\r\n'));
  const bytes = new Uint8Array(head.length + message.body.length);
  bytes.set(head);
  bytes.set(message.body, head.length);
  return bytes;
}

function startLine(message: SipMessage): string {
  return message.kind === 'request'
    ? `${oneLine(message.method)} ${oneLine(message.uri)} SIP/2.0`
    : `SIP/2.0 ${message.status} ${oneLine(message.reason)}`;
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}

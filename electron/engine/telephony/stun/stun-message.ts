/**
 * The Binding request and its answer, RFC 8489 §5 and §14.
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   │0 0│     message type          │         length                │   length: what follows these 20 bytes
 *   │                  magic cookie 0x2112A442                      │
 *   │                  transaction id (96 bits)                     │
 *   │                                                               │
 *   │                                                               │
 *   │         attribute type        │         length                │   then its value, padded to 4 bytes
 *
 *   MAPPED-ADDRESS, XOR-MAPPED-ADDRESS (§14.1, §14.2)
 *   │0 0 0 0 0 0 0 0│    family     │           port                │   family 1: IPv4, 2: IPv6
 *   │                 address (32 or 128 bits)                      │
 *
 * XOR: the port with the upper half of the cookie, the address with cookie and transaction id, so that no router on the way
 * takes it for an address that it has to translate.
 */
import { crc32 } from 'node:zlib';
import type { Endpoint } from '../sip/transport/network.ts';

export const magicCookie = 0x2112a442;
export const transactionIdBytes = 12;
const headerBytes = 20;

const bindingRequest = 0x0001;
const bindingSuccess = 0x0101;
const bindingError = 0x0111;

const mappedAddress = 0x0001;
const errorCode = 0x0009;
const xorMappedAddress = 0x0020;
const fingerprint = 0x8028;
/** §14.7 */
const fingerprintXor = 0x5354554e;

export type StunAnswer =
  | { kind: 'success'; mapped: Endpoint }
  /** 300–699. */
  | { kind: 'error'; status: number };

export interface StunResponse {
  transactionId: Uint8Array;
  answer: StunAnswer;
}

/** RFC 7983 §7: the first byte tells STUN (0–3) from RTP (128–191) and SIP (letters); the cookie makes sure. */
export function isStun(bytes: Uint8Array): boolean {
  if (bytes.length < headerBytes || (bytes[0] ?? 255) > 3) return false;
  return viewOf(bytes).getUint32(4) === magicCookie;
}

/** @param transactionId 12 bytes by chance */
export function encodeBindingRequest(transactionId: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(headerBytes);
  const view = viewOf(bytes);
  view.setUint16(0, bindingRequest);
  view.setUint32(4, magicCookie);
  bytes.set(transactionId.subarray(0, transactionIdBytes), 8);
  return bytes;
}

/** Null: no answer to a Binding request, or one that is broken. Unknown attributes are passed over. */
export function parseBindingResponse(bytes: Uint8Array): StunResponse | null {
  if (!isStun(bytes)) return null;
  const view = viewOf(bytes);
  const type = view.getUint16(0);
  const length = view.getUint16(2);
  if ((type !== bindingSuccess && type !== bindingError) || length % 4 !== 0) return null;
  if (headerBytes + length !== bytes.length) return null;
  const transactionId = bytes.slice(8, headerBytes);
  let mapped: Endpoint | null = null;
  let xorMapped: Endpoint | null = null;
  let status: number | null = null;
  for (let at = headerBytes; at + 4 <= bytes.length;) {
    const attribute = view.getUint16(at);
    const size = view.getUint16(at + 2);
    const value = bytes.subarray(at + 4, at + 4 + size);
    if (value.length < size) return null;
    if (attribute === mappedAddress) mapped ??= addressOf(value, null);
    else if (attribute === xorMappedAddress) xorMapped ??= addressOf(value, bytes.subarray(4, headerBytes));
    else if (attribute === errorCode && size >= 4) status ??= ((value[2] ?? 0) & 7) * 100 + (value[3] ?? 0);
    else if (attribute === fingerprint && !isFingerprint(value, bytes.subarray(0, at))) return null;
    at += 4 + size + ((4 - (size % 4)) % 4);
  }
  if (type === bindingError) return { transactionId, answer: { kind: 'error', status: status ?? 500 } };
  const found = xorMapped ?? mapped;
  return found && { transactionId, answer: { kind: 'success', mapped: found } };
}

/** @param key cookie and transaction id, where the address was combined with them */
function addressOf(value: Uint8Array, key: Uint8Array | null): Endpoint | null {
  const addressBytes = value[1] === 1 ? 4 : value[1] === 2 ? 16 : 0;
  if (addressBytes === 0 || value.length !== 4 + addressBytes) return null;
  const plain = value.slice(2);
  if (key) {
    for (let index = 0; index < 2; index += 1) plain[index] = (plain[index] ?? 0) ^ (key[index] ?? 0);
    for (let index = 0; index < addressBytes; index += 1) {
      plain[index + 2] = (plain[index + 2] ?? 0) ^ (key[index] ?? 0);
    }
  }
  const port = ((plain[0] ?? 0) << 8) | (plain[1] ?? 0);
  return { address: addressBytes === 4 ? plain.subarray(2).join('.') : ipv6Text(plain.subarray(2)), port };
}

/** RFC 5952: the longest run of zero groups, of two at least, as `::`. */
function ipv6Text(bytes: Uint8Array): string {
  const view = viewOf(bytes);
  const groups = Array.from({ length: 8 }, (_, index) => view.getUint16(index * 2).toString(16));
  const runs = groups.map((_, start) => {
    let end = start;
    while (groups[end] === '0') end += 1;
    return end - start;
  });
  const longest = Math.max(...runs);
  if (longest < 2) return groups.join(':');
  const start = runs.indexOf(longest);
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + longest).join(':')}`;
}

function isFingerprint(value: Uint8Array, before: Uint8Array): boolean {
  return value.length === 4 && viewOf(value).getUint32(0) === (crc32(before) ^ fingerprintXor) >>> 0;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * A UDP datagram in an IP packet, as bytes.
 *
 *   IPv4, RFC 791 §3.1
 *   │ 4 │ 5 │ service │ total length      │   bits 4, 4, 8, 16
 *   │ identification  │ flags, fragment   │   16, 16: don't fragment
 *   │ hops  │ protocol│ header checksum   │   8, 8, 16
 *   │ source          │ destination       │   32, 32
 *
 *   IPv6, RFC 8200 §3
 *   │ 6 │ class │ flow label              │   4, 8, 20
 *   │ payload length  │ next │ hops       │   16, 8, 8
 *   │ source          │ destination       │   128, 128
 *
 *   UDP, RFC 768
 *   │ source port │ destination port │ length │ checksum │   16 each
 */

export interface PacketAddress {
  /** A number; whatever is none is written as 0.0.0.0. */
  address: string;
  port: number;
}

const udpProtocol = 17;
const hops = 64;
const udpHeaderBytes = 8;
const ipv4HeaderBytes = 20;
const ipv6HeaderBytes = 40;
/** What both kinds of header leave of 65,535 bytes. */
const longestPayload = 65_535 - ipv6HeaderBytes - udpHeaderBytes;

/** A longer payload is cut off. */
export function ipPacket(from: PacketAddress, to: PacketAddress, payload: Uint8Array): Uint8Array {
  const isV6 = from.address.includes(':') && to.address.includes(':');
  const [source, destination] = isV6
    ? [ipv6Bytes(from.address), ipv6Bytes(to.address)]
    : [ipv4Bytes(from.address), ipv4Bytes(to.address)];
  const datagram = udpDatagram(from.port, to.port, payload.subarray(0, longestPayload));
  // RFC 768: over a pseudo header too; RFC 8200 §8.1 has longer fields in it, which add up to the same.
  const sum = sumOf(source) + sumOf(destination) + udpProtocol + datagram.length + sumOf(datagram);
  // Zero means that there is none, so all ones stand for it.
  datagram.writeUInt16BE(checksum(sum) || 0xffff, 6);
  const header = isV6 ? ipv6Header(datagram.length) : ipv4Header(datagram.length);
  header.set(source, isV6 ? 8 : 12);
  header.set(destination, isV6 ? 24 : 16);
  if (!isV6) header.writeUInt16BE(checksum(sumOf(header)), 10);
  return Buffer.concat([header, datagram]);
}

function udpDatagram(fromPort: number, toPort: number, payload: Uint8Array): Buffer {
  const datagram = Buffer.alloc(udpHeaderBytes + payload.length);
  datagram.writeUInt16BE(fromPort, 0);
  datagram.writeUInt16BE(toPort, 2);
  datagram.writeUInt16BE(datagram.length, 4);
  datagram.set(payload, udpHeaderBytes);
  return datagram;
}

function ipv4Header(payloadBytes: number): Buffer {
  const header = Buffer.alloc(ipv4HeaderBytes);
  header[0] = 0x45;
  header.writeUInt16BE(ipv4HeaderBytes + payloadBytes, 2);
  header[6] = 0x40;
  header[8] = hops;
  header[9] = udpProtocol;
  return header;
}

function ipv6Header(payloadBytes: number): Buffer {
  const header = Buffer.alloc(ipv6HeaderBytes);
  header[0] = 0x60;
  header.writeUInt16BE(payloadBytes, 4);
  header[6] = udpProtocol;
  header[7] = hops;
  return header;
}

/** Sum of 16-bit words, an odd byte at the end as the upper half of one. */
function sumOf(bytes: Uint8Array): number {
  let sum = 0;
  for (let index = 0; index < bytes.length; index += 2) {
    sum += ((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0);
  }
  return sum;
}

/** RFC 1071: the complement of the sum with its carries added in. */
function checksum(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000);
  return ~folded & 0xffff;
}

function ipv4Bytes(address: string): Uint8Array {
  const parts = address.split('.').map(Number);
  const isAddress = parts.length === 4 && parts.every((part) => part >= 0 && part <= 255);
  return Uint8Array.from(isAddress ? parts : [0, 0, 0, 0]);
}

/** Without the zone; IPv4 at the end (`::ffff:192.0.2.1`) as two groups. */
function ipv6Bytes(address: string): Uint8Array {
  const plain = (address.split('%')[0] ?? '').replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (...parts: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(1, 5).map(Number);
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  const [head = '', tail] = plain.split('::');
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => parseInt(group, 16));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const all = [...before, ...Array<number>(zeros).fill(0), ...after].slice(0, 8);
  const bytes = Buffer.alloc(16);
  for (const [index, group] of all.entries()) bytes.writeUInt16BE(group & 0xffff, index * 2);
  return bytes;
}

/**
 * A wire log as a capture file that Wireshark, tshark, tcpdump and sngrep read.
 *
 * Each message stands in an IP and UDP header of its own, whatever it went by. Link type RAW (101): an IP header comes first,
 * and there is no Ethernet to invent. Messages of TCP and TLS are written as UDP too: their text is what we have, not the segments
 * or the cipher, and on port 5061 Wireshark would take plain text in TCP for broken TLS. (Exported PDUs, link type 252, would
 * keep the transport's name, but only Wireshark reads them.)
 *
 *   file header    magic a1b2c3d4 │ version 2.4 │ zone 0 │ accuracy 0 │ longest packet │ link type
 *   packet header  seconds │ microseconds │ bytes here │ bytes on the wire
 *
 * All of it little-endian; the packets themselves are in network order.
 */
import type { WireEntry } from '#shared/domain/phone-call.ts';
import { ipPacket, type PacketAddress } from './ip-packet.ts';

const magicMicroseconds = 0xa1b2c3d4;
const linkTypeRaw = 101;
const longestPacket = 65_535;
const fileHeaderBytes = 24;
const packetHeaderBytes = 16;

/** SIP messages only; looks at the media are no packets. */
export function pcapOf(entries: readonly WireEntry[]): Uint8Array {
  const packets = entries.flatMap((entry) => {
    if (entry.kind !== 'sip') return [];
    const [local, remote] = [addressOf(entry.local), addressOf(entry.remote)];
    const [from, to] = entry.direction === 'out' ? [local, remote] : [remote, local];
    return [{ timeMs: entry.time_ms, bytes: ipPacket(from, to, Buffer.from(entry.text)) }];
  });
  const total = packets.reduce((sum, { bytes }) => sum + packetHeaderBytes + bytes.length, fileHeaderBytes);
  const file = Buffer.alloc(total);
  file.writeUInt32LE(magicMicroseconds, 0);
  file.writeUInt16LE(2, 4);
  file.writeUInt16LE(4, 6);
  file.writeUInt32LE(longestPacket, 16);
  file.writeUInt32LE(linkTypeRaw, 20);
  let at = fileHeaderBytes;
  for (const { timeMs, bytes } of packets) {
    const microseconds = Math.round(timeMs * 1000);
    file.writeUInt32LE(Math.floor(microseconds / 1e6), at);
    file.writeUInt32LE(microseconds % 1e6, at + 4);
    file.writeUInt32LE(bytes.length, at + 8);
    file.writeUInt32LE(bytes.length, at + 12);
    file.set(bytes, at + packetHeaderBytes);
    at += packetHeaderBytes + bytes.length;
  }
  return file;
}

/** `ADDRESS:PORT`, IPv6 in brackets. */
function addressOf(text: string): PacketAddress {
  const colon = text.lastIndexOf(':');
  return { address: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
}

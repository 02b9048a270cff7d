import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { WireEntry } from '#shared/domain/phone-call.ts';
import { pcapOf } from './pcap.ts';

function entry(
  local: string,
  remote: string,
  text: string,
  rest: Partial<WireEntry & { kind: 'sip' }> = {},
): WireEntry {
  return {
    kind: 'sip',
    time_ms: 1_795_000_000_123.456,
    direction: 'out',
    transport: 'tls',
    local,
    remote,
    text,
    ...rest,
  };
}

/** Read by the layout of RFC 791, 8200 and 768, with the receiver's check: the sum of a right packet is all ones. */
function packets(file: Uint8Array): object[] {
  const bytes = Buffer.from(file);
  expect([
    bytes.readUInt32LE(0),
    bytes.readUInt16LE(4),
    bytes.readUInt16LE(6),
    bytes.readUInt32LE(20),
  ]).toEqual([0xa1b2c3d4, 2, 4, 101]);
  const found: object[] = [];
  for (let at = 24; at < bytes.length;) {
    const length = bytes.readUInt32LE(at + 8);
    const packet = bytes.subarray(at + 16, at + 16 + length);
    const isV6 = packet.readUInt8(0) >> 4 === 6;
    const headerBytes = isV6 ? 40 : 20;
    const udp = packet.subarray(headerBytes);
    const addresses = packet.subarray(isV6 ? 8 : 12, headerBytes);
    if (!isV6) expect(onesSum(packet.subarray(0, 20))).toBe(0xffff);
    const pseudo = Buffer.concat([addresses, Buffer.from([0, 17, udp.length >> 8, udp.length & 255])]);
    expect(onesSum(Buffer.concat([pseudo, udp]))).toBe(0xffff);
    found.push({
      seconds: bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) / 1e6,
      length: isV6 ? packet.readUInt16BE(4) + 40 : packet.readUInt16BE(2),
      addresses: addresses.toString('hex'),
      ports: [udp.readUInt16BE(0), udp.readUInt16BE(2)],
      text: udp.subarray(8, udp.readUInt16BE(4)).toString(),
    });
    at += 16 + length;
  }
  return found;
}

function onesSum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) {
    sum += bytes.readUInt8(at) * 256 + (at + 1 < bytes.length ? bytes.readUInt8(at + 1) : 0);
    if (sum > 0xffff) sum -= 0xffff;
  }
  return sum;
}

it('writes each message as a UDP packet from its sender to its receiver', () => {
  const file = pcapOf([
    entry('192.0.2.1:5060', '198.51.100.2:5061', 'OPTIONS sip:a SIP/2.0\r\n\r\n'),
    entry('[2001:db8::1]:5060', '[2001:db8:0:1::ff]:40000', 'SIP/2.0 200 OK\r\n\r\n', { direction: 'in' }),
  ]);
  expect(packets(file)).toEqual([
    {
      seconds: 1_795_000_000.123456,
      length: 20 + 8 + 25,
      addresses: 'c0000201c6336402',
      ports: [5060, 5061],
      text: 'OPTIONS sip:a SIP/2.0\r\n\r\n',
    },
    {
      seconds: 1_795_000_000.123456,
      length: 40 + 8 + 18,
      addresses: '20010db80000000100000000000000ff20010db8000000000000000000000001',
      ports: [40_000, 5060],
      text: 'SIP/2.0 200 OK\r\n\r\n',
    },
  ]);
});

it('has right lengths and checksums for any text, and cuts off what no packet can hold', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.ipV4(), fc.ipV6(), (text, v4, v6) => {
      const found = packets(
        pcapOf([entry(`${v4}:1`, `${v4}:65535`, text), entry(`[${v6}]:1`, `[${v6}]:2`, text)]),
      );
      expect(found).toHaveLength(2);
    }),
    { numRuns: 60 },
  );
  expect(packets(pcapOf([entry('192.0.2.1:1', '192.0.2.2:2', 'x'.repeat(100_000))]))).toMatchObject([
    { length: 20 + 65_535 - 40 },
  ]);
});

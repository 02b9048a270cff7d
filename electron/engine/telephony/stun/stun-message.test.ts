import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBindingRequest, isStun, parseBindingResponse } from './stun-message.ts';

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'));
const transactionId = bytesOf('b7e7a701 bc34d686 fa87dfae');

/** RFC 5769 §2.2: with SOFTWARE, MESSAGE-INTEGRITY and FINGERPRINT. */
const ipv4Response = bytesOf(`
  0101003c 2112a442 b7e7a701 bc34d686 fa87dfae
  8022000b 74657374 20766563 746f7220
  00200008 0001a147 e112a643
  00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7
  80280004 c07d4c96`);
/** RFC 5769 §2.3. */
const ipv6Response = bytesOf(`
  01010048 2112a442 b7e7a701 bc34d686 fa87dfae
  8022000b 74657374 20766563 746f7220
  00200014 0002a147 0113a9fa a5d3f179 bc25f4b5 bed2b9d9
  00080014 a382954e 4be67bf1 1784c97c 8292c275 bfe3ed41
  80280004 c8fb0b4c`);

function response(type: number, ...attributes: [type: number, value: string][]): Uint8Array {
  const body = Buffer.concat(
    attributes.map(([kind, hex]) => {
      const value = bytesOf(hex);
      const padded = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
      padded.writeUInt16BE(kind, 0);
      padded.writeUInt16BE(value.length, 2);
      padded.set(value, 4);
      return padded;
    }),
  );
  const head = Buffer.alloc(20);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(body.length, 2);
  head.writeUInt32BE(0x2112a442, 4);
  head.set(transactionId, 8);
  return Uint8Array.from(Buffer.concat([head, body]));
}

describe('answers', () => {
  it.each([
    ['XOR-MAPPED-ADDRESS over IPv4 (RFC 5769)', ipv4Response, { address: '192.0.2.1', port: 32853 }],
    [
      'XOR-MAPPED-ADDRESS over IPv6 (RFC 5769)',
      ipv6Response,
      { address: '2001:db8:1234:5678:11:2233:4455:6677', port: 32853 },
    ],
    [
      'MAPPED-ADDRESS of an old server',
      response(0x0101, [1, '000113c4c0000201']),
      { address: '192.0.2.1', port: 5060 },
    ],
    [
      'both, of which XOR counts',
      response(0x0101, [1, '000113c40a000001'], [0x20, '0001a147e112a643']),
      { address: '192.0.2.1', port: 32853 },
    ],
    [
      'zeros written short (RFC 5952)',
      response(0x0101, [1, '000213c420010db8000000000001000000000001']),
      { address: '2001:db8::1:0:0:1', port: 5060 },
    ],
  ])('reads %s', (_title, bytes, mapped) => {
    expect(parseBindingResponse(bytes)).toEqual({ transactionId, answer: { kind: 'success', mapped } });
  });

  it('reads a refusal', () => {
    expect(parseBindingResponse(response(0x0111, [9, '0000041444656e69']))?.answer).toEqual({
      kind: 'error',
      status: 420,
    });
  });

  it.each([
    ['a wrong fingerprint', Uint8Array.from([...ipv4Response.slice(0, -1), 0])],
    ['a request', encodeBindingRequest(transactionId)],
    ['no address', response(0x0101, [0x8022, '61'])],
    ['an address of no family', response(0x0101, [1, '000313c4c0000201'])],
    ['an attribute that goes beyond the end', response(0x0101, [1, '000113c4c0000201']).fill(0xff, 22, 24)],
    ['bytes behind the end', Uint8Array.from([...ipv4Response, 0, 0, 0, 0])],
    ['no cookie', Uint8Array.from(ipv4Response).fill(0, 4, 8)],
  ])('takes nothing from %s', (_title, bytes) => {
    expect(parseBindingResponse(bytes)).toBeNull();
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(ipv6Response.length), (noise, at) => {
        const mutated = Uint8Array.from(ipv6Response);
        mutated.set(noise.subarray(0, mutated.length - at), at);
        for (const bytes of [noise, mutated, mutated.subarray(0, at)]) parseBindingResponse(bytes);
      }),
      { numRuns: 1000 },
    );
  });
});

it('asks in twenty bytes', () => {
  const request = encodeBindingRequest(transactionId);
  expect(Buffer.from(request).toString('hex')).toBe('000100002112a442b7e7a701bc34d686fa87dfae');
  expect(isStun(request)).toBe(true);
  expect(isStun(Buffer.from('OPTIONS sip:a@b SIP/2.0'))).toBe(false);
});

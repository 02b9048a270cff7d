import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxHeadBytes } from './limits.ts';
import { StreamFramer, type FramedItem } from './stream-framer.ts';

const encoder = new TextEncoder();

function options(callId: string, body: string): string {
  return [
    'OPTIONS sip:bob@example.com SIP/2.0',
    'Via: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK1',
    'From: <sip:alice@example.com>;tag=1',
    'To: <sip:bob@example.com>',
    `Call-ID: ${callId}`,
    'CSeq: 1 OPTIONS',
    `Content-Length: ${encoder.encode(body).length}`,
    '',
    body,
  ].join('\r\n');
}

/** Everything as short words. */
function told(items: FramedItem[]): string[] {
  return items.map((item) => {
    switch (item.kind) {
      case 'message':
        return `${item.message.headers.get('Call-ID') ?? ''}:${new TextDecoder().decode(item.message.body)}`;
      case 'malformed':
        return `${item.error.status}${item.fatal ? ' fatal' : ''}${item.error.partial ? ' answerable' : ''}`;
      case 'ping':
      case 'pong':
        return item.kind;
    }
  });
}

function push(text: string, openedByUs = false): string[] {
  return told(new StreamFramer(openedByUs).push(encoder.encode(text)));
}

describe('StreamFramer', () => {
  it('finds the messages in any pieces', () => {
    const bytes = encoder.encode(
      `${options('a', 'größer')}\r\n${options('b', '')}${options('c', 'x\r\n\r\ny')}`,
    );
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 20 }), (cuts) => {
        const framer = new StreamFramer(true);
        const edges = [0, ...cuts.sort((one, other) => one - other), bytes.length];
        const items = edges.flatMap((edge, index) =>
          framer.push(bytes.subarray(edges[index - 1] ?? 0, edge)),
        );
        expect(told(items).filter((word) => word !== 'pong')).toEqual(['a:größer', 'b:', 'c:x\r\n\r\ny']);
        expect(framer.bufferedBytes).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('tells a ping from a pong by who opened the connection', () => {
    expect({
      accepted: push('\r\n\r\n'),
      acceptedOne: push('\r\n'),
      opened: push('\r\n', true),
      openedPinged: push('\r\n\r\n', true),
      betweenMessages: push(`${options('a', '')}\r\n\r\n${options('b', '')}`),
    }).toEqual({
      accepted: ['ping'],
      acceptedOne: [],
      opened: ['pong'],
      openedPinged: ['ping'],
      betweenMessages: ['a:', 'ping', 'b:'],
    });
  });

  it('hears a ping that comes in two halves, and every pong', () => {
    const accepted = new StreamFramer(false);
    const opened = new StreamFramer(true);
    expect({
      accepted: ['\r', '\n\r', '\n', '\r\n', '\r\n'].map((text) => told(accepted.push(encoder.encode(text)))),
      opened: ['\r\n', '\r\n', '\r\n'].map((text) => told(opened.push(encoder.encode(text)))),
    }).toEqual({ accepted: [[], [], ['ping'], [], ['ping']], opened: [['pong'], ['pong'], ['pong']] });
  });

  it('goes on behind a message whose length is known, and gives up where it is not', () => {
    const broken = options('a', 'body').replace('CSeq: 1 OPTIONS', 'CSeq: 1 OPTIONS\r\nno field at all');
    const next = options('b', '');
    expect({
      knownLength: push(broken + next),
      noLength: push(options('a', '').replace(/Content-Length: 0\r\n/, '') + next),
      negative: push(options('a', '').replace('Length: 0', 'Length: -1') + next),
      two: push(options('a', '').replace('Length: 0', 'Length: 0\r\nl: 7') + next),
      huge: push(options('a', '').replace('Length: 0', 'Length: 99999999') + next),
      otherProtocol: push(`GET / HTTP/1.1\r\nHost: example.com\r\n\r\n${next}`),
    }).toEqual({
      knownLength: ['400 answerable', 'b:'],
      noLength: ['400 fatal answerable'],
      negative: ['400 fatal answerable'],
      two: ['400 fatal answerable'],
      huge: ['513 fatal answerable'],
      otherProtocol: ['400 fatal'],
    });
  });

  it('holds no more than a header of a peer that never ends it, and nothing after', () => {
    const framer = new StreamFramer(false);
    const start = options('a', '').replace(/\r\n\r\n$/, '\r\nX: ');
    const items = [...framer.push(encoder.encode(start))];
    const piece = new Uint8Array(100).fill(0x41);
    let most = 0;
    for (let sent = 0; sent < 2 * maxHeadBytes; sent += piece.length) {
      items.push(...framer.push(piece));
      most = Math.max(most, framer.bufferedBytes);
    }
    expect({
      items: told(items),
      bounded: most <= maxHeadBytes + piece.length,
      left: framer.bufferedBytes,
    }).toEqual({
      items: ['513 fatal answerable'],
      bounded: true,
      left: 0,
    });
  });

  it('reads a header that comes byte by byte in linear time', () => {
    const bytes = encoder.encode(options('a', '').replace('To:', `${'X: y\r\n'.repeat(200)}To:`));
    const framer = new StreamFramer(false);
    const items = Array.from(bytes, (byte) => framer.push(Uint8Array.of(byte))).flat();
    expect(told(items)).toEqual(['a:']);
  });

  it('does not fall over on any bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 10 }), (chunks) => {
        const framer = new StreamFramer(false);
        for (const chunk of chunks) framer.push(chunk);
        expect(framer.bufferedBytes).toBeLessThanOrEqual(2000);
      }),
    );
  });
});

import { beforeEach, expect, it } from 'vitest';
import { VirtualTimeline } from '../../base/timeline.ts';
import type { DatagramSocket, Endpoint } from '../sip/transport/network.ts';
import { runUntil } from '../sip/testing/run-until.ts';
import { seededBytes } from '../sip/testing/seeded-random.ts';
import { VirtualNetwork } from '../testing/virtual-network.ts';
import { StunClient } from './stun-client.ts';

const server: Endpoint = { address: '192.0.2.9', port: 3478 };
let timeline: VirtualTimeline;
let net: VirtualNetwork;
let client: StunClient;
let socket: DatagramSocket;
/** When a request came to the server, ms. */
let asked: number[];
let ignoreFirst: number;
let status: 'success' | 'error';

beforeEach(async () => {
  timeline = new VirtualTimeline();
  net = new VirtualNetwork({ timeline });
  asked = [];
  ignoreFirst = 0;
  status = 'success';
  socket = await net.host('192.0.2.1').udp({ address: '192.0.2.1', port: 5060 });
  client = new StunClient({
    timeline,
    random: seededBytes(3),
    send: (bytes, to) => {
      socket.send(bytes, to);
    },
  });
  socket.onMessage = (bytes, from) => {
    client.receive(bytes, from);
  };
  const host = net.host('192.0.2.9');
  const stun = await host.udp(server);
  const other = await host.udp({ address: '192.0.2.9', port: 3479 });
  stun.onMessage = (bytes, from) => {
    asked.push(timeline.now());
    // Somebody else answers first, with another address: not listened to.
    other.send(answer(bytes, { address: '10.6.6.6', port: 666 }), from);
    if (asked.length > ignoreFirst) stun.send(answer(bytes, from), from);
  };
});

function answer(request: Uint8Array, { address, port }: Endpoint): Uint8Array {
  const value = Buffer.alloc(12);
  value.writeUInt16BE(status === 'success' ? 1 : 9, 0);
  value.writeUInt16BE(8, 2);
  if (status === 'success') {
    value[5] = 1;
    value.writeUInt16BE(port, 6);
    value.set(address.split('.').map(Number), 8);
  } else {
    value.set([0, 0, 4, 3], 4);
  }
  const head = Buffer.from(request);
  head.writeUInt16BE(status === 'success' ? 0x0101 : 0x0111, 0);
  head.writeUInt16BE(12, 2);
  return Uint8Array.from(Buffer.concat([head, value]));
}

async function outcome(signal?: AbortSignal): Promise<string> {
  let text = 'nothing';
  timeline.post(() => {
    client.publicEndpoint(server, signal).then(
      ({ address, port }) => (text = `${timeline.now()} ${address}:${port}`),
      (error: unknown) => (text = `${timeline.now()} ${String(error)}`),
    );
  });
  await runUntil(timeline, 60_000);
  return text;
}

it('learns the address that the server sees, and believes nobody else', async () => {
  expect(await outcome()).toBe('20 192.0.2.1:5060');
  expect(client.pendingCount).toBe(0);
});

it('asks again after 0.5 s and 1 s more', async () => {
  ignoreFirst = 2;
  expect(await outcome()).toBe('1520 192.0.2.1:5060');
  expect(asked).toEqual([10, 510, 1510]);
});

it('gives up in words', async () => {
  ignoreFirst = 99;
  expect(await outcome()).toBe(
    '3500 SipError: The STUN server 192.0.2.9:3478 was no help: it did not answer. A firewall may keep UDP from it.',
  );
  expect(asked).toEqual([10, 510, 1510]);
  expect(client.pendingCount).toBe(0);
});

it('says that the server refused', async () => {
  status = 'error';
  expect(await outcome()).toContain('it refused with 403.');
});

it('stops when told to', async () => {
  ignoreFirst = 99;
  const controller = new AbortController();
  timeline.at(700, () => {
    controller.abort(new Error('hung up'));
  });
  expect(await outcome(controller.signal)).toBe('700 Error: hung up');
  expect(asked).toEqual([10, 510]);
});

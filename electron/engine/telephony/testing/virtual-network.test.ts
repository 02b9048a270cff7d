import { beforeEach, expect, it } from 'vitest';
import { VirtualTimeline } from '../../base/timeline.ts';
import type { StreamSocket } from '../sip/transport/network.ts';
import { runUntil } from '../sip/testing/run-until.ts';
import { VirtualNetwork } from './virtual-network.ts';

const never = new AbortController().signal;
let timeline: VirtualTimeline;
beforeEach(() => {
  timeline = new VirtualTimeline();
});

const text = (data: Uint8Array): string => Buffer.from(data).toString();

async function received(net: VirtualNetwork, count: number): Promise<{ atMs: number; value: number }[]> {
  const [from, to] = [net.host('192.0.2.1'), net.host('192.0.2.2')];
  const sender = await from.udp({ address: '192.0.2.1', port: 0 });
  const receiver = await to.udp({ address: '192.0.2.2', port: 5060 });
  const got: { atMs: number; value: number }[] = [];
  receiver.onMessage = (data) => got.push({ atMs: timeline.now(), value: data[0] ?? -1 });
  for (let value = 0; value < count; value += 1) sender.send(Uint8Array.of(value), receiver.local);
  await runUntil(timeline, 1000);
  return got;
}

it('carries a datagram in one latency', async () => {
  const net = new VirtualNetwork({ timeline, latencyMs: 25 });
  expect(await received(net, 1)).toEqual([{ atMs: 25, value: 0 }]);
});

it('loses, doubles and reorders datagrams, and does the same again for the same seed', async () => {
  const weather = { loss: 0.2, duplication: 0.2, jitterMs: 50 };
  const once = await received(new VirtualNetwork({ timeline, seed: 7, ...weather }), 200);
  timeline = new VirtualTimeline();
  const again = await received(new VirtualNetwork({ timeline, seed: 7, ...weather }), 200);
  const values = once.map(({ value }) => value);
  const distinct = new Set(values).size;
  expect(again).toEqual(once);
  expect(distinct).toBeLessThan(190);
  expect(values.length).toBeGreaterThan(distinct);
  expect(values).not.toEqual([...values].sort((a, b) => a - b));
});

it('keeps streams in order, tells each end when the other closes, and counts what is open', async () => {
  const net = new VirtualNetwork({ timeline, latencyMs: 5, loss: 0.5 });
  const [from, to] = [net.host('2001:db8::1'), net.host('2001:db8::2')];
  const log: string[] = [];
  const server = await to.listen({ address: '::', port: 5060 }, null, (socket) => {
    socket.onData = (data) => {
      log.push(`${timeline.now()} ${text(data)}`);
      if (text(data) === 'c') socket.end();
    };
  });
  const talk = async (): Promise<void> => {
    const socket: StreamSocket = await from.connect({ address: '2001:db8::2', port: 5060 }, null, never);
    for (const letter of 'abc') socket.write(Buffer.from(letter));
    log.push(`open ${JSON.stringify(net.open)}`);
    socket.onClose = (error) => {
      log.push(`${timeline.now()} closed ${String(error)}`);
      server.dispose();
    };
  };
  void talk();
  await runUntil(timeline, 100);
  expect(log).toEqual([
    'open {"datagrams":0,"servers":1,"streams":2}',
    '15 a',
    '15 b',
    '15 c',
    '20 closed null',
  ]);
  expect(net.open).toEqual({ datagrams: 0, servers: 0, streams: 0 });
});

it('refuses where nobody listens, and gives up where no host answers', async () => {
  const net = new VirtualNetwork({ timeline });
  const from = net.host('192.0.2.1');
  net.host('192.0.2.2');
  const log: string[] = [];
  for (const address of ['192.0.2.2', '192.0.2.3']) {
    from.connect({ address, port: 5060 }, null, never).catch((error: unknown) => {
      log.push(`${timeline.now()} ${String(error)}`);
    });
  }
  await runUntil(timeline, 10_000);
  expect(log).toEqual([
    '20 SipError: 192.0.2.2:5060 refused the connection: nothing listens on that port. Check the port and the transport.',
    '8000 SipError: 192.0.2.3:5060 did not answer. A firewall may be in the way, or the address is wrong.',
  ]);
});

it('runs out of ports when none is given back, and has them again after', async () => {
  const host = new VirtualNetwork({ timeline }).host('192.0.2.1');
  const bind = { address: '192.0.2.1', port: 0 };
  const sockets = [];
  for (let count = 0; count < 16_384; count += 1) sockets.push(await host.udp(bind));
  await expect(host.udp(bind)).rejects.toThrow('too many files and sockets are open');
  sockets[5]?.dispose();
  const { local } = await host.udp(bind);
  expect(local.port).toBe(49_152 + 5);
});

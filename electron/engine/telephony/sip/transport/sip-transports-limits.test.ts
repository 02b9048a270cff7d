/** What strangers, slow peers and broken networks can do to the transport layer, on virtual time. */
import fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';
import { VirtualTimeline } from '../../../base/timeline.ts';
import { serialiseMessage } from '../message/serialise.ts';
import { runUntil } from '../testing/run-until.ts';
import { VirtualNetwork, type VirtualHost } from '../../testing/virtual-network.ts';
import type { StreamSocket } from './network.ts';
import { SipTransports, type TransportLimits } from './sip-transports.ts';
import { sampleRequest, sampleResponse } from './testing/sample-messages.ts';
import { fillVia } from './via-path.ts';
import type { Hop, Received, WireMessage } from './transport-layer.ts';

const never = new AbortController().signal;
let timeline: VirtualTimeline;
let net: VirtualNetwork;
let here: VirtualHost;
let there: VirtualHost;
let log: string[];

beforeEach(() => {
  timeline = new VirtualTimeline();
  net = new VirtualNetwork({ timeline });
  here = net.host('192.0.2.1', '2001:db8::1');
  there = net.host('192.0.2.2', '2001:db8::2');
  log = [];
});

const tcpHere = { address: '192.0.2.1', port: 5060 };
const note = (text: string): void => void log.push(`${timeline.now()} ${text}`);

function transports(host: VirtualHost, limits: Partial<TransportLimits> = {}): SipTransports {
  return new SipTransports({ network: host, timeline, now: () => new Date(1_795_000_000_000), limits });
}

/** Ours at its usual port over all transports; what it passes on and what it loses goes into the log. */
async function ours(limits: Partial<TransportLimits> = {}): Promise<SipTransports> {
  const layer = transports(here, limits);
  await layer.listen({ transport: 'udp', at: tcpHere });
  await layer.listen({ transport: 'tcp', at: tcpHere });
  layer.onMessage = ({ message }) => {
    note(message.kind === 'request' ? message.method : String(message.status));
  };
  layer.onFlowClosed = ({ remote }) => {
    note(`closed ${remote.address}`);
  };
  return layer;
}

async function stranger(host: VirtualHost = there): Promise<StreamSocket> {
  const socket = await host.connect(tcpHere, null, never);
  socket.onClose = () => {
    note('stranger is cut off');
  };
  socket.onData = (bytes) => {
    note(`stranger gets ${JSON.stringify(Buffer.from(bytes).toString().split('\r\n')[0] ?? '')}`);
  };
  return socket;
}

function wireRequest(method = 'OPTIONS'): Uint8Array {
  const request = sampleRequest({ method });
  fillVia(request, 'tcp', { address: '192.0.2.2', port: 5060 });
  return serialiseMessage(request);
}

const udpTo = (port = 5060): Hop => ({ address: '192.0.2.2', port, transport: 'udp', tls: null });
const tcpTo = (port = 5060): Hop => ({ ...udpTo(port), transport: 'tcp' });

it('cuts off a peer that sends a message byte by byte', async () => {
  await ours();
  const drip = async (): Promise<void> => {
    const socket = await stranger();
    for (const [index, byte] of [...wireRequest()].entries()) {
      timeline.at(timeline.now() + index * 1000, () => {
        socket.write(Uint8Array.of(byte));
      });
    }
  };
  void drip();
  await runUntil(timeline, 60_000);
  expect(log).toEqual(['10030 closed 192.0.2.2', '10040 stranger is cut off']);
});

it('cuts off a peer that waits with the body', async () => {
  await ours();
  const drip = async (): Promise<void> => {
    const socket = await stranger();
    const request = sampleRequest({ bodyBytes: 10 });
    fillVia(request, 'tcp', { address: '192.0.2.2', port: 5060 });
    socket.write(serialiseMessage(request).slice(0, -10));
  };
  void drip();
  await runUntil(timeline, 60_000);
  expect(log).toEqual(['10030 closed 192.0.2.2', '10040 stranger is cut off']);
});

it('gives a stranger who says nothing 15 s, and one who has spoken 10 min', async () => {
  await ours();
  void stranger();
  const speak = async (): Promise<void> => {
    (await stranger(net.host('192.0.2.3'))).write(wireRequest());
  };
  void speak();
  await runUntil(timeline, 700_000);
  expect(log).toEqual([
    '30 OPTIONS',
    '15020 closed 192.0.2.2',
    '15030 stranger is cut off',
    '600030 closed 192.0.2.3',
    '600040 stranger is cut off',
  ]);
});

it('answers pings, and closes when the start of the next message is lost', async () => {
  await ours();
  const speak = async (): Promise<void> => {
    const socket = await stranger();
    socket.write(Buffer.from('\r\n\r\n'));
    const noLength = Buffer.from(wireRequest())
      .toString()
      .replace(/Content-Length.*\r\n/, '');
    socket.write(Buffer.from(noLength));
  };
  void speak();
  await runUntil(timeline, 60_000);
  expect(log).toEqual([
    '30 closed 192.0.2.2',
    '40 stranger gets ""',
    '40 stranger gets "SIP/2.0 400 Content-Length is missing"',
    '40 stranger is cut off',
  ]);
});

it('takes only so many connections of one source, and so many in a second', async () => {
  const layer = await ours({ maxInboundPerSource: 3, connections: { perSecond: 1, burst: 5 } });
  for (let count = 0; count < 10; count += 1) void stranger();
  const others = net.host('2001:db8:7::1', '2001:db8:7::2');
  await layer.listen({ transport: 'tcp', at: { address: '2001:db8::1', port: 5060 } });
  for (let count = 0; count < 10; count += 1) {
    void others.connect({ address: '2001:db8::1', port: 5060 }, null, never);
  }
  timeline.at(1000, () => {
    note(`${layer.counts.connections} connections`);
  });
  await runUntil(timeline, 1001);
  expect(log.filter((line) => line.includes('connections'))).toEqual(['1000 6 connections']);
});

it('makes room for a new connection by closing one that is idle, never one in use', async () => {
  const layer = await ours({ maxInbound: 2, firstMessageMs: 300_000 });
  const hosts = ['192.0.2.11', '192.0.2.12', '192.0.2.13', '192.0.2.14'].map((address) => net.host(address));
  for (const [index, host] of hosts.entries()) {
    timeline.at(index * 40_000, () => {
      void host.connect(tcpHere, null, never);
    });
  }
  await runUntil(timeline, 125_000);
  expect(log).toEqual(['80020 closed 192.0.2.11', '120020 closed 192.0.2.12']);
  expect(layer.counts.connections).toBe(2);
});

it('drops what a source sends beyond its rate, and hears others all the same', async () => {
  const layer = await ours({ messages: { perSecond: 10, burst: 20 }, knownFactor: 3 });
  const flood = async (host: VirtualHost, address: string): Promise<void> => {
    const socket = await host.udp({ address, port: 0 });
    for (let count = 0; count < 100; count += 1) socket.send(wireRequest('FLOOD'), tcpHere);
  };
  await flood(there, '192.0.2.2');
  const other = await net.host('192.0.2.3').udp({ address: '192.0.2.3', port: 0 });
  other.send(wireRequest('INVITE'), tcpHere);
  await runUntil(timeline, 500);
  expect(log.filter((line) => line.includes('FLOOD'))).toHaveLength(20);
  expect(log.at(-1)).toBe('10 INVITE');
  expect(layer.dropped.overRate).toBe(80);
});

it('takes more from a peer to whom it has sent something', async () => {
  const layer = await ours({ messages: { perSecond: 10, burst: 20 }, knownFactor: 3 });
  const socket = await there.udp({ address: '192.0.2.2', port: 5060 });
  void layer.sendRequest(sampleRequest(), udpTo());
  timeline.at(100, () => {
    for (let count = 0; count < 100; count += 1) socket.send(wireRequest('FLOOD'), tcpHere);
  });
  await runUntil(timeline, 500);
  expect(log.filter((line) => line.includes('FLOOD'))).toHaveLength(60);
});

it('holds all strangers together to one rate, however many addresses they have', async () => {
  await ours({ strangers: { perSecond: 1, burst: 50 } });
  for (let count = 1; count <= 200; count += 1) {
    const address = `198.51.100.${count}`;
    const socket = await net.host(address).udp({ address, port: 0 });
    socket.send(wireRequest('FLOOD'), tcpHere);
  }
  await runUntil(timeline, 500);
  expect(log).toHaveLength(50);
});

it('pings a registered flow until the registration is over', async () => {
  const layer = await ours();
  const socket = await there.udp({ address: '192.0.2.2', port: 5060 });
  socket.onMessage = (bytes) => {
    note(bytes.length === 4 ? 'ping' : 'REGISTER');
  };
  const register = (expires: string): void => {
    void layer.sendRequest(sampleRequest({ method: 'REGISTER', headers: [['Expires', expires]] }), {
      ...udpTo(),
      keepAliveMs: 25_000,
    });
  };
  timeline.at(0, () => {
    register('60');
  });
  timeline.at(50_000, () => {
    register('60');
  });
  await runUntil(timeline, 300_000);
  expect(log).toEqual([
    '10 REGISTER',
    '25010 ping',
    '50010 REGISTER',
    '50010 ping',
    '75010 ping',
    '100010 ping',
  ]);
  expect(layer.counts.keptAlive).toBe(0);
});

it('pings the flow of a call for half an hour after its last request', async () => {
  const layer = await ours();
  const socket = await there.udp({ address: '192.0.2.2', port: 5060 });
  let lastPingMs = 0;
  socket.onMessage = (bytes) => {
    if (bytes.length === 4) lastPingMs = timeline.now();
  };
  void layer.sendRequest(sampleRequest({ method: 'INVITE' }), { ...udpTo(), keepAliveMs: 60_000 });
  timeline.at(20 * 60_000, () => {
    void layer.sendRequest(sampleRequest({ method: 'UPDATE' }), udpTo());
  });
  await runUntil(timeline, 120 * 60_000);
  expect(Math.round(lastPingMs / 60_000)).toBe(49);
});

it('gives up a connection whose peer answered pings and stops to', async () => {
  const layer = await ours();
  const server = await there.listen({ address: '192.0.2.2', port: 5060 }, null, (socket) => {
    let answers = 2;
    socket.onData = (bytes) => {
      if (bytes.length !== 4 || answers === 0) return;
      answers -= 1;
      socket.write(Buffer.from('\r\n'));
    };
  });
  void layer.sendRequest(sampleRequest({ method: 'INVITE' }), { ...tcpTo(), keepAliveMs: 30_000 });
  await runUntil(timeline, 300_000);
  // Pings at 30, 60 and 90 s; ten more for the answer that does not come.
  expect(log).toEqual(['100020 closed 192.0.2.2']);
  server.dispose();
});

it('tries TCP for a long request once, then sends datagrams for a while', async () => {
  const layer = await ours();
  const sent: string[] = [];
  layer.onWire = ({ transport, direction }: WireMessage) => {
    if (direction === 'out') sent.push(`${timeline.now()} ${transport}`);
  };
  // No host there at all: TCP would wait for 8 s.
  const hop: Hop = { ...udpTo(), address: '192.0.2.77' };
  for (const atMs of [0, 5000, 700_000]) {
    timeline.at(atMs, () => {
      void layer.sendRequest(sampleRequest({ bodyBytes: 1500 }), hop);
    });
  }
  await runUntil(timeline, 800_000);
  expect(sent).toEqual(['1000 udp', '5000 udp', '701000 udp']);
});

it('tells that connections from an address are gone when the network changes', async () => {
  const layer = await ours();
  await there.listen({ address: '192.0.2.2', port: 5060 }, null, () => undefined);
  const talk = async (): Promise<void> => {
    await layer.sendRequest(sampleRequest(), tcpTo());
    await layer.sendRequest(sampleRequest(), udpTo());
    here.addresses = ['192.0.2.200'];
    await layer.networkChanged();
    note(JSON.stringify(layer.counts));
    const flow = await layer.sendRequest(sampleRequest(), udpTo());
    note(`from ${flow.local.address}`);
  };
  void talk();
  await runUntil(timeline, 1000);
  expect(log).toEqual([
    '20 closed 192.0.2.2',
    '20 closed 192.0.2.2',
    '20 {"connections":0,"sockets":0,"keptAlive":0}',
    '20 from 192.0.2.200',
  ]);
});

it('says that there is no network', async () => {
  const layer = transports(here);
  here.isUp = false;
  await expect(layer.sendRequest(sampleRequest(), udpTo())).rejects.toMatchObject({
    code: 'sip-unreachable',
  });
});

it('sends nothing for a request that was given up while its connection was opened', async () => {
  const layer = transports(here);
  const got: string[] = [];
  await there.listen({ address: '192.0.2.2', port: 5060 }, null, (socket) => {
    socket.onData = (bytes) => void got.push(Buffer.from(bytes).toString().slice(0, 6));
  });
  const controller = new AbortController();
  const reason = new Error('hung up');
  const outcomes = Promise.allSettled([
    layer.sendRequest(sampleRequest({ method: 'INVITE' }), tcpTo(), controller.signal),
    layer.sendRequest(sampleRequest({ method: 'NOTIFY' }), tcpTo()),
  ]);
  controller.abort(reason);
  await runUntil(timeline, 1000);
  expect(await outcomes).toMatchObject([{ status: 'rejected', reason }, { status: 'fulfilled' }]);
  expect(got).toEqual(['NOTIFY']);
});

it('answers from the wildcard socket with the address that the peer reached', async () => {
  const layer = transports(here);
  await layer.listen({ transport: 'udp', at: { address: '::', port: 5060 } });
  const socket = await there.udp({ address: '2001:db8::2', port: 5070 });
  const received: Received[] = [];
  layer.onMessage = (message) => void received.push(message);
  const request = sampleRequest();
  fillVia(request, 'udp', { address: '2001:db8::2', port: 5070 });
  for (let count = 0; count < 3; count += 1)
    socket.send(serialiseMessage(request), { address: '2001:db8::1', port: 5060 });
  await runUntil(timeline, 100);
  expect(received.map(({ local }) => local)).toEqual(Array(3).fill({ address: '2001:db8::1', port: 5060 }));
});

it('gives back every socket, connection and timer', async () => {
  const layer = await ours();
  const peer = transports(there);
  await peer.listen({ transport: 'tcp', at: { address: '192.0.2.2', port: 5060 } });
  const talk = async (): Promise<void> => {
    const kept = { keepAliveMs: 1000 };
    await layer.sendRequest(sampleRequest({ method: 'REGISTER' }), { ...tcpTo(), ...kept });
    await layer.sendRequest(sampleRequest({ method: 'REGISTER' }), { ...udpTo(), ...kept });
    peer.onMessage = () => undefined;
    peer.dispose();
    layer.dispose();
  };
  void talk();
  await runUntil(timeline, 10_000);
  expect(net.open).toEqual({ datagrams: 0, servers: 0, streams: 0 });
  expect(layer.counts).toEqual({ connections: 0, sockets: 0, keptAlive: 0 });
});

it('sends a response to the port of Via where the client asked for no rport', async () => {
  const layer = await ours();
  const socket = await there.udp({ address: '192.0.2.2', port: 40_000 });
  const usual = await there.udp({ address: '192.0.2.2', port: 5070 });
  usual.onMessage = (bytes) => {
    note(`5070 gets ${Buffer.from(bytes).toString().split('\r\n')[1] ?? ''}`);
  };
  layer.onMessage = (received) => {
    const { message } = received;
    if (message.kind === 'request') layer.sendResponse(sampleResponse(message), { ...received, message });
  };
  const request = sampleRequest();
  // `received` and `maddr` of the client's own are not believed: the answer would go to somebody else.
  request.headers.set(
    'Via',
    'SIP/2.0/UDP pc33.example.com:5070;branch=z9hG4bK1;received=203.0.113.9;maddr=203.0.113.9',
  );
  socket.send(serialiseMessage(request), tcpHere);
  await runUntil(timeline, 100);
  expect(log).toEqual([
    '20 5070 gets Via: SIP/2.0/UDP pc33.example.com:5070;branch=z9hG4bK1;maddr=203.0.113.9;received=192.0.2.2',
  ]);
});

it('shows the wire log what came, byte by byte, and what went', async () => {
  const layer = await ours();
  const wire: { direction: string; callId: string; text: string; timeMs: number }[] = [];
  layer.onWire = ({ direction, callId, bytes, timeMs }) => {
    wire.push({ direction, callId, text: Buffer.from(bytes).toString(), timeMs });
  };
  // Compact forms, folding and a keep-alive before it: the first two are shown as they came.
  const compact =
    'OPTIONS sip:a@b SIP/2.0\r\nv: SIP/2.0/TCP 192.0.2.2;branch=z9hG4bK1\r\nf: <sip:a@b>\r\n ;tag=1\r\nt: <sip:c@d>\r\ni: c1\r\nCSeq: 1 OPTIONS\r\nl: 2\r\n\r\nhi';
  const speak = async (): Promise<void> => {
    (await stranger()).write(Buffer.from(`\r\n\r\n${compact}`));
  };
  void speak();
  void layer.sendRequest(sampleRequest(), udpTo());
  await runUntil(timeline, 1000);
  expect(wire).toMatchObject([
    { direction: 'out', callId: 'call-1@example.com', timeMs: 1_795_000_000_000 },
    { direction: 'in', callId: 'c1', text: compact, timeMs: 1_795_000_000_030 },
  ]);
});

it('knows which servers do not answer', async () => {
  const layer = await ours();
  const peer = transports(there);
  await peer.listen({ transport: 'udp', at: { address: '192.0.2.2', port: 5060 } });
  peer.onMessage = (received) => {
    const { message } = received;
    if (message.kind === 'request') peer.sendResponse(sampleResponse(message), { ...received, message });
  };
  for (const hop of [udpTo(), udpTo(5999)]) void layer.sendRequest(sampleRequest(), hop);
  layer.sendRequest(sampleRequest(), tcpTo()).catch(() => undefined);
  timeline.at(5000, () => {
    note([udpTo(), udpTo(5999), tcpTo()].map((hop) => layer.health.isAvoided(hop)).join());
  });
  await runUntil(timeline, 6000);
  expect(log).toEqual(['20 200', '5000 false,true,true']);
});

it('survives any bytes, as datagrams and as a stream in pieces', async () => {
  const layer = await ours({
    messages: { perSecond: 1e6, burst: 1e6 },
    strangers: { perSecond: 1e6, burst: 1e6 },
    connections: { perSecond: 1e6, burst: 1e6 },
    maxInboundPerSource: 1000,
    maxInbound: 1000,
  });
  const socket = await there.udp({ address: '192.0.2.2', port: 5060 });
  const valid = wireRequest();
  const mutation = fc.tuple(fc.nat(valid.length), fc.uint8Array({ maxLength: 12 }), fc.nat(valid.length));
  const samples = fc.sample(mutation, { numRuns: 400, seed: 11 });
  const streams: Promise<void>[] = [];
  for (const [at, noise, cut] of samples) {
    const bytes = Buffer.concat([valid.subarray(0, at), noise, valid.subarray(Math.min(cut, valid.length))]);
    socket.send(bytes, tcpHere);
    socket.send(noise, tcpHere);
    const speak = async (): Promise<void> => {
      const stream = await stranger();
      for (let from = 0; from < bytes.length; from += 100) stream.write(bytes.subarray(from, from + 100));
    };
    streams.push(speak());
  }
  await runUntil(timeline, 3_600_000);
  await Promise.all(streams);
  expect(layer.dropped.malformed).toBeGreaterThan(400);
  expect(log.filter((line) => line.endsWith('OPTIONS')).length).toBeGreaterThan(10);
  expect(layer.counts).toEqual({ connections: 0, sockets: 1, keptAlive: 0 });
});

/** The transport layer over real sockets on loopback. Limits and timers are tested on virtual time, beside this. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RealTimeline } from '../../../base/timeline.ts';
import type { SipMessage } from '../message/message.ts';
import { parseMessage } from '../message/parse.ts';
import type { SipTransportName } from '../user-agent/api.ts';
import type { Endpoint, TlsIdentity } from './network.ts';
import { NodeNetwork } from './node-network.ts';
import { SipTransports } from './sip-transports.ts';
import { createAuthority, type Authority } from './testing/certificates.ts';
import { sampleRequest, sampleResponse } from './testing/sample-messages.ts';
import type { Flow, Hop, Received } from './transport-layer.ts';

const timeline = new RealTimeline({
  onError: (error) => {
    throw error;
  },
});
const network = new NodeNetwork({ timeline });
const open: { dispose(): void }[] = [];
let authority: Authority;
let identity: TlsIdentity;

beforeAll(async () => {
  authority = await createAuthority('Parley Test Authority');
  identity = await authority.issue({ name: 'example.com', names: [{ type: 'dns', value: 'example.com' }] });
});

afterEach(() => {
  for (const item of open.splice(0)) item.dispose();
});

function transports(): SipTransports {
  const made = new SipTransports({ network, timeline, now: () => new Date() });
  open.push(made);
  return made;
}

async function listening(
  transport: SipTransportName,
  address: string,
): Promise<{ peer: SipTransports; at: Endpoint }> {
  const peer = transports();
  const at = await peer.listen({
    transport,
    at: { address, port: 0 },
    ...(transport === 'tls' && { identity }),
  });
  return { peer, at };
}

function hopTo(at: Endpoint, transport: SipTransportName): Hop {
  const tls = { serverName: 'example.com', verify: true, caPem: authority.caPem };
  return { ...at, transport, tls: transport === 'tls' ? tls : null };
}

function next(layer: SipTransports): Promise<Received> {
  return new Promise((resolve) => {
    layer.onMessage = resolve;
  });
}

function headersOf(message: SipMessage, name: string): string {
  return message.headers.getAll(name).join(', ');
}

describe.each([
  ['udp', '127.0.0.1'],
  ['tcp', '127.0.0.1'],
  ['tls', '127.0.0.1'],
  ['udp', '::1'],
  ['tcp', '::1'],
  ['tls', '::1'],
] as const)('over %s on %s', (transport, address) => {
  const host = address.includes(':') ? `[${address}]` : address;

  it('fills in Via and Contact, notes where the request came from, and gets the answer', async () => {
    const ours = transports();
    const { peer, at } = await listening(transport, address);
    const arrived = next(peer);
    const flow = await ours.sendRequest(
      sampleRequest({ contact: '<sip:alice@contact.invalid;ob>;expires=60' }),
      hopTo(at, transport),
    );
    const { port } = flow.local;
    const parameter = transport === 'udp' ? '' : `;transport=${transport}`;
    const request = await arrived;
    expect({
      via: headersOf(request.message, 'Via'),
      contact: headersOf(request.message, 'Contact'),
      from: request.remote,
      at: request.local,
      transport: request.transport,
    }).toEqual({
      via: `SIP/2.0/${transport.toUpperCase()} ${host}:${String(port)};branch=z9hG4bKsample;rport=${String(port)};received=${address}`,
      contact: `<sip:alice@${host}:${String(port)}${parameter};ob>;expires=60`,
      from: { address, port },
      at,
      transport,
    });

    const answered = next(ours);
    if (request.message.kind !== 'request') throw new Error('a response came');
    peer.sendResponse(sampleResponse(request.message), { ...request, message: request.message });
    const response = await answered;
    expect(response.message).toMatchObject({ kind: 'response', status: 200 });
    expect(response.flow).toBe(flow);
  });

  it('uses what is open for the next request, and for requests the other way', async () => {
    const ours = transports();
    const { peer, at } = await listening(transport, address);
    const arrived = next(peer);
    const flow = await ours.sendRequest(sampleRequest(), hopTo(at, transport));
    const { remote } = await arrived;
    expect(await ours.sendRequest(sampleRequest({ branch: 'z9hG4bKsecond' }), hopTo(at, transport))).toBe(
      flow,
    );

    const back = next(ours);
    const untrusting = { serverName: address, verify: true, caPem: null };
    await peer.sendRequest(sampleRequest({ method: 'NOTIFY' }), {
      ...remote,
      transport,
      tls: transport === 'tls' ? untrusting : null,
    });
    expect((await back).flow).toBe(flow);
    expect([ours.counts, peer.counts]).toEqual(
      transport === 'udp'
        ? [
            { connections: 0, sockets: 1, keptAlive: 0 },
            { connections: 0, sockets: 1, keptAlive: 0 },
          ]
        : [
            { connections: 1, sockets: 0, keptAlive: 0 },
            { connections: 1, sockets: 0, keptAlive: 0 },
          ],
    );
  });
});

it.each(['udp', 'tcp', 'tls'] as const)(
  'closes behind what it has sent: a last BYE over %s arrives',
  async (transport) => {
    const ours = transports();
    const { peer, at } = await listening(transport, '127.0.0.1');
    await ours.sendRequest(sampleRequest(), hopTo(at, transport));
    const arrived = new Promise<void>((resolve) => {
      peer.onMessage = ({ message }) => {
        if (message.kind === 'request' && message.method === 'BYE') resolve();
      };
    });
    void ours.sendRequest(sampleRequest({ method: 'BYE', bodyBytes: 200 }), hopTo(at, transport));
    ours.dispose();
    await arrived;
    expect(ours.counts).toEqual({ connections: 0, sockets: 0, keptAlive: 0 });
  },
);

it('sends at once when the way is known, so that a BYE leaves with the event that hangs up', async () => {
  const ours = transports();
  const sent: string[] = [];
  for (const transport of ['udp', 'tcp'] as const) {
    const { at } = await listening(transport, '127.0.0.1');
    await ours.sendRequest(sampleRequest(), hopTo(at, transport));
    ours.onWire = ({ bytes }) => sent.push(`${transport} ${Buffer.from(bytes).toString().slice(0, 3)}`);
    void ours.sendRequest(sampleRequest({ method: 'BYE' }), hopTo(at, transport));
    expect(sent.pop()).toBe(`${transport} BYE`);
  }
});

it('answers a datagram that is broken with 400 to where it came from, and a broken response or ACK with silence', async () => {
  const { peer, at } = await listening('udp', '127.0.0.1');
  const socket = await network.udp({ address: '127.0.0.1', port: 0 });
  open.push(socket);
  const answers: SipMessage[] = [];
  const broken = (start: string, cseq: string): Buffer =>
    Buffer.from(
      `${start}\r\nVia: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK1;rport\r\nFrom: <sip:a@x.y>;tag=1\r\nTo: <sip:b@x.y>\r\n` +
        `Call-ID: c1\r\nCSeq: ${cseq}\r\nContent-Length: 999\r\n\r\n`,
    );
  const answered = new Promise<void>((resolve) => {
    socket.onMessage = (bytes) => {
      answers.push(parseMessage(bytes));
      resolve();
    };
  });
  socket.send(broken('SIP/2.0 200 OK', '1 INVITE'), at);
  socket.send(broken('ACK sip:b@x.y SIP/2.0', '1 ACK'), at);
  socket.send(Buffer.from('complete nonsense, and rather long'), at);
  socket.send(broken('INVITE sip:b@x.y SIP/2.0', '1 INVITE'), at);
  await answered;
  expect(answers).toHaveLength(1);
  expect(answers[0]).toMatchObject({ kind: 'response', status: 400 });
  expect(headersOf(answers[0] as SipMessage, 'Via')).toBe(
    `SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK1;rport=${String(socket.local.port)};received=127.0.0.1`,
  );
  expect(headersOf(answers[0] as SipMessage, 'To')).toMatch(/^<sip:b@x\.y>;tag=[0-9a-f]{16}$/);
  expect(peer.dropped).toEqual({ overRate: 0, malformed: 4, strayResponses: 0 });
});

it('drops a response whose Via is not one of ours', async () => {
  const { peer, at } = await listening('udp', '127.0.0.1');
  const ours = transports();
  const passed: Received[] = [];
  peer.onMessage = (received) => passed.push(received);
  const flow = await ours.sendRequest(sampleRequest(), hopTo(at, 'udp'));
  const stray = sampleRequest();
  stray.headers.set('Via', 'SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKelsewhere');
  ours.resend(sampleResponse(stray), flow);
  await new Promise<void>((resolve) => {
    peer.onMessage = (received) => {
      passed.push(received);
      if (received.message.headers.get('CSeq') === '1 INFO') resolve();
    };
    void ours.sendRequest(sampleRequest({ method: 'INFO' }), hopTo(at, 'udp'));
  });
  expect(passed.map(({ message }) => message.kind)).not.toContain('response');
  expect(peer.dropped.strayResponses).toBe(1);
});

it('sends a long request over TCP where the peer takes it, with a Contact for UDP', async () => {
  const peer = transports();
  const at = await peer.listen({ transport: 'tcp', at: { address: '127.0.0.1', port: 0 } });
  const arrived = next(peer);
  const flow = await transports().sendRequest(
    sampleRequest({ bodyBytes: 2000, contact: '<sip:alice@contact.invalid>' }),
    hopTo(at, 'udp'),
  );
  const { message } = await arrived;
  expect(flow).toMatchObject({ transport: 'tcp', isReliable: true });
  expect(headersOf(message, 'Via')).toContain('SIP/2.0/TCP');
  expect(headersOf(message, 'Contact')).not.toContain('transport=');
  expect(headersOf(message, 'Contact')).not.toContain(String(flow.local.port));
  expect(message.body).toHaveLength(2000);
});

it('sends a long request over UDP where TCP is refused', async () => {
  const { peer, at } = await listening('udp', '127.0.0.1');
  const arrived = next(peer);
  const flow = await transports().sendRequest(sampleRequest({ bodyBytes: 2000 }), hopTo(at, 'udp'));
  expect(flow.transport).toBe('udp');
  expect(headersOf((await arrived).message, 'Via')).toContain('SIP/2.0/UDP');
});

it('says why a certificate was refused, and sends nothing', async () => {
  const { peer, at } = await listening('tls', '127.0.0.1');
  const tls = { serverName: 'other.example.com', verify: true, caPem: authority.caPem };
  await expect(transports().sendRequest(sampleRequest(), { ...at, transport: 'tls', tls })).rejects.toThrow(
    "The server's certificate is not for other.example.com. It is for example.com.",
  );
  expect(peer.dropped).toEqual({ overRate: 0, malformed: 0, strayResponses: 0 });
});

it('tells when a connection is lost', async () => {
  const ours = transports();
  const { peer, at } = await listening('tcp', '127.0.0.1');
  const flow = await ours.sendRequest(sampleRequest(), hopTo(at, 'tcp'));
  const closed = new Promise<Flow>((resolve) => {
    ours.onFlowClosed = resolve;
  });
  peer.dispose();
  expect(await closed).toBe(flow);
  expect(flow.isOpen).toBe(false);
  expect(ours.counts.connections).toBe(0);
});

it('answers on a new connection when the one it was asked by is gone', async () => {
  const { peer, at } = await listening('tcp', '127.0.0.1');
  const client = transports();
  const back = await client.listen({ transport: 'tcp', at: { address: '127.0.0.1', port: 0 } });
  const arrived = next(peer);
  const raw = await network.connect(at, null, new AbortController().signal);
  const via = `SIP/2.0/TCP 127.0.0.1:${String(back.port)};branch=z9hG4bKback`;
  raw.write(
    Buffer.from(
      `OPTIONS sip:x@y.z SIP/2.0\r\nVia: ${via}\r\nFrom: <sip:a@b.c>;tag=1\r\nTo: <sip:x@y.z>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n`,
    ),
  );
  const request = await arrived;
  const gone = new Promise<Flow>((resolve) => {
    peer.onFlowClosed = resolve;
  });
  raw.dispose();
  await gone;
  const answered = next(client);
  if (request.message.kind !== 'request') throw new Error('a response came');
  peer.sendResponse(sampleResponse(request.message), { ...request, message: request.message });
  expect((await answered).message).toMatchObject({ kind: 'response', status: 200 });
});

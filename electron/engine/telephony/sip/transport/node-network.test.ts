import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DisposableStore } from '../../../base/disposable.ts';
import { RealTimeline } from '../../../base/timeline.ts';
import { SipError } from '../../../base/errors.ts';
import type { Endpoint, StreamSocket, TlsIdentity, TlsSettings } from './network.ts';
import { maxWaitingDatagrams, NodeNetwork } from './node-network.ts';
import { createAuthority, createSelfSigned, type Authority } from './testing/certificates.ts';

const store = new DisposableStore();
const timeline = new RealTimeline({
  onError: (error) => {
    throw error;
  },
});
const network = new NodeNetwork({ timeline });
const never = new AbortController().signal;
const open: (() => void)[] = [];

afterEach(() => {
  for (const close of open.splice(0)) close();
});

async function udp(address: string) {
  const socket = await network.udp({ address, port: 0 });
  open.push(() => {
    socket.dispose();
  });
  return socket;
}

/** A server that sends back what it gets. */
async function echo(address: string, identity: TlsIdentity | null): Promise<Endpoint> {
  const server = await network.listen({ address, port: 0 }, identity, (socket) => {
    open.push(() => {
      socket.dispose();
    });
    socket.onData = (data) => socket.write(data);
  });
  open.push(() => {
    server.dispose();
  });
  return server.local;
}

async function connected(to: Endpoint, tls: TlsSettings | null): Promise<StreamSocket> {
  const socket = await network.connect(to, tls, never);
  open.push(() => {
    socket.dispose();
  });
  return socket;
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => new Error('was not refused'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof SipError)) throw error;
  return error.message;
}

function answerOf(socket: StreamSocket, text: string): Promise<string> {
  return new Promise((resolve) => {
    socket.onData = (data) => {
      resolve(Buffer.from(data).toString());
    };
    socket.write(Buffer.from(text));
  });
}

describe.each(['127.0.0.1', '::1'])('on %s', (address) => {
  it('carries datagrams both ways and tells where they came from', async () => {
    const [one, two] = [await udp(address), await udp(address)];
    const got = new Promise((resolve) => {
      two.onMessage = (data, from) => {
        resolve({ text: Buffer.from(data).toString(), from });
      };
    });
    one.send(Buffer.from('hello'), two.local);
    expect(await got).toEqual({ text: 'hello', from: one.local });
    expect(one.local.address).toBe(address);
  });

  it('connects over TCP', async () => {
    const socket = await connected(await echo(address, null), null);
    expect(await answerOf(socket, 'ping')).toBe('ping');
    expect(socket.local.address).toBe(address);
  });

  it('knows from which of its addresses a peer is reached', async () => {
    expect(await network.localAddressFor(address)).toBe(address);
  });
});

it('keeps a limited number of datagrams for a timeline that is busy, and hears again when it is not', async () => {
  const busy = new RealTimeline({ onError: () => undefined });
  const [sender, receiver] = [
    await udp('127.0.0.1'),
    await new NodeNetwork({ timeline: busy }).udp({ address: '127.0.0.1', port: 0 }),
  ];
  open.push(() => {
    receiver.dispose();
    busy.dispose();
  });
  let release = (): void => undefined;
  busy.post(() => new Promise<void>((resolve) => (release = resolve)));
  for (let sent = 0; sent < maxWaitingDatagrams + 50; sent += 1) {
    sender.send(Buffer.from('early'), receiver.local);
    // A turn of the event loop reads what has come.
    await new Promise(setImmediate);
  }
  let early = 0;
  const heard = new Promise((resolve) => {
    receiver.onMessage = (data) => {
      if (Buffer.from(data).toString() === 'late') resolve(early);
      else early += 1;
      if (early === maxWaitingDatagrams)
        setImmediate(() => {
          sender.send(Buffer.from('late'), receiver.local);
        });
    };
  });
  release();
  expect(await heard).toBe(maxWaitingDatagrams);
});

it('says that a port is taken', async () => {
  const taken = await udp('127.0.0.1');
  expect(await refusal(network.udp(taken.local))).toBe(
    `127.0.0.1:${String(taken.local.port)} is in use by another program. Choose another port, or close that program.`,
  );
});

it('says that nothing listens', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  expect(await refusal(network.connect({ address: '127.0.0.1', port }, null, never))).toBe(
    `127.0.0.1:${String(port)} refused the connection: nothing listens on that port. Check the port and the transport.`,
  );
});

it('is told once when the peer closes', async () => {
  const server = await network.listen({ address: '127.0.0.1', port: 0 }, null, (socket) => {
    socket.end();
  });
  store.add(server);
  const socket = await connected(server.local, null);
  const error = await new Promise((resolve) => {
    socket.onClose = resolve;
  });
  expect(error).toBeNull();
  server.dispose();
});

it('gives up a connection when told to, with the reason of the signal', async () => {
  const controller = new AbortController();
  const attempt = network.connect(await echo('127.0.0.1', null), null, controller.signal);
  const reason = new Error('hung up meanwhile');
  controller.abort(reason);
  await expect(attempt).rejects.toBe(reason);
});

it('cuts off a peer that reads nothing', async () => {
  // The other side keeps its socket paused: nothing is ever read.
  const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => server.close());
  const socket = await connected(
    { address: '127.0.0.1', port: (server.address() as AddressInfo).port },
    null,
  );
  const closed = new Promise<Error | null>((resolve) => {
    socket.onClose = resolve;
  });
  const block = new Uint8Array(256 * 1024);
  for (let count = 0; count < 64; count += 1) socket.write(block);
  expect((await closed)?.message).toContain('were left unread');
});

describe('TLS', () => {
  let authority: Authority;
  beforeAll(async () => {
    authority = await createAuthority('Parley Test Authority');
  });
  const settings = (serverName: string, rest: Partial<TlsSettings> = {}): TlsSettings => ({
    serverName,
    verify: true,
    caPem: authority.caPem,
    ...rest,
  });
  const refusedBy = async (identity: TlsIdentity, tls: TlsSettings): Promise<string> => {
    const server = await echo('127.0.0.1', identity);
    return (await refusal(network.connect(server, tls, never))).replaceAll(String(server.port), 'PORT');
  };

  it.each([
    ['a DNS name', { type: 'dns', value: 'sip.example.com' }, 'sip.example.com'],
    ['a DNS name in other letters', { type: 'dns', value: 'SIP.example.com' }, 'sip.Example.com'],
    ['a wildcard of one label', { type: 'dns', value: '*.example.com' }, 'sip.example.com'],
    ['a SIP address without a user', { type: 'url', value: 'sip:example.com' }, 'example.com'],
    ['an address', { type: 'ip', value: '127.0.0.1' }, '127.0.0.1'],
  ] as const)('takes a certificate that bears the name as %s', async (_title, name, serverName) => {
    const identity = await authority.issue({ name: 'whatever', names: [name] });
    const socket = await connected(await echo('127.0.0.1', identity), settings(serverName));
    expect(await answerOf(socket, 'ping')).toBe('ping');
  });

  it('takes the common name when there is no other name', async () => {
    const identity = await authority.issue({ name: 'pbx.example.com' });
    const socket = await connected(await echo('127.0.0.1', identity), settings('pbx.example.com'));
    expect(await answerOf(socket, 'ping')).toBe('ping');
  });

  it('takes a certificate signed by itself when that very one was pasted', async () => {
    const identity = await createSelfSigned({
      name: 'pbx.local',
      names: [{ type: 'dns', value: 'pbx.local' }],
    });
    const socket = await connected(
      await echo('127.0.0.1', identity),
      settings('pbx.local', { caPem: identity.certificatePem }),
    );
    expect(await answerOf(socket, 'ping')).toBe('ping');
  });

  it('takes any certificate when it is told not to verify', async () => {
    const identity = await createSelfSigned({ name: 'somebody' });
    const socket = await connected(
      await echo('127.0.0.1', identity),
      settings('sip.example.com', { verify: false, caPem: null }),
    );
    expect(await answerOf(socket, 'ping')).toBe('ping');
  });

  it.each([
    [
      'the host that the domain led to',
      { type: 'dns', value: 'edge7.carrier.example' },
      'edge7.carrier.example',
    ],
    ['an address of a user', { type: 'url', value: 'sip:someone@example.com' }, 'sip:someone@example.com'],
    ['another scheme', { type: 'url', value: 'https://example.com' }, 'https://example.com'],
    ['a wildcard two labels up', { type: 'dns', value: '*.com' }, '*.com'],
    ['a parent domain', { type: 'dns', value: 'com' }, 'com'],
  ] as const)('refuses one that bears only %s, and lists its names', async (_title, name, listed) => {
    const until = new Date(Date.UTC(2049, 0, 2));
    const identity = await authority.issue({
      name: 'example.com',
      names: [name],
      notBefore: new Date(Date.UTC(2026, 0, 1)),
      notAfter: until,
    });
    expect(await refusedBy(identity, settings('example.com'))).toBe(
      `127.0.0.1:PORT is not trusted. The server's certificate is not for example.com. It is for ${listed}. ` +
        `Set the trunk's server to a name that the certificate bears, or let its owner add example.com. ` +
        `(Certificate for ${listed}, issued by Parley Test Authority, valid from 2026-01-01 until 2049-01-02.)`,
    );
  });

  it('says that a certificate has expired, and when', async () => {
    const identity = await authority.issue({
      name: 'sip.example.com',
      notBefore: new Date(Date.UTC(2024, 4, 1)),
      notAfter: new Date(Date.UTC(2025, 4, 1)),
    });
    expect(await refusedBy(identity, settings('sip.example.com'))).toBe(
      "127.0.0.1:PORT is not trusted. The server's certificate, or one above it, has expired. Its owner has to renew it. " +
        '(Certificate for sip.example.com, issued by Parley Test Authority, valid from 2024-05-01 until 2025-05-01.)',
    );
  });

  it('says that the clock may be wrong when a certificate is not valid yet', async () => {
    const identity = await authority.issue({
      name: 'sip.example.com',
      notBefore: new Date(Date.UTC(2090, 0, 1)),
      notAfter: new Date(Date.UTC(2091, 0, 1)),
    });
    expect(await refusedBy(identity, settings('sip.example.com'))).toContain(
      "Check this machine's date and time.",
    );
  });

  it('says who issued a certificate that nobody here trusts', async () => {
    const identity = await authority.issue({ name: 'sip.example.com' });
    expect(await refusedBy(identity, settings('sip.example.com', { caPem: null }))).toMatch(
      /Parley Test Authority\)?.*paste .* as the trunk's certificate authority\./,
    );
  });

  it('says that a certificate is signed by itself', async () => {
    const identity = await createSelfSigned({ name: 'sip.example.com' });
    expect(await refusedBy(identity, settings('sip.example.com', { caPem: null }))).toContain(
      'is signed by itself, so nobody vouches for it.',
    );
  });

  it('says that the peer speaks no TLS', async () => {
    const server = await echo('127.0.0.1', null);
    expect(await refusal(network.connect(server, settings('sip.example.com'), never))).toContain(
      'does not speak TLS on that port.',
    );
  });

  it.each([
    [
      'an old version only',
      { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' },
      'offers no TLS newer than 1.1',
    ],
    [
      'ciphers that we do not have',
      { maxVersion: 'TLSv1.2', ciphers: 'PSK-AES128-CBC-SHA' },
      'shares no cipher',
    ],
  ] as const)('says that a server takes %s', async (_title, options, words) => {
    const { keyPem, certificatePem } = await authority.issue({ name: 'sip.example.com' });
    const server = createTlsServer({ key: keyPem, cert: certificatePem, ...options });
    server.on('tlsClientError', () => undefined);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    open.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const attempt = network.connect({ address: '127.0.0.1', port }, settings('sip.example.com'), never);
    expect(await refusal(attempt)).toContain(words);
  });

  it('says that an authority is no PEM', async () => {
    const identity = await authority.issue({ name: 'sip.example.com' });
    const server = await echo('127.0.0.1', identity);
    const tls = settings('sip.example.com', { caPem: 'not PEM' });
    await expect(refusal(network.connect(server, tls, never))).resolves.toContain(
      'from BEGIN CERTIFICATE to END',
    );
  });

  it('says that a key to listen with cannot be read', async () => {
    const bad: TlsIdentity = { keyPem: 'x', certificatePem: 'y' };
    expect(await refusal(network.listen({ address: '127.0.0.1', port: 0 }, bad, () => undefined))).toContain(
      'it has to be PEM',
    );
  });
});

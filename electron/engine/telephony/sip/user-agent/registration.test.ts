import { describe, expect, it } from 'vitest';
import { VirtualTimeline } from '../../../base/timeline.ts';
import { DigestClient } from '../auth/digest-client.ts';
import { MemoryWire } from '../testing/memory-wire.ts';
import { Registrar } from '../testing/registrar.ts';
import { runUntil } from '../testing/run-until.ts';
import { seededBytes } from '../testing/seeded-random.ts';
import { defaultTimers } from '../transaction/timers.ts';
import { TransactionLayer } from '../transaction/transaction-layer.ts';
import type { Flow } from '../transport/transport-layer.ts';
import { AccountTransactions } from './account-transactions.ts';
import type { RegistrationState, SipAccount } from './api.ts';
import { askOptions } from './options.ts';
import { OwnContacts } from './own-contacts.ts';
import { AccountRegistration } from './registration.ts';
import { backOffMs, refreshAfterMs } from './registration-times.ts';
import { RequestSender } from './requests.ts';

const account: SipAccount = {
  id: 'trunk',
  user: 'alice',
  displayName: 'Alice',
  domain: 'example.com',
  transport: 'udp',
  outboundProxy: null,
  credentials: { username: 'alice', password: 'secret' },
  tls: { verify: true, caPem: null },
  registerExpiresS: 600,
  keepAliveS: 25,
  sessionExpiresS: 0,
  publicAddress: null,
};

const nobody = { onInvite: () => undefined, onAck: () => undefined, onRequest: () => undefined };

/** Our side over real transactions, the registrar at the other end, ten milliseconds apart. */
function scene(changes: Partial<SipAccount> = {}, instanceId: string | null = null) {
  const timeline = new VirtualTimeline();
  const wire = new MemoryWire({ timeline });
  const transport = wire.end('us', '10.0.0.2');
  const registrations: AccountRegistration[] = [];
  const onFlowClosed = (flow: Flow) => {
    for (const registration of registrations) registration.flowClosed(flow);
  };
  const layer = new TransactionLayer(
    { timeline, transport, timers: defaultTimers },
    { ...nobody, onFlowClosed },
  );
  const registrar = new Registrar(timeline, wire.end('registrar', '192.0.2.9'));
  const random = seededBytes(1);
  const hex = () => Buffer.from(random(6)).toString('hex');
  const tokens = { tag: hex, callId: hex, branch: () => `z9hG4bK${hex()}` };
  const contacts = new OwnContacts();
  const ours = { ...account, ...changes };
  const digest = new DigestClient(ours.credentials, random);
  const isTcp = ours.transport === 'tcp';
  const hop = { address: '192.0.2.9', port: 5060, transport: isTcp ? 'tcp' : 'udp', tls: null } as const;
  const transactions = new AccountTransactions({
    timeline,
    transactions: layer,
    tokens,
    resolve: () => Promise.resolve([hop]),
  });
  const sender = new RequestSender({
    timeline,
    transactions,
    digestFor: (known) => (known ? digest : new DigestClient(null, random)),
    tokens,
    contacts,
    userAgent: 'Parley',
  });
  const states: string[] = [];
  const start = () => {
    const registration = new AccountRegistration(
      { timeline, sender, contacts, fraction: () => 0, instanceId },
      ours,
    );
    registrations.push(registration);
    registration.onState((state) => states.push(`${(timeline.now() / 1000).toFixed(1)} ${told(state)}`));
    return registration;
  };
  /** The connection to the registrar breaks. */
  const breakConnection = () => {
    transport.breakFlow(transport.flowTo(hop, hop.transport));
  };
  return { timeline, wire, layer, registrar, sender, account: ours, states, start, breakConnection };
}

function told(state: RegistrationState): string {
  switch (state.state) {
    case 'registered':
      return `registered until ${(state.expiresAtMs / 1000).toFixed(1)} as ${state.contact}`;
    case 'failed':
      return `failed ${state.status ?? '-'}, again at ${state.retryAtMs === null ? '-' : (state.retryAtMs / 1000).toFixed(1)}`;
    case 'registering':
    case 'unregistered':
      return state.state;
  }
}

describe('AccountRegistration', () => {
  it('registers with a password and refreshes before the time is over, with the nonce it has', async () => {
    const { timeline, registrar, states, start } = scene();
    registrar.password = 'secret';
    start();
    await runUntil(timeline, 1000_000);
    expect({ log: registrar.log, states }).toEqual({
      log: [
        '0.0 #1 <sip:alice@10.0.0.2:5060>;expires=600 → 401',
        '0.0 #2 <sip:alice@10.0.0.2:5060>;expires=600 → 200',
        '480.1 #3 <sip:alice@10.0.0.2:5060>;expires=600 → 200',
        '960.1 #4 <sip:alice@10.0.0.2:5060>;expires=600 → 200',
      ],
      states: [
        '0.0 registered until 600.0 as sip:alice@10.0.0.2:5060',
        '480.1 registered until 1080.1 as sip:alice@10.0.0.2:5060',
        '960.1 registered until 1560.1 as sip:alice@10.0.0.2:5060',
      ],
    });
  });

  it('makes a REGISTER of RFC 3261 §10.2: one Call-ID, rising CSeq, addresses without port', async () => {
    const { timeline, registrar, start } = scene(
      { domain: 'pbx.example.com:5080', outboundProxy: '[2001:db8::1]:5090', transport: 'tcp' },
      'urn:uuid:00000000-0000-1000-8000-000a95a0e128',
    );
    start();
    await runUntil(timeline, 1000);
    const [request] = registrar.requests;
    const field = (name: string) => request?.headers.get(name)?.replace(/=[0-9a-f]{12}$/, '=…');
    expect({
      uri: request?.uri,
      to: field('To'),
      from: field('From'),
      route: field('Route'),
      contact: field('Contact'),
      supported: field('Supported'),
      expires: field('Expires'),
      forwards: field('Max-Forwards'),
    }).toEqual({
      uri: 'sip:pbx.example.com:5080',
      to: '<sip:alice@pbx.example.com>',
      from: '"Alice" <sip:alice@pbx.example.com>;tag=…',
      route: '<sip:[2001:db8::1]:5090;transport=tcp;lr>',
      contact:
        '<sip:alice@10.0.0.2:5060;transport=tcp>;+sip.instance="<urn:uuid:00000000-0000-1000-8000-000a95a0e128>";reg-id=1;expires=600',
      supported: 'path, outbound',
      expires: '600',
      forwards: '70',
    });
  });

  it('takes a stale nonce for no wrong password', async () => {
    const { timeline, registrar, states, start } = scene();
    registrar.password = 'secret';
    registrar.nonceUses = 1;
    start();
    await runUntil(timeline, 500_000);
    expect({ statuses: registrar.log.map((line) => line.slice(-3)), last: states.at(-1) }).toEqual({
      statuses: ['401', '200', '401', '200'],
      last: '480.1 registered until 1080.1 as sip:alice@10.0.0.2:5060',
    });
  });

  it('does not try a wrong password, a missing one or a closed account again', async () => {
    const outcome = async (set: (registrar: Registrar) => void, changes: Partial<SipAccount> = {}) => {
      const { timeline, registrar, states, start } = scene(changes);
      set(registrar);
      const registration = start();
      await runUntil(timeline, 86_400_000);
      const { state } = registration;
      return [states.at(-1), registrar.log.length, state.state === 'failed' ? state.message : ''];
    };
    expect({
      wrong: await outcome((registrar) => (registrar.password = 'another')),
      missing: await outcome((registrar) => (registrar.password = 'another'), { credentials: null }),
      closed: await outcome((registrar) => registrar.instead.push({ status: 403 })),
      basic: await outcome((registrar) =>
        registrar.instead.push({ status: 401, headers: [['WWW-Authenticate', 'Basic realm="test"']] }),
      ),
    }).toEqual({
      wrong: [
        '0.0 failed 401, again at -',
        2,
        'The server refused the user name or the password (401 Unauthorized). Correct them: until then nothing is tried again, so that the account is not locked.',
      ],
      missing: [
        '0.0 failed 401, again at -',
        1,
        'The server asks for a password (401 Unauthorized) and none is set. Enter user name and password.',
      ],
      closed: [
        '0.0 failed 403, again at -',
        1,
        'The server does not let this account register (403 Forbidden). Check user name and domain, and with the provider whether the account is active and may log on from this network.',
      ],
      basic: [
        '0.0 failed 401, again at -',
        1,
        'The server asks for a way to log on that Parley does not know (401 Bad Request). It has to offer digest with MD5, SHA-256 or SHA-512-256.',
      ],
    });
  });

  it('opens the connection again that is lost, later each time while they do not last', async () => {
    const { timeline, states, start, breakConnection } = scene({ transport: 'tcp' });
    start();
    for (const atMs of [1000, 5000, 10_000, 400_000]) timeline.at(atMs, breakConnection);
    await runUntil(timeline, 410_000);
    expect(states).toEqual([
      '0.0 registered until 600.0 as sip:alice@10.0.0.2:5060;transport=tcp',
      '1.0 failed -, again at 2.0',
      '2.0 registering',
      '2.0 registered until 602.0 as sip:alice@10.0.0.2:5060;transport=tcp',
      '5.0 failed -, again at 7.0',
      '7.0 registering',
      '7.0 registered until 607.0 as sip:alice@10.0.0.2:5060;transport=tcp',
      '10.0 failed -, again at 14.0',
      '14.0 registering',
      '14.0 registered until 614.0 as sip:alice@10.0.0.2:5060;transport=tcp',
      '400.0 failed -, again at 401.0',
      '401.0 registering',
      '401.0 registered until 1001.0 as sip:alice@10.0.0.2:5060;transport=tcp',
    ]);
  });

  it('backs off while the registrar is gone, and is registered again by itself', async () => {
    const { timeline, wire, registrar, states, start } = scene();
    start();
    timeline.at(10_000, () => {
      wire.drop = (_, from) => from === 'registrar';
    });
    timeline.at(700_000, () => {
      wire.drop = () => false;
    });
    await runUntil(timeline, 1000_000);
    expect({ states, bindings: [...registrar.bindings] }).toEqual({
      // 32 s without an answer each time (Timer F), then 1, 2, 4 … s: half of the back-off, as chance has it here.
      states: [
        '0.0 registered until 600.0 as sip:alice@10.0.0.2:5060',
        '512.0 failed 408, again at 513.0',
        '513.0 registering',
        '545.0 failed 408, again at 547.0',
        '547.0 registering',
        '579.0 failed 408, again at 583.0',
        '583.0 registering',
        '615.0 failed 408, again at 623.0',
        '623.0 registering',
        '655.0 failed 408, again at 671.0',
        '671.0 registering',
        '702.5 registered until 1302.5 as sip:alice@10.0.0.2:5060',
      ],
      bindings: [['sip:alice@10.0.0.2:5060', 600]],
    });
  });

  it('waits as long as an overloaded server asks, an hour at most', async () => {
    const { timeline, registrar, states, start } = scene();
    registrar.instead.push(
      { status: 503, headers: [['Retry-After', '120 (maintenance)']] },
      { status: 500, headers: [['Retry-After', '99999999999']] },
    );
    start();
    await runUntil(timeline, 5000);
    const early = [...states];
    expect(early).toEqual(['0.0 failed 503, again at 120.0']);
    const later = scene();
    later.registrar.instead.push({ status: 500, headers: [['Retry-After', '99999999999']] });
    later.start();
    await runUntil(later.timeline, 5000);
    expect(later.states).toEqual(['0.0 failed 500, again at 3600.0']);
  });

  it('asks for as long as the registrar wants (423), and believes what it grants', async () => {
    const { timeline, registrar, states, start } = scene({ registerExpiresS: 120 });
    registrar.minExpiresS = 1800;
    registrar.maxExpiresS = 900;
    start();
    await runUntil(timeline, 800_000);
    expect({ log: registrar.log, states }).toEqual({
      log: [
        '0.0 #1 <sip:alice@10.0.0.2:5060>;expires=120 → 423',
        '0.0 #2 <sip:alice@10.0.0.2:5060>;expires=1800 → 200',
        '720.0 #3 <sip:alice@10.0.0.2:5060>;expires=1800 → 200',
      ],
      states: [
        '0.0 registering',
        '0.0 registered until 900.0 as sip:alice@10.0.0.2:5060',
        '720.1 registered until 1620.1 as sip:alice@10.0.0.2:5060',
      ],
    });
  });

  it('does not go round where 423 asks for nothing more', async () => {
    const { timeline, registrar, states, start } = scene();
    registrar.instead.push({ status: 423, headers: [['Min-Expires', '600']] });
    start();
    await runUntil(timeline, 500);
    expect(states).toEqual(['0.0 failed 423, again at 1.0']);
  });

  it('registers the address that the server sees, in place of the one behind the NAT', async () => {
    const { timeline, registrar, states, start } = scene();
    registrar.seenAs = { address: '203.0.113.7', port: 40_123 };
    start();
    await runUntil(timeline, 500_000);
    expect({ log: registrar.log, bindings: [...registrar.bindings], last: states.at(-1) }).toEqual({
      log: [
        '0.0 #1 <sip:alice@10.0.0.2:5060>;expires=600 → 200',
        '0.0 #2 <sip:alice@203.0.113.7:40123>;expires=600, <sip:alice@10.0.0.2:5060>;expires=0 → 200',
        '480.1 #3 <sip:alice@203.0.113.7:40123>;expires=600 → 200',
      ],
      bindings: [['sip:alice@203.0.113.7:40123', 600]],
      last: '480.1 registered until 1080.1 as sip:alice@203.0.113.7:40123',
    });
  });

  it('does not chase a NAT that gives another port each time', async () => {
    const { timeline, registrar, start } = scene();
    let port = 40_000;
    Object.defineProperty(registrar, 'seenAs', {
      get: () => ({ address: '203.0.113.7', port: (port += 1) }),
    });
    start();
    await runUntil(timeline, 400_000);
    expect(registrar.log).toHaveLength(3);
  });

  it('leaves the outbound extension where somebody on the way lacks it (439)', async () => {
    const { timeline, registrar, states, start } = scene({}, 'urn:uuid:1');
    registrar.instead.push({ status: 439 });
    start();
    await runUntil(timeline, 1000);
    expect({ log: registrar.log, last: states.at(-1) }).toEqual({
      log: [
        '0.0 #1 <sip:alice@10.0.0.2:5060>;+sip.instance="<urn:uuid:1>";reg-id=1;expires=600 → 439',
        '0.0 #2 <sip:alice@10.0.0.2:5060>;expires=600 → 200',
      ],
      last: '0.0 registered until 600.0 as sip:alice@10.0.0.2:5060',
    });
  });

  it('asks anew at once when the network has changed, also amid a back-off or an attempt', async () => {
    const { timeline, wire, registrar, states, start } = scene();
    wire.drop = () => true;
    const registration = start();
    timeline.at(32_500, () => {
      wire.drop = () => false;
      registration.refresh();
      registration.refresh();
    });
    await runUntil(timeline, 50_000);
    expect({ last: states.at(-1), answered: registrar.log.map((line) => line.slice(-3)) }).toEqual({
      last: '32.5 registered until 632.5 as sip:alice@10.0.0.2:5060',
      answered: ['200'],
    });
  });

  it('takes its contact away when it closes, and nothing runs on', async () => {
    const { timeline, layer, registrar, states, start } = scene();
    const registration = start();
    let closed = -1;
    timeline.at(5000, async () => {
      void registration.close().then(() => (closed = timeline.now()));
      await registration.close();
    });
    await runUntil(timeline, 2_000_000);
    expect({
      closed,
      log: registrar.log,
      bindings: registrar.bindings.size,
      states,
      left: layer.count,
    }).toEqual({
      closed: 5020,
      log: [
        '0.0 #1 <sip:alice@10.0.0.2:5060>;expires=600 → 200',
        '5.0 #2 <sip:alice@10.0.0.2:5060>;expires=0 → 200',
      ],
      bindings: 0,
      states: ['0.0 registered until 600.0 as sip:alice@10.0.0.2:5060', '5.0 unregistered'],
      left: 0,
    });
  });

  it('closes within a second of a registrar that is gone', async () => {
    const { timeline, wire, start } = scene();
    const registration = start();
    let closed = -1;
    timeline.at(5000, () => {
      wire.drop = () => true;
      void registration.close().then(() => (closed = timeline.now()));
    });
    await runUntil(timeline, 10_000);
    expect(closed).toBe(6000);
  });
});

describe('askOptions', () => {
  it('tells what the other side is and can do, and how long it took', async () => {
    const { timeline, registrar, sender, account: ours } = scene();
    registrar.password = 'secret';
    const answer = askOptions(sender, ours, null, new AbortController().signal);
    await runUntil(timeline, 1000);
    expect({ answer: await answer, uris: registrar.requests.map(({ uri }) => uri) }).toEqual({
      answer: {
        status: 200,
        reason: 'OK',
        userAgent: 'registrar 1.0',
        allow: ['INVITE', 'ACK'],
        roundTripMs: 20,
      },
      uris: ['sip:example.com', 'sip:example.com'],
    });
  });

  it('of somebody else than the own server are asked without credentials', async () => {
    const { timeline, registrar, sender, account: ours } = scene();
    registrar.password = 'secret';
    const answer = askOptions(sender, ours, 'sip:echo@elsewhere.example', new AbortController().signal);
    await runUntil(timeline, 1000);
    expect([
      (await answer).status,
      registrar.requests.map(({ headers }) => headers.has('Authorization')),
    ]).toEqual([401, [false]]);
  });

  it('ends with the signal, and leaves no transaction', async () => {
    const { timeline, wire, layer, sender, account: ours } = scene();
    wire.drop = () => true;
    const stop = new AbortController();
    const answer = askOptions(sender, ours, 'sip:echo@example.com', stop.signal);
    const ended = answer.then(
      () => 'answered',
      (error: unknown) => (error as Error).message,
    );
    timeline.at(100, () => {
      stop.abort(new Error('no longer wanted'));
    });
    await runUntil(timeline, 1000);
    expect({ ended: await ended, left: layer.count }).toEqual({ ended: 'no longer wanted', left: 0 });
  });
});

describe('times of registration', () => {
  it('are spread by chance within their bounds', () => {
    expect({
      refresh: [60, 120, 300, 600, 3600, 1].map((expiresS) => refreshAfterMs(expiresS, 0) / 1000),
      refreshSooner: refreshAfterMs(3600, 1) / 1000,
      backOff: [0, 1, 7, 8, 5000].map((failures) => backOffMs(failures, 1) / 1000),
      backOffSooner: backOffMs(8, 0) / 1000,
    }).toEqual({
      refresh: [30, 60, 240, 480, 2880, 10],
      refreshSooner: 2592,
      backOff: [2, 4, 256, 300, 300],
      backOffSooner: 150,
    });
  });
});

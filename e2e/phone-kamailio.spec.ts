/** Our telephone line as a client of Kamailio: registered by digest over UDP, TCP and TLS, and called through it. */
import { expect, test } from '@playwright/test';
import type { TlsIdentity } from '#engine/telephony/sip/transport/network.ts';
import { createAuthority, type Authority } from '#engine/telephony/sip/transport/testing/certificates.ts';
import type { Registration, RegistrationState, SipAccount } from '#engine/telephony/sip/user-agent/api.ts';
import { domain, isKamailioThere, Kamailio, password } from './peers/kamailio.ts';
import { Nat } from './peers/nat.ts';
import { loopback, ourToneHz, Telephone, trunkAccount, type Line } from './peers/telephone.ts';

test.skip(!isKamailioThere, 'Kamailio is not installed (Debian: kamailio, kamailio-tls-modules)');

const names = { a: { [domain]: [loopback], 'other.example': [loopback] } };
const nothingLeft = { calls: 0, dialogs: 0, mediaPorts: 0 };
let authority: Authority;
let identity: TlsIdentity;
let kamailio: Kamailio;
const telephones: Telephone[] = [];

test.beforeAll(async () => {
  authority = await createAuthority('Parley test authority');
  identity = await authority.issue({ name: domain, names: [{ type: 'dns', value: domain }] });
  kamailio = await Kamailio.start({ identity });
});

test.afterAll(() => kamailio.remove());

test.afterEach(async ({}, testInfo) => {
  if (testInfo.status !== testInfo.expectedStatus)
    await testInfo.attach('kamailio.log', { body: kamailio.log, contentType: 'text/plain' });
  const errors = telephones.splice(0).flatMap((telephone) => {
    telephone.dispose();
    return telephone.errors;
  });
  expect(errors).toEqual([]);
});

function accountOf(
  user: string,
  transport: 'udp' | 'tcp' | 'tls',
  over: Partial<SipAccount> = {},
): SipAccount {
  return trunkAccount({
    id: user,
    user,
    transport,
    domain: `${domain}:${String(kamailio.ports[transport])}`,
    credentials: { username: user, password },
    tls: { verify: true, caPem: authority.caPem },
    registerExpiresS: 60,
    ...over,
  });
}

/** The first calls the second, which answers. */
async function connect(alice: Registered, bob: Registered): Promise<{ calling: Line; called: Line }> {
  const incoming = bob.telephone.nextCall();
  const target = `sip:${bob.account.user}@${alice.account.domain}`;
  const calling = await alice.telephone.dial(alice.account, target);
  const called = await bob.telephone.answer(await incoming);
  await Promise.all([calling.saw('confirmed 200'), called.saw('confirmed 200')]);
  return { calling, called };
}

interface Registered {
  telephone: Telephone;
  account: SipAccount;
  registration: Registration;
  states: RegistrationState[];
  /** Settles when it is in that state, now or later. */
  is(state: RegistrationState['state']): Promise<void>;
  /** Settles once it holds, asked at each change. */
  until(holds: () => boolean): Promise<void>;
}

/** A telephone with one account, which has asked to be registered. */
function register(account: SipAccount): Registered {
  const telephone = new Telephone({ names, accounts: () => [account], acceptUnknown: false });
  telephones.push(telephone);
  const registration = telephone.stack.userAgent.register(account);
  const states: RegistrationState[] = [registration.state];
  const waiting = new Set<() => void>();
  registration.onState((state) => {
    states.push(state);
    for (const ask of [...waiting]) ask();
  });
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const ask = (): void => {
        if (!holds()) return;
        waiting.delete(ask);
        resolve();
      };
      waiting.add(ask);
      ask();
    });
  const is = (state: RegistrationState['state']): Promise<void> =>
    until(() => registration.state.state === state);
  return { telephone, account, registration, states, is, until };
}

for (const transport of ['udp', 'tcp', 'tls'] as const) {
  test(`registers over ${transport} by digest, and takes itself off again`, async () => {
    const alice = register(accountOf('alice', transport));
    await alice.is('registered');
    await kamailio.says(`registered alice over ${transport}`);
    await alice.registration.close();
    expect(alice.states.map(({ state }) => state)).toEqual(['registering', 'registered', 'unregistered']);
  });
}

/** Who calls, who is called, and who hangs up. */
const pairs = [
  ['udp', 'tls', 'called'],
  ['tls', 'udp', 'caller'],
  ['tcp', 'tcp', 'called'],
] as const;
for (const [from, to, hangsUp] of pairs) {
  test(`a call through the proxy from ${from} to ${to} is heard at both ends, until the ${hangsUp} hangs up`, async () => {
    const alice = register(accountOf('alice', from));
    const bob = register(accountOf('bob', to));
    await Promise.all([alice.is('registered'), bob.is('registered')]);
    const { calling, called } = await connect(alice, bob);
    await Promise.all([calling.hears(ourToneHz), called.hears(ourToneHz)]);
    const [here, there] = hangsUp === 'caller' ? [alice, bob] : [bob, alice];
    here.telephone.act(() => {
      (hangsUp === 'caller' ? calling : called).call.hangUp();
    });
    await Promise.all([calling.ended(), called.ended()]);
    const ends = { caller: calling.log.at(-1), called: called.log.at(-1) };
    expect(ends).toEqual(
      hangsUp === 'caller'
        ? { caller: 'end by local BYE', called: 'end by remote BYE' }
        : { caller: 'end by remote BYE', called: 'end by local BYE' },
    );
    // Who hangs up has the dialog until its BYE is answered.
    await expect.poll(() => [here.telephone.left, there.telephone.left]).toEqual([nothingLeft, nothingLeft]);
  });
}

test('both ends of a call through the proxy hold and take back', async () => {
  const alice = register(accountOf('alice', 'tls'));
  const bob = register(accountOf('bob', 'udp'));
  await Promise.all([alice.is('registered'), bob.is('registered')]);
  const { calling, called } = await connect(alice, bob);
  for (const { line, telephone } of [
    { line: calling, telephone: alice.telephone },
    { line: called, telephone: bob.telephone },
  ])
    for (const held of [true, false])
      await new Promise<void>((resolve, reject) => {
        telephone.act(() => {
          line.call.hold(held).then(resolve, reject);
        });
      });
  expect([calling.log.slice(3), called.log.slice(3)]).toEqual([
    ['held', 'taken back'],
    ['held', 'taken back'],
  ]);
});

test('a number that nobody has is not found', async () => {
  const alice = register(accountOf('alice', 'udp'));
  await alice.is('registered');
  const line = await alice.telephone.dial(alice.account, `sip:nobody@${alice.account.domain}`);
  await line.ended();
  expect(line.log).toEqual(['ended 404', 'end by remote 404']);
});

test('a wrong password is said to be one, and not tried again by itself', async () => {
  const credentials = { username: 'alice', password: 'open barley' };
  const alice = register(accountOf('alice', 'udp', { credentials }));
  await alice.is('failed');
  expect(alice.registration.state).toMatchObject({
    status: 401,
    retryAtMs: null,
    message: expect.stringContaining('refused the user name or the password'),
  });
});

test('a certificate for another name is refused in words that name both', async () => {
  const domainWithPort = `other.example:${String(kamailio.ports.tls)}`;
  const alice = register(accountOf('alice', 'tls', { domain: domainWithPort }));
  await alice.is('failed');
  expect(alice.registration.state).toMatchObject({
    message: expect.stringMatching(/not for other\.example\. It is for pbx\.example/),
  });
});

test('a certificate of an authority that we do not know is refused in words', async () => {
  const alice = register(accountOf('alice', 'tls', { tls: { verify: true, caPem: null } }));
  await alice.is('failed');
  expect(alice.registration.state).toMatchObject({
    message: expect.stringContaining('Parley test authority'),
  });
});

test('logs on with SHA-256, and a nonce that has become old is no wrong password', async () => {
  const other = await Kamailio.start({ identity, algorithm: 'SHA-256', nonceExpiresS: 1 });
  try {
    const account = accountOf('alice', 'udp', { domain: `${domain}:${String(other.ports.udp)}` });
    const alice = register(account);
    await alice.is('registered');
    await other.says('expires=60, SHA-256');
    const { timeline } = alice.telephone;
    await new Promise<void>((resolve) => timeline.at(timeline.now() + 2100, resolve));
    alice.registration.refresh();
    await alice.until(() => alice.states.filter(({ state }) => state === 'registered').length === 2);
    expect(alice.states.map(({ state }) => state)).toEqual(['registering', 'registered', 'registered']);
  } finally {
    await other.remove();
  }
});

test('a registrar that was gone is registered with again by itself, and calls come again', async () => {
  const other = await Kamailio.start({ identity, maxExpiresS: 12 });
  try {
    const at = (transport: 'udp' | 'tcp' | 'tls') => ({
      domain: `${domain}:${String(other.ports[transport])}`,
    });
    const lines = (['udp', 'tcp', 'tls'] as const).map((transport) =>
      register(accountOf(transport, transport, at(transport))),
    );
    await Promise.all(lines.map((line) => line.is('registered')));
    await other.stop();
    // Who has a connection sees it close.
    await Promise.all(lines.slice(1).map((line) => line.is('failed')));
    await other.start();
    const seen = lines.map(({ states }) => states.filter(({ state }) => state === 'registered').length);
    await Promise.all(
      lines.map((line, index) =>
        line.until(
          () => line.states.filter(({ state }) => state === 'registered').length > (seen[index] ?? 0),
        ),
      ),
    );
    const [first] = lines;
    for (const called of lines.slice(1)) {
      if (!first) continue;
      const { calling } = await connect(first, called);
      first.telephone.act(() => {
        calling.call.hangUp();
      });
      await calling.ended();
    }
  } finally {
    await other.remove();
  }
});

for (const keepAliveS of [1, 0]) {
  const what = keepAliveS > 0 ? 'is kept open by pings, so that calls come' : 'closes without pings';
  test(`a way through a NAT ${what}`, async () => {
    const nat = await Nat.open({
      server: { address: loopback, port: kamailio.ports.udp },
      closesAfterMs: 2000,
    });
    try {
      const behind = `${domain}:${String(nat.port)}`;
      const bob = register(accountOf('bob', 'udp', { domain: behind, keepAliveS }));
      await bob.is('registered');
      await kamailio.says('registered bob over udp');
      const { timeline } = bob.telephone;
      await new Promise<void>((resolve) => timeline.at(timeline.now() + 4000, resolve));
      const alice = register(accountOf('alice', 'tcp'));
      await alice.is('registered');
      if (keepAliveS > 0) {
        const { calling } = await connect(alice, bob);
        expect(calling.log).toEqual(['ringing 180', 'answered 200', 'confirmed 200']);
      } else {
        const ring = { ringTimeoutMs: 1500 };
        const line = await alice.telephone.dial(alice.account, `sip:bob@${alice.account.domain}`, ring);
        await line.ended();
        expect({ log: line.log, isDropped: nat.dropped > 0 }).toEqual({
          log: ['ended 408', 'end by failed 408'],
          isDropped: true,
        });
      }
    } finally {
      nat.close();
    }
  });
}

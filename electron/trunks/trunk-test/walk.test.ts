/** The walk on the real telephone over this machine's sockets. */
import { createServer } from 'node:net';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SipError } from '#engine/base/errors.ts';
import { createAuthority, createSelfSigned } from '#engine/telephony/sip/transport/testing/certificates.ts';
import type { PhoneStack } from '#engine/telephony/stack.ts';
import { trunkSchema, type Trunk, type TrunkInput, type TrunkTestStep } from '#shared/domain/trunk.ts';
import { accountOf } from '../account-of.ts';
import { Loopback } from '../testing/loopback.ts';
import { walkTrunk, type TestStack, type WalkOptions } from './walk.ts';

let loopback: Loopback;
let telephone: PhoneStack;

beforeEach(() => {
  loopback = new Loopback();
  telephone = loopback.telephone(() => []);
});
afterEach(() => {
  loopback.dispose();
});

const desk = (change: Partial<TrunkInput>): Trunk =>
  trunkSchema.parse({
    id: 'desk',
    name: 'Desk',
    preset: 'other',
    kind: 'registered',
    server: '127.0.0.1',
    username: 'alice',
    transport: 'udp',
    created_at: '2026-11-26T10:00:00.000Z',
    ...change,
  } satisfies TrunkInput);

const stackOf = (change: Partial<TestStack> = {}): TestStack => ({
  timeline: telephone.timeline,
  network: loopback.network,
  resolve: (uri, account) => telephone.resolve(uri, account),
  userAgent: telephone.userAgent,
  openMedia: (options) => telephone.openMedia(options),
  lineOf: () => null,
  rules: { admit: () => Promise.reject(new SipError('number-refused', 'Not dialled here. Ask elsewhere.')) },
  patience: { registerMs: 300, optionsMs: 300 },
  ...change,
});

/** `step outcome: message | advice` of each. */
async function walk(
  trunk: Trunk,
  password: string | null = 'secret',
  options: Partial<WalkOptions> = {},
  stack: Partial<TestStack> = {},
): Promise<string[]> {
  const told: TrunkTestStep[] = [];
  const steps = await walkTrunk(stackOf(stack), trunk, password, {
    withCall: false,
    signal: new AbortController().signal,
    tell: (step) => {
      told.push(step);
    },
    ...options,
  });
  if (!options.tell) expect(told.filter(({ outcome }) => outcome !== 'running')).toEqual(steps);
  return steps.map(
    ({ step, outcome, message, advice }) =>
      `${step} ${outcome}: ${message}${advice === null ? '' : ` | ${advice}`}`,
  );
}

const notTried = (...steps: string[]) =>
  steps.map((step) => `${step} skipped: Not tried, because a step before it failed.`);

describe('a trunk that works', () => {
  it('passes each step, and leaves nothing registered where it is switched off', async () => {
    const { registrar, port } = await loopback.registrar();
    registrar.password = 'secret';
    const server = `pbx.example:${String(port)}`;
    expect(await walk(desk({ server }))).toEqual([
      `dns passed: ${server} is 127.0.0.1:${String(port)} over UDP.`,
      'connect passed: UDP has no connection; whether the server answers is seen below.',
      'tls skipped: UDP is not encrypted. Who is on the way can read whom you call; choose TLS if the server has it.',
      `register passed: Logged on at ${server} for 600 s, then again by itself.`,
      expect.stringMatching(/^options passed: .* \(registrar 1\.0\) answers after \d+ ms\.$/) as string,
      'call skipped: No call was asked for.',
    ]);
    expect([registrar.bindings.size, telephone.counts.registrations]).toEqual([0, 0]);
  });

  it('that is logged on is asked anew and stays logged on', async () => {
    const { registrar, port } = await loopback.registrar();
    const trunk = desk({ server: `127.0.0.1:${String(port)}` });
    const account = accountOf(trunk, null);
    const registration = telephone.userAgent.register(account);
    const told = await walk(trunk, null, {}, { lineOf: () => ({ account, registration }) });
    expect(told[0]).toBe(`dns passed: ${trunk.server} is an address: there is nothing to look up.`);
    expect(told[3]).toMatch(/^register passed/);
    expect([registrar.bindings.size, telephone.counts.registrations]).toEqual([1, 1]);
  });

  it('over TLS has its certificate checked against the name that was entered', async () => {
    const authority = await createAuthority('Desk authority');
    const identity = await authority.issue({
      name: 'pbx.example',
      names: [{ type: 'dns', value: 'pbx.example' }],
    });
    const { port } = await loopback.registrar('tls', identity);
    const server = `pbx.example:${String(port)}`;
    const secure = { server, transport: 'tls', tls: { verify: true, ca_pem: authority.caPem } } as const;
    expect((await walk(desk(secure))).slice(1, 4)).toEqual([
      `connect passed: 127.0.0.1:${String(port)} accepts connections.`,
      'tls passed: The connection is encrypted, and the certificate is one for pbx.example.',
      expect.stringMatching(/^register passed/) as string,
    ]);
    const unchecked = { ...secure, tls: { verify: false, ca_pem: null } };
    expect((await walk(desk(unchecked)))[2]).toMatch(/^tls passed: .*was not checked.*\| Check certificates/);
  });
});

describe('a trunk that does not work says where and what to change', () => {
  it('a name that leads nowhere', async () => {
    expect(await walk(desk({ server: 'nowhere.example' }))).toEqual([
      expect.stringMatching(/^dns failed: nowhere\.example has no address in DNS\. \| Check how/) as string,
      ...notTried('connect', 'tls', 'register', 'options', 'call'),
    ]);
  });

  it('a port at which nothing listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    await once(server, 'close');
    const told = await walk(desk({ server: `127.0.0.1:${String(port)}`, transport: 'tcp' }));
    expect(told[1]).toBe(
      `connect failed: 127.0.0.1:${String(port)} refused the connection: nothing listens on that port. | Check the port and the transport.`,
    );
  });

  it('a certificate that nobody vouches for', async () => {
    const { port } = await loopback.registrar('tls', await createSelfSigned({ name: 'elsewhere.example' }));
    const told = await walk(desk({ server: `pbx.example:${String(port)}`, transport: 'tls' }));
    expect(told[2]).toMatch(/^tls failed: 127\.0\.0\.1:\d+ is not trusted\. \| /);
    expect(told.slice(3)).toEqual(notTried('register', 'options', 'call'));
  });

  it('a wrong password, and none', async () => {
    const { registrar, port } = await loopback.registrar();
    registrar.password = 'secret';
    const trunk = desk({ server: `127.0.0.1:${String(port)}` });
    expect((await walk(trunk, 'wrong'))[3]).toMatch(
      /^register failed: The server refused the user name or the password \(401 Unauthorized\)\. \| Correct them.*log-on name/,
    );
    expect((await walk(trunk, null))[3]).toMatch(
      /^register failed: The server asks for a password .* \| .*Enter the password in the trunk\.$/,
    );
    expect((await walk(desk({ server: trunk.server, username: '' })))[3]).toMatch(/has no user name/);
  });

  it.each([
    [403, /does not let this account register/],
    [404, /does not know this user/],
    [503, /cannot register the account at the moment/],
  ])('a log-on that is answered %i', async (status, words) => {
    const { registrar, port } = await loopback.registrar();
    registrar.instead.push({ status });
    expect((await walk(desk({ server: `127.0.0.1:${String(port)}` })))[3]).toMatch(words);
  });

  it('a server that keeps silent, to a log-on and to a question', async () => {
    const silent = createSocket('udp4').bind(0, '127.0.0.1');
    await once(silent, 'listening');
    const server = `127.0.0.1:${String(silent.address().port)}`;
    expect((await walk(desk({ server })))[3]).toMatch(
      /^register failed: .* does not answer the log-on\. \| Nothing came back\. Check server, port and transport/,
    );
    expect((await walk(desk({ server, kind: 'ip' }))).slice(3)).toEqual([
      'register skipped: This trunk logs on nowhere: it calls without.',
      expect.stringMatching(/^options failed: .* does not answer\. \| Nothing came back/) as string,
      ...notTried('call'),
    ]);
    silent.close();
  });

  it.each(['before', 'during'])('stops when it is told to %s a step', async (when) => {
    const silent = createSocket('udp4').bind(0, '127.0.0.1');
    await once(silent, 'listening');
    const stopping = new AbortController();
    const told = await walk(
      desk({ server: `127.0.0.1:${String(silent.address().port)}` }),
      'secret',
      {
        signal: stopping.signal,
        tell: ({ step, outcome }) => {
          if (step !== 'register' || outcome !== 'running') return;
          if (when === 'before') stopping.abort();
          else
            setImmediate(() => {
              stopping.abort();
            });
        },
      },
      { patience: { registerMs: 60_000 } },
    );
    expect(told.slice(3)).toEqual(
      ['register', 'options', 'call'].map((step) => `${step} skipped: The test was stopped.`),
    );
    silent.close();
  });
});

it.each([
  [405, 'passed'],
  [404, 'passed'],
  [501, 'passed'],
  [500, 'failed'],
])('a server that answers OPTIONS with %i: %s', async (status, outcome) => {
  const { registrar, port } = await loopback.registrar();
  registrar.instead.push({ status });
  const told = await walk(desk({ server: `127.0.0.1:${String(port)}`, kind: 'ip' }));
  expect(told[4]).toMatch(
    new RegExp(`^options ${outcome}: .* answers after \\d+ ms with ${String(status)} `),
  );
});

describe('the call to an echo number', () => {
  const admitted = (trunk: Trunk, target: string): TestStack['rules'] => ({
    admit: () =>
      Promise.resolve({
        trunk,
        account: accountOf(trunk, null),
        target,
        remote: target,
        callerId: '',
        release: () => undefined,
      }),
  });

  it('is heard to come back', async () => {
    const { port } = await loopback.echo();
    const target = `sip:600@127.0.0.1:${String(port)}`;
    const trunk = desk({
      server: `127.0.0.1:${String(port)}`,
      kind: 'ip',
      srtp: 'required',
      echo_number: target,
    });
    const told = await walk(trunk, null, { withCall: true }, { rules: admitted(trunk, target) });
    expect(told[5]).toMatch(
      /^call passed: The echo number answered after \d\.\d s, and our tone came back \(\w+, encrypted\)\.$/,
    );
    expect(telephone.counts).toMatchObject({ calls: 0, mediaPorts: 0 });
  });

  it('says why it was not reached, and is not made against the rules', async () => {
    const { registrar, port } = await loopback.registrar();
    const target = `sip:600@127.0.0.1:${String(port)}`;
    const trunk = desk({ server: `127.0.0.1:${String(port)}`, kind: 'ip', echo_number: target });
    expect((await walk(trunk, null, { withCall: true }))[5]).toBe(
      'call failed: Not dialled here. | Ask elsewhere.',
    );
    expect(registrar.log.some((line) => line.includes('INVITE'))).toBe(false);
    expect((await walk({ ...trunk, echo_number: null }, null, { withCall: true }))[5]).toMatch(
      /^call skipped: The trunk has no echo number/,
    );
  });
});

/** Our telephone line against sipp, which follows scripts: calls in both directions, refusals, races, repetitions, a crowd. */
import { createHash } from 'node:crypto';
import { expect, test } from '@playwright/test';
import type { SipAccount, SipCredentials } from '#engine/telephony/sip/user-agent/api.ts';
import { freePorts } from './peers/free-ports.ts';
import { isSippThere, sippToneHz, startSipp, type Sipp, type SippOptions } from './peers/sipp.ts';
import { loopback, ourToneHz, Telephone, trunkAccount, type CallTo, type Line } from './peers/telephone.ts';

test.skip(!isSippThere, 'sipp is not installed (Debian: sip-tester)');

const nothingLeft = { calls: 0, dialogs: 0, mediaPorts: 0 };
let telephone: Telephone;
/** Called by a hundred, and calling a hundred. */
let crowd: Telephone | null = null;
const peers: Sipp[] = [];

test.beforeEach(async () => {
  telephone = await Telephone.open();
});

test.afterEach(async ({}, testInfo) => {
  for (const [index, peer] of peers.splice(0).entries()) {
    await peer.stop();
    const { log } = await peer.verdict;
    if (testInfo.status !== testInfo.expectedStatus)
      await testInfo.attach(`sipp-${String(index)}.log`, { body: log, contentType: 'text/plain' });
  }
  telephone.dispose();
  expect(telephone.errors).toEqual([]);
});

async function sipp(options: SippOptions): Promise<Sipp> {
  const peer = await startSipp(options);
  peers.push(peer);
  return peer;
}

/** sipp calls us. */
function caller(scenario: string, ...more: string[]): Promise<Sipp> {
  return sipp({ scenario, target: telephone.address, more });
}

/** We call sipp. */
function dial(peer: Sipp, account: Partial<SipAccount> = {}, more: CallTo = {}): Promise<Line> {
  const uri = `sip:service@${peer.address}`;
  return telephone.dial(trunkAccount({ domain: peer.address, ...account }), uri, more);
}

/** sipp saw what its script says, and nothing is left of the call at our side. */
async function agreed(peer: Sipp): Promise<void> {
  const { code, log } = await peer.verdict;
  expect(code, log).toBe(0);
}

async function over(line: Line, log: readonly string[]): Promise<void> {
  await line.ended();
  expect(line.log).toEqual(log);
  expect(telephone.left).toEqual(nothingLeft);
}

/** RFC 2617 §3.2.2, worked out apart from our own code. */
function isDigestRight(header: string, { username, password }: SipCredentials): boolean {
  const field = (name: string): string =>
    new RegExp(`(?:^|[ ,])${name}="?([^",]*)"?`).exec(header)?.[1] ?? '';
  const hash = (text: string): string => createHash('md5').update(text).digest('hex');
  const secret = hash(`${username}:${field('realm')}:${password}`);
  const request = hash(`INVITE:${field('uri')}`);
  const parts = [secret, field('nonce'), field('nc'), field('cnonce'), field('qop'), request];
  return field('qop') === 'auth' && field('response') === hash(parts.join(':'));
}

test.describe('a crowd', () => {
  test('100 calls at 10 a second each way are all answered and all ended', async () => {
    const trunk = trunkAccount();
    crowd = await Telephone.open({ accounts: () => [trunk] });
    const here = crowd;
    const ended: string[] = [];
    let most = 0;
    const watch = (line: Line): void => {
      line.call.onEvent((event) => {
        most = Math.max(most, here.stack.counts.calls);
        if (event.type === 'end') ended.push(line.log.join(', '));
      });
    };
    here.onCall = (call) => void here.answer(call, { keepsSound: false }).then(watch);
    const callers = await sipp({
      scenario: 'uac-call',
      target: here.address,
      calls: 100,
      more: ['-d', '2000'],
    });
    const called = await sipp({ scenario: 'uas-hangs-up', calls: 100, more: ['-d', '2000'] });
    const account = trunkAccount({ domain: called.address });
    await new Promise<void>((resolve) => {
      const startMs = here.timeline.now();
      for (let index = 0; index < 100; index += 1)
        here.timeline.at(startMs + index * 100, () => {
          void here.dial(account, `sip:service@${called.address}`, {}, { keepsSound: false }).then((line) => {
            watch(line);
            if (index === 99) resolve();
          });
        });
    });
    await agreed(callers);
    await agreed(called);
    const complete = ['ringing 180', 'answered 200', 'confirmed 200', 'ended', 'end by remote BYE'].join(
      ', ',
    );
    expect(ended).toEqual(Array.from({ length: 200 }, () => complete));
    expect({ left: here.left, errors: here.errors }).toEqual({ left: nothingLeft, errors: [] });
    // Ten a second, two seconds each, both ways.
    expect(most).toBeGreaterThan(30);
  });
});

test.describe('sipp calls', () => {
  const answered = ['ringing 180', 'answered 200', 'confirmed 200'];
  const hungUpByThem = [...answered, 'ended', 'end by remote BYE'];

  test('a call in which we hear the caller, until the caller hangs up', async () => {
    const incoming = telephone.nextCall();
    const peer = await caller('uac-call', '-d', '2500');
    const line = await telephone.answer(await incoming);
    await line.hears(sippToneHz);
    await agreed(peer);
    await over(line, hungUpByThem);
  });

  test('what we say arrives: it comes back as an echo', async () => {
    const incoming = telephone.nextCall();
    const peer = await caller('uac-echo', '-rtp_echo', '-d', '2500');
    const line = await telephone.answer(await incoming);
    await line.hears(ourToneHz);
    await agreed(peer);
    await over(line, hungUpByThem);
  });

  test('over TCP', async () => {
    const tcp = await Telephone.open({ transports: ['tcp'] });
    const incoming = tcp.nextCall();
    const target = `${loopback}:${String(tcp.ports.tcp)}`;
    const peer = await sipp({ scenario: 'uac-call', target, transport: 'tcp', more: ['-d', '1500'] });
    const line = await tcp.answer(await incoming);
    await line.hears(sippToneHz);
    await agreed(peer);
    await line.ended();
    expect({ log: line.log, left: tcp.left, errors: tcp.errors }).toEqual({
      log: hungUpByThem,
      left: nothingLeft,
      errors: [],
    });
    tcp.dispose();
  });

  test('a call that we hang up', async () => {
    const incoming = telephone.nextCall();
    const peer = await caller('uac-hung-up');
    const line = await telephone.answer(await incoming);
    await line.saw('confirmed 200');
    telephone.act(() => {
      line.call.hangUp();
    });
    await agreed(peer);
    await over(line, [...answered, 'ended', 'end by local BYE']);
  });

  test('a call that we refuse as busy', async () => {
    const incoming = telephone.nextCall();
    const peer = await caller('uac-refused');
    const call = await incoming;
    const line = await telephone.take(call);
    telephone.act(() => {
      call.refuse(486);
      line.media.close();
    });
    await agreed(peer);
    await over(line, ['ended 486', 'end by local 486']);
  });

  test('a caller who gives up while it rings hears 487', async () => {
    const incoming = telephone.nextCall();
    const peer = await caller('uac-cancel');
    const call = await incoming;
    const line = await telephone.take(call);
    telephone.act(() => {
      call.ring();
    });
    await agreed(peer);
    await line.ended();
    line.media.close();
    await over(line, ['ringing 180', 'ended 487', 'end by remote 487']);
  });

  test('a caller who gives up before it rings hears 487', async () => {
    const incoming = telephone.nextCall();
    const peer = await caller('uac-cancel-early');
    const line = await telephone.take(await incoming);
    await agreed(peer);
    await line.ended();
    line.media.close();
    await over(line, ['ended 487', 'end by remote 487']);
  });

  test('a CANCEL that crosses our 200 ends nothing', async () => {
    const incoming = telephone.nextCall();
    const peer = await caller('uac-cancel-late');
    const line = await telephone.answer(await incoming);
    await agreed(peer);
    await over(line, hungUpByThem);
  });

  test('hold by sendonly and by inactive, and back', async () => {
    const incoming = telephone.nextCall();
    const peer = await caller('uac-hold', '-d', '300');
    const line = await telephone.answer(await incoming);
    await agreed(peer);
    await over(line, [...answered, 'held', 'taken back', 'ended', 'end by remote BYE']);
  });

  test('glare: both re-INVITEs are refused with 491, and ours comes again', async () => {
    const incoming = telephone.nextCall();
    const peer = await caller('uac-glare');
    const line = await telephone.answer(await incoming);
    await line.saw('confirmed 200');
    const held = new Promise<void>((resolve, reject) => {
      telephone.act(() => {
        line.call.hold(true).then(resolve, reject);
      });
    });
    await agreed(peer);
    await held;
    await over(line, hungUpByThem);
  });

  test('whatever is sent more than once counts once, and our 200 is repeated until its ACK', async () => {
    let calls = 0;
    telephone.stack.userAgent.onCall(() => (calls += 1));
    const incoming = telephone.nextCall();
    const peer = await caller('uac-repeats', '-rtcheck', 'loose', '-nr');
    const line = await telephone.answer(await incoming);
    await agreed(peer);
    await over(line, hungUpByThem);
    expect(calls).toBe(1);
  });

  test('a network that loses a tenth of the messages only delays the calls', async () => {
    const lines: Promise<Line>[] = [];
    telephone.onCall = (call) => lines.push(telephone.answer(call));
    const peer = await sipp({
      scenario: 'uac-call',
      target: telephone.address,
      calls: 10,
      more: ['-lost', '10', '-d', '500'],
    });
    await agreed(peer);
    for (const line of await Promise.all(lines)) await line.ended();
    expect({ answered: lines.length, left: telephone.left }).toEqual({ answered: 10, left: nothingLeft });
  });

  test('an INVITE without an offer: we offer, and the ACK answers', async () => {
    const incoming = telephone.nextCall();
    const peer = await caller('uac-offerless', '-d', '2000');
    const line = await telephone.answer(await incoming);
    await line.hears(sippToneHz);
    await agreed(peer);
    await over(line, hungUpByThem);
  });

  test('early media for a caller who wants provisional responses acknowledged', async () => {
    const incoming = telephone.nextCall();
    const peer = await caller('uac-prack', '-d', '1500');
    const call = await incoming;
    const line = await telephone.take(call);
    telephone.act(() => {
      call
        .earlyMedia(line.media)
        .then(() => call.answer(line.media))
        .catch((error: unknown) => telephone.errors.push(error));
      line.listen();
    });
    await line.hears(sippToneHz);
    await agreed(peer);
    await over(line, ['early-media 183', 'answered 200', 'confirmed 200', 'ended', 'end by remote BYE']);
  });

  test('a session timer that is too short is refused with 422; a longer one is refreshed by UPDATE', async () => {
    const incoming = telephone.nextCall();
    const peer = await caller('uac-short-timer');
    const line = await telephone.answer(await incoming);
    await agreed(peer);
    await over(line, hungUpByThem);
  });

  test('an unknown method: 405 with what is allowed', async () => {
    await agreed(await caller('uac-unknown-method'));
  });

  test('an INVITE that contradicts itself: 400, and no call', async () => {
    let calls = 0;
    telephone.stack.userAgent.onCall(() => (calls += 1));
    await agreed(await caller('uac-malformed'));
    expect({ calls, left: telephone.left }).toEqual({ calls: 0, left: nothingLeft });
  });
});

test.describe('we call sipp', () => {
  const answered = ['ringing 180', 'answered 200', 'confirmed 200'];
  const hungUpByUs = [...answered, 'ended', 'end by local BYE'];

  async function hangUp(line: Line): Promise<void> {
    await line.saw('confirmed 200');
    telephone.act(() => {
      line.call.hangUp();
    });
  }

  test('a call in which we hear the other side, until we hang up', async () => {
    const peer = await sipp({ scenario: 'uas-call' });
    const line = await dial(peer);
    await line.hears(sippToneHz);
    await hangUp(line);
    await agreed(peer);
    await over(line, hungUpByUs);
  });

  test('what we say arrives: it comes back as an echo', async () => {
    const peer = await sipp({ scenario: 'uas-echo', more: ['-rtp_echo'] });
    const line = await dial(peer);
    await line.hears(ourToneHz);
    await hangUp(line);
    await agreed(peer);
    await over(line, hungUpByUs);
  });

  test('over TCP', async () => {
    const peer = await sipp({ scenario: 'uas-call', transport: 'tcp' });
    const line = await dial(peer, { transport: 'tcp' });
    await line.hears(sippToneHz);
    await hangUp(line);
    await agreed(peer);
    await over(line, hungUpByUs);
  });

  test('a call that the other side hangs up', async () => {
    const peer = await sipp({ scenario: 'uas-hangs-up', more: ['-d', '300'] });
    const line = await dial(peer);
    await agreed(peer);
    await over(line, [...answered, 'ended', 'end by remote BYE']);
  });

  const credentials = { username: 'alice', password: 'open sesame' };

  test('a password asked for with 401', async () => {
    const peer = await sipp({ scenario: 'uas-auth-401' });
    const line = await dial(peer, { credentials });
    await hangUp(line);
    await agreed(peer);
    await over(line, hungUpByUs);
  });

  test('a password asked for with 407', async () => {
    const peer = await sipp({ scenario: 'uas-auth-407' });
    const line = await dial(peer, { credentials });
    await hangUp(line);
    await agreed(peer);
    await over(line, hungUpByUs);
    const { log } = await peer.verdict;
    expect(isDigestRight(/Proxy-Authorization: Digest (.*)/.exec(log)?.[1] ?? '', credentials)).toBe(true);
  });

  test('a wrong password is refused, and not tried again', async () => {
    const peer = await sipp({ scenario: 'uas-auth-401' });
    const line = await dial(peer, { credentials: { username: 'alice', password: 'open barley' } });
    await agreed(peer);
    await over(line, ['ended 403', 'end by remote 403']);
  });

  test('we give up while it rings', async () => {
    const peer = await sipp({ scenario: 'uas-cancelled' });
    const line = await dial(peer);
    await line.saw('ringing 180');
    telephone.act(() => {
      line.call.hangUp();
    });
    await agreed(peer);
    await over(line, ['ringing 180', 'ended 487', 'end by local 487']);
  });

  test('nobody answers: given up after the ring time', async () => {
    const peer = await sipp({ scenario: 'uas-cancelled' });
    const line = await dial(peer, {}, { ringTimeoutMs: 800 });
    await agreed(peer);
    await over(line, ['ringing 180', 'ended 408', 'end by failed 408']);
  });

  test('we give up before anything has come: CANCEL waits for the 100', async () => {
    const peer = await sipp({ scenario: 'uas-slow-cancelled', more: ['-d', '300'] });
    const line = await dial(peer);
    telephone.act(() => {
      line.call.hangUp();
    });
    await agreed(peer);
    await over(line, ['ended 487', 'end by local 487']);
  });

  test('an answer that crosses our CANCEL is acknowledged and hung up', async () => {
    const peer = await sipp({ scenario: 'uas-crossed' });
    const line = await dial(peer);
    await line.saw('ringing 180');
    telephone.act(() => {
      line.call.hangUp();
    });
    await agreed(peer);
    await over(line, ['ringing 180', 'ended 487', 'end by local 487']);
  });

  test('what is played before the answer is heard', async () => {
    const peer = await sipp({ scenario: 'uas-early-media', more: ['-d', '2500'] });
    const line = await dial(peer);
    await line.hears(sippToneHz);
    expect(line.log).toEqual(['early-media 183']);
    await hangUp(line);
    await agreed(peer);
    await over(line, ['early-media 183', 'answered 200', 'confirmed 200', 'ended', 'end by local BYE']);
  });

  test('provisional responses are acknowledged where that is wanted', async () => {
    const peer = await sipp({ scenario: 'uas-prack', more: ['-d', '700'] });
    const line = await dial(peer);
    await hangUp(line);
    await agreed(peer);
    await over(line, ['early-media 183', 'answered 200', 'confirmed 200', 'ended', 'end by local BYE']);
  });

  test('a redirect is followed', async () => {
    const elsewhere = await sipp({ scenario: 'uas-call' });
    const peer = await sipp({ scenario: 'uas-moved', keys: { to: elsewhere.address } });
    const line = await dial(peer, {}, { mayRedirect: () => true });
    await hangUp(line);
    await agreed(peer);
    await agreed(elsewhere);
    await over(line, hungUpByUs);
  });

  test('a redirect to where we may not call ends the call', async () => {
    const peer = await sipp({
      scenario: 'uas-moved',
      keys: { to: `${loopback}:${String(await freePorts(2))}` },
    });
    const asked: string[] = [];
    const mayRedirect = (target: string): boolean => asked.push(target) < 0;
    const line = await dial(peer, {}, { mayRedirect });
    await agreed(peer);
    await line.ended();
    expect({ asked: asked.length, log: line.log }).toEqual({
      asked: 1,
      log: ['ended 302', 'end by remote 302'],
    });
  });

  for (const [status, reason] of [
    [486, 'Busy Here'],
    [480, 'Temporarily Unavailable'],
    [404, 'Not Found'],
    [503, 'Service Unavailable'],
    [603, 'Decline'],
  ] as const) {
    test(`refused with ${String(status)}`, async () => {
      const peer = await sipp({ scenario: 'uas-refuses', keys: { status, reason } });
      const line = await dial(peer);
      await agreed(peer);
      await over(line, [`ended ${String(status)}`, `end by remote ${String(status)}`]);
    });
  }

  test('a server that is not available gives way to the next of the domain (RFC 3263)', async () => {
    const first = await sipp({
      scenario: 'uas-refuses',
      keys: { status: 503, reason: 'Service Unavailable' },
    });
    const second = await sipp({ scenario: 'uas-call' });
    telephone.dns.table = {
      srv: {
        '_sip._udp.pbx.example': [
          { priority: 1, weight: 1, port: first.port, target: 'a.pbx.example' },
          { priority: 2, weight: 1, port: second.port, target: 'b.pbx.example' },
        ],
      },
      a: { 'a.pbx.example': [loopback], 'b.pbx.example': [loopback] },
    };
    const line = await telephone.dial(trunkAccount({ domain: 'pbx.example' }), 'sip:service@pbx.example');
    await hangUp(line);
    await agreed(first);
    await agreed(second);
    await over(line, hungUpByUs);
  });

  test('a longer session timer is asked for after 422, and the refresh is answered', async () => {
    const peer = await sipp({ scenario: 'uas-long-timer' });
    const line = await dial(peer, { sessionExpiresS: 120 });
    await line.saw('confirmed 200');
    await new Promise<void>((resolve) => telephone.timeline.at(telephone.timeline.now() + 600, resolve));
    await hangUp(line);
    await agreed(peer);
    await over(line, hungUpByUs);
  });

  test('we hold, and take back', async () => {
    const peer = await sipp({ scenario: 'uas-held' });
    const line = await dial(peer);
    await line.saw('confirmed 200');
    for (const held of [true, false])
      await new Promise<void>((resolve, reject) => {
        telephone.act(() => {
          line.call.hold(held).then(resolve, reject);
        });
      });
    await hangUp(line);
    await agreed(peer);
    await over(line, hungUpByUs);
  });

  test('glare: both re-INVITEs are refused with 491, and ours comes again', async () => {
    const peer = await sipp({ scenario: 'uas-glare' });
    const line = await dial(peer);
    await line.saw('confirmed 200');
    await new Promise<void>((resolve, reject) => {
      telephone.act(() => {
        line.call.hold(true).then(resolve, reject);
      });
    });
    await hangUp(line);
    await agreed(peer);
    await over(line, hungUpByUs);
  });

  test('a network that loses a tenth of the messages only delays the calls', async () => {
    const peer = await sipp({
      scenario: 'uas-hangs-up',
      calls: 10,
      more: ['-lost', '10', '-d', '500'],
    });
    const lines = await Promise.all(Array.from({ length: 10 }, () => dial(peer)));
    await Promise.all(lines.map((line) => line.ended()));
    await agreed(peer);
    expect({ ends: lines.map(({ log }) => log.at(-1)), left: telephone.left }).toEqual({
      ends: lines.map(() => 'end by remote BYE'),
      left: nothingLeft,
    });
  });

  test('an INVITE that is not answered comes again, and each repeated 200 is acknowledged', async () => {
    const peer = await sipp({ scenario: 'uas-repeats', more: ['-rtcheck', 'loose', '-pause_msg_ign'] });
    const line = await dial(peer);
    await line.hears(sippToneHz);
    await hangUp(line);
    await agreed(peer);
    await over(line, hungUpByUs);
    // sipp's script does not see what repeats; its log does.
    const { log } = await peer.verdict;
    const times = (method: string): number => log.split(`\n${method} sip:`).length - 1;
    expect({ invites: times('INVITE'), acknowledged: times('ACK') }).toEqual({ invites: 2, acknowledged: 2 });
  });
});

test.describe('when the crowd is gone', () => {
  test('its transactions have come to their end, and its memory is free', async () => {
    const here = crowd;
    test.skip(here === null, 'the crowd has not been here');
    if (!here) return;
    // Timers H and J are 32 s from the last message on; most of it has passed in the other tests.
    for (let second = 0; here.stack.counts.transactions > 0 && second < 40; second += 1)
      await new Promise<void>((resolve) => here.timeline.at(here.timeline.now() + 1000, resolve));
    const { flows, ...counts } = here.stack.counts;
    expect(counts).toEqual({ ...nothingLeft, transactions: 0, registrations: 0 });
    // The socket that listens.
    expect(flows).toBe(1);
    here.dispose();
  });
});

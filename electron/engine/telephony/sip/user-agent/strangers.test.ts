import { describe, expect, it } from 'vitest';
import { PhoneStage, testAccount } from '../testing/phones.ts';
import { RawPeer } from '../testing/raw-peer.ts';
import { ScriptedMedia, sdpOf } from '../testing/scripted-media.ts';
import type { IncomingSipCall } from './api.ts';
import type { UserAgentOptions } from './user-agent.ts';

/** Bob has a trunk at 10.0.0.1; the raw peer calls from 10.0.0.3. */
function stage(over: Partial<UserAgentOptions> & { answering?: (call: IncomingSipCall) => void } = {}) {
  const phones = new PhoneStage();
  const account = testAccount({ id: 'bob', user: 'bob', domain: 'a.invalid' });
  const bob = phones.phone('bob', '10.0.0.2', account, over);
  const raw = new RawPeer(phones.wire, 'raw', '10.0.0.3');
  return { phones, bob, raw };
}

describe('an unknown peer', () => {
  it('is refused, and only its address told', async () => {
    const { phones, bob, raw } = stage();
    const strangers: string[] = [];
    bob.agent.onStranger(({ address }) => void strangers.push(address));
    raw.invite('10.0.0.2');
    await phones.until(1000);
    expect({ statuses: raw.statuses, calls: bob.incoming.length, strangers }).toEqual({
      statuses: ['403 INVITE'],
      calls: 0,
      strangers: ['10.0.0.3'],
    });
  });

  it('is taken where that is wished, for no account', async () => {
    const { phones, bob, raw } = stage({ acceptUnknown: true });
    raw.invite('10.0.0.2');
    await phones.until(100);
    expect(bob.incoming.map(({ account, remote, calledUri }) => ({ account, remote, calledUri }))).toEqual([
      {
        account: null,
        remote: { uri: 'sip:raw@10.0.0.3', displayName: '' },
        calledUri: 'sip:somebody@10.0.0.2',
      },
    ]);
  });

  it('cannot ring without bound', async () => {
    const { phones, bob, raw } = stage({ acceptUnknown: true });
    for (let index = 0; index < 10; index += 1) raw.invite('10.0.0.2');
    await phones.until(100);
    expect({ calls: bob.agent.counts.calls, statuses: raw.statuses }).toEqual({
      calls: 4,
      statuses: Array.from({ length: 6 }, () => '486 INVITE'),
    });
  });

  it.each([
    ['a dialog that is not there', 'BYE', [['To', '<sip:bob@b.invalid>;tag=x']], '481 BYE'],
    ['a re-INVITE of none', 'INVITE', [['To', '<sip:bob@b.invalid>;tag=x']], '481 INVITE'],
    ['OPTIONS', 'OPTIONS', [], '200 OPTIONS'],
    ['a subscription that is none', 'NOTIFY', [['Event', 'message-summary']], '481 NOTIFY'],
    ['REFER without a call', 'REFER', [['Refer-To', '<sip:a@b.invalid>']], '403 REFER'],
    ['a method that is not known', 'MESSAGE', [], '405 MESSAGE'],
    ['an extension that is not known', 'INVITE', [['Require', 'magic']], '420 INVITE'],
    ['a body that is not known', 'INVITE', [['Content-Type', 'text/plain']], '415 INVITE'],
    ['CANCEL of nothing', 'CANCEL', [], '481 CANCEL'],
    ['UPDATE of nothing', 'UPDATE', [], '481 UPDATE'],
  ] as const)('asking with %s hears %s %j: %s', async (_, method, headers, status) => {
    const { phones, raw } = stage();
    const body = method === 'INVITE' ? sdpOf('x') : '';
    const type: [string, string][] = method === 'INVITE' ? [['Content-Type', 'application/sdp']] : [];
    raw.request(
      method,
      '10.0.0.2',
      [...type, ...headers.map(([name, value]) => [name, value] as [string, string])],
      body,
    );
    await phones.until(1000);
    expect(raw.statuses).toEqual([status]);
  });

  it('with an ACK for nothing hears nothing', async () => {
    const { phones, bob, raw } = stage();
    raw.request('ACK', '10.0.0.2');
    await phones.until(1000);
    expect({ statuses: raw.statuses, left: bob.agent.counts.transactions }).toEqual({
      statuses: [],
      left: 0,
    });
  });
});

describe('whose call it is', () => {
  it('follows from the address of the trunk, and of several trunks there from the user that is called', async () => {
    const phones = new PhoneStage();
    const accounts = ['one', 'two'].map((user) => testAccount({ id: user, user, domain: 'a.invalid' }));
    const [first] = accounts;
    if (!first) throw new Error('no account');
    const bob = phones.phone('bob', '10.0.0.2', first, { accounts: () => accounts });
    const trunk = new RawPeer(phones.wire, 'trunk', '10.0.0.1');
    trunk.invite('10.0.0.2', [['To', '<sip:two@a.invalid>']]);
    trunk.invite('10.0.0.2', [['To', '<sip:one@a.invalid>']]);
    await phones.until(100);
    expect(bob.incoming.map(({ account }) => account?.id)).toEqual(['two', 'one']);
  });

  it('follows from the ranges that a trunk may call from, too', async () => {
    const phones = new PhoneStage();
    const accounts = [
      testAccount({ id: 'other', domain: 'a.invalid' }),
      testAccount({ id: 'carrier', domain: 'a.invalid', allowedSources: ['198.51.100.0/24', '10.0.0.3'] }),
    ];
    const [first] = accounts;
    if (!first) throw new Error('no account');
    const bob = phones.phone('bob', '10.0.0.2', first, { accounts: () => accounts });
    const inside = new RawPeer(phones.wire, 'inside', '10.0.0.3');
    const outside = new RawPeer(phones.wire, 'outside', '10.0.0.4');
    inside.invite('10.0.0.2');
    outside.invite('10.0.0.2');
    await phones.until(100);
    expect({
      calls: bob.incoming.map(({ account }) => account?.id),
      outside: outside.statuses,
    }).toEqual({ calls: ['carrier'], outside: ['403 INVITE'] });
  });
});

describe('a caller of a trunk that asks for the password', () => {
  const bobs = { id: 'bob', user: 'bob', domain: 'a.invalid', challengesCallers: true };
  const secret = { username: 'trunk', password: 'secret' };

  /** Alice calls Bob from the address of his trunk. */
  async function called(knows: typeof secret | null, asks: typeof secret | null = secret) {
    const phones = new PhoneStage();
    const alice = phones.phone('alice', '10.0.0.1', testAccount({ credentials: knows }));
    const bob = phones.phone('bob', '10.0.0.2', testAccount({ ...bobs, credentials: asks }));
    alice.dial('sip:bob@b.invalid');
    await phones.until(100);
    return {
      calls: bob.incoming.length,
      statuses: phones.wire.steps.filter((step) => /^bob .* [2-6]/.test(step)),
    };
  }

  it('gets through with it, and is refused without', async () => {
    expect([
      await called(secret),
      await called({ ...secret, password: 'guess' }),
      await called(null),
      await called(secret, null),
    ]).toEqual([
      { calls: 1, statuses: ['bob → alice 401 INVITE'] },
      { calls: 0, statuses: ['bob → alice 401 INVITE', 'bob → alice 401 INVITE'] },
      { calls: 0, statuses: ['bob → alice 401 INVITE'] },
      { calls: 0, statuses: ['bob → alice 403 INVITE'] },
    ]);
  });

  it('costs nothing when it does not answer', async () => {
    const phones = new PhoneStage();
    const bob = phones.phone('bob', '10.0.0.2', testAccount({ ...bobs, credentials: secret }));
    const trunk = new RawPeer(phones.wire, 'trunk', '10.0.0.1');
    for (let index = 0; index < 5; index += 1) trunk.invite('10.0.0.2');
    await phones.until(100);
    expect({ statuses: new Set(trunk.statuses), left: bob.agent.counts.transactions }).toEqual({
      statuses: new Set(['401 INVITE']),
      left: 0,
    });
  });
});

describe('an INVITE that came by two ways', () => {
  it('rings once: the other is refused with 482', async () => {
    const { phones, bob, raw } = stage({ acceptUnknown: true });
    const same: [string, string][] = [['Call-ID', 'same']];
    raw.invite('10.0.0.2', same);
    raw.invite('10.0.0.2', same);
    await phones.until(100);
    expect({ calls: bob.incoming.length, statuses: raw.statuses }).toEqual({
      calls: 1,
      statuses: ['482 INVITE'],
    });
  });
});

describe('a caller that wants provisional responses to be reliable (RFC 3262)', () => {
  it('acknowledges each before the next, and is answered after the last', async () => {
    const { phones, raw } = stage({
      acceptUnknown: true,
      answering: (call) => {
        call.ring();
        void call.earlyMedia(new ScriptedMedia('bob')).then(() => call.answer(new ScriptedMedia('unused')));
      },
    });
    const invite = raw.invite('10.0.0.2', [['Require', '100rel']]);
    const prack = () => {
      const response = raw.responses.findLast(({ headers }) => headers.has('RSeq'));
      if (!response) return;
      const tag = /tag=(\w+)/.exec(response.headers.get('To') ?? '')?.[1] ?? '';
      raw.request('PRACK', '10.0.0.2', [
        ['Call-ID', invite.headers.get('Call-ID')],
        ['To', `<sip:somebody@10.0.0.2>;tag=${tag}`],
        ['From', invite.headers.get('From')],
        ['CSeq', `${raw.responses.length + 1} PRACK`],
        ['RAck', `${response.headers.get('RSeq') ?? ''} 1 INVITE`],
      ]);
    };
    phones.at(600, prack);
    phones.at(700, prack);
    await phones.until(800);
    const sdp = raw.responses.filter(({ body }) => body.length > 0).map(({ status }) => status);
    expect({ statuses: raw.statuses, sdp }).toEqual({
      // 180 comes twice: its PRACK was late.
      statuses: ['180 INVITE', '180 INVITE', '200 PRACK', '183 INVITE', '200 PRACK', '200 INVITE'],
      sdp: [183],
    });
  });

  it('and never acknowledges hears 504', async () => {
    const { phones, bob, raw } = stage({
      acceptUnknown: true,
      answering: (call) => {
        call.ring();
      },
    });
    raw.invite('10.0.0.2', [['Require', '100rel']]);
    await phones.until(100_000);
    expect({
      last: raw.statuses.at(-1),
      heard: phones.heard,
      left: bob.agent.counts.calls + bob.agent.counts.dialogs + bob.agent.counts.transactions,
    }).toEqual({
      last: '504 INVITE',
      heard: ['bob: ringing', 'bob: ended', 'bob: end by failed, 504'],
      left: 0,
    });
  });
});

describe('an invitation that holds for so long only (Expires)', () => {
  it.each([
    ['5', 5000, '487 INVITE', 'end by remote, 487'],
    ['3600', 180_000, '480 INVITE', 'end by failed, 480'],
    ['soon', 180_000, '480 INVITE', 'end by failed, 480'],
  ])('of %s s ends after %i ms with %s', async (expires, atMs, status, end) => {
    const { phones, bob, raw } = stage({
      acceptUnknown: true,
      answering: (call) => {
        call.ring();
      },
    });
    raw.invite('10.0.0.2', [['Expires', expires]]);
    await phones.until(250_000);
    expect({ last: raw.statuses.at(-1), end: phones.log.at(-1), left: bob.agent.counts.calls }).toEqual({
      last: status,
      end: `${String(atMs + 10)} bob: ${end}`,
      left: 0,
    });
  });

  it('says nothing of a call that is answered within it', async () => {
    const { phones, bob, raw } = stage({
      acceptUnknown: true,
      answering: (call) => void call.answer(new ScriptedMedia('bob')),
    });
    raw.invite('10.0.0.2', [['Expires', '5']]);
    await phones.until(10_000);
    expect(bob.incoming[0]?.state).toBe('answered');
  });
});

describe('an INVITE without an offer', () => {
  it('hears ours in the 200 and answers it in the ACK', async () => {
    const media = new ScriptedMedia('bob');
    const { phones, bob, raw } = stage({ acceptUnknown: true, answering: (call) => void call.answer(media) });
    const invite = raw.request('INVITE', '10.0.0.2');
    phones.at(100, () => {
      const ok = raw.responses.at(-1);
      raw.request(
        'ACK',
        '10.0.0.2',
        [
          ['Call-ID', invite.headers.get('Call-ID')],
          ['To', ok?.headers.get('To') ?? ''],
          ['CSeq', '1 ACK'],
          ['Content-Type', 'application/sdp'],
        ],
        sdpOf('late'),
      );
    });
    await phones.until(200);
    expect({ media: media.log, state: bob.incoming[0]?.state }).toEqual({
      media: ['bob offers', 'bob takes late'],
      state: 'confirmed',
    });
  });
});

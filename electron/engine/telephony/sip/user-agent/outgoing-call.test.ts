import { describe, expect, it } from 'vitest';
import type { SipRequest } from '../message/message.ts';
import { PhoneStage, testAccount, type Zone } from '../testing/phones.ts';
import { RawPeer } from '../testing/raw-peer.ts';
import { ScriptedMedia } from '../testing/scripted-media.ts';
import type { OutgoingInvite, SipAccount } from './api.ts';

function stage(account: Partial<SipAccount> = {}, zone: Zone = {}) {
  const phones = new PhoneStage({ zone });
  const alice = phones.phone('alice', '10.0.0.1', testAccount(account));
  const bob = new RawPeer(phones.wire, 'bob', '10.0.0.2');
  const media = new ScriptedMedia('alice');
  return {
    phones,
    alice,
    bob,
    media,
    /** Each INVITE that comes to bob, by its place. */
    onInvite: (...answers: ((invite: SipRequest) => void)[]) => {
      let index = 0;
      bob.onRequest = (request) => {
        if (request.method === 'INVITE') answers[index++]?.(request);
        else if (request.method !== 'ACK') bob.answer(request, 200);
      };
    },
    dial: (mayRedirect: (target: string) => boolean = () => true) =>
      alice.dial('sip:bob@b.invalid', { media, mayRedirect }),
    end: () => phones.heard.filter((line) => line.includes(' end ')),
  };
}

const nothing = { calls: 0, dialogs: 0, transactions: 0, registrations: 0, flows: 0 };

describe('an outgoing call that forks', () => {
  it('hears several early dialogs, takes the first 2xx and hangs up the others', async () => {
    const { phones, alice, bob, media, onInvite, dial } = stage();
    onInvite((invite) => {
      bob.answer(invite, 183, { toTag: 'one', sdp: 'one' });
      bob.answer(invite, 183, { toTag: 'two', sdp: 'two' });
      phones.at(100, () => void bob.answer(invite, 200, { toTag: 'two', sdp: 'two' }));
      phones.at(110, () => void bob.answer(invite, 200, { toTag: 'three', sdp: 'three' }));
      phones.at(700, () => void bob.answer(invite, 200, { toTag: 'two', sdp: 'two' }));
    });
    const call = dial();
    await phones.until(2000);
    expect({
      steps: phones.wire.steps,
      media: media.log,
      replaces: call.replacesValue?.replace(/^[^;]+/, 'ID').replace(/from-tag=.*/, 'from-tag=ours'),
      dialogs: alice.agent.counts.dialogs,
    }).toEqual({
      steps: [
        'alice → bob INVITE',
        'bob → alice 183 INVITE',
        'bob → alice 183 INVITE',
        'bob → alice 200 INVITE',
        'bob → alice 200 INVITE',
        'alice → bob ACK',
        'alice → bob ACK',
        'alice → bob BYE',
        'bob → alice 200 BYE',
        'bob → alice 200 INVITE',
        'alice → bob ACK',
      ],
      media: [
        'alice offers',
        'alice takes one early',
        'alice2 takes two early',
        'alice closes',
        'alice2 takes two',
      ],
      replaces: 'ID;to-tag=two;from-tag=ours',
      dialogs: 1,
    });
  });
});

describe('reliable provisional responses (RFC 3262)', () => {
  it('are acknowledged by PRACK in their order; a repeated or early one is ignored', async () => {
    const { phones, bob, media, onInvite, dial } = stage();
    onInvite((invite) => {
      const reliable = (rseq: number, sdp?: string) =>
        bob.answer(invite, 183, {
          toTag: 'one',
          headers: [
            ['Require', '100rel'],
            ['RSeq', String(rseq)],
          ],
          ...(sdp === undefined ? {} : { sdp }),
        });
      phones.at(20, () => void reliable(7, 'one'));
      phones.at(30, () => void reliable(7, 'one'));
      phones.at(40, () => void reliable(9));
      phones.at(50, () => void reliable(8));
      phones.at(100, () => void bob.answer(invite, 200, { toTag: 'one' }));
    });
    dial();
    await phones.until(1000);
    expect({
      racks: bob.requests
        .filter(({ method }) => method === 'PRACK')
        .map(({ headers }) => headers.get('RAck')),
      media: media.log,
      heard: phones.heard,
    }).toEqual({
      racks: ['7 1 INVITE', '8 1 INVITE'],
      media: ['alice offers', 'alice takes one early', 'alice takes one'],
      heard: ['alice: early-media', 'alice: answered', 'alice: confirmed'],
    });
  });
});

describe('an outgoing call that is challenged', () => {
  const challenge: [string, string][] = [['WWW-Authenticate', 'Digest realm="b", nonce="n1", qop="auth"']];
  const credentials = { username: 'alice', password: 'secret' };

  it('is sent again with credentials, a new branch and the next number', async () => {
    const { phones, bob, onInvite, dial } = stage({ credentials });
    onInvite(
      (invite) => void bob.answer(invite, 401, { headers: challenge }),
      (invite) => void bob.answer(invite, 200, { toTag: 'one', sdp: 'one' }),
    );
    dial();
    await phones.until(1000);
    const invites = bob.requests.filter(({ method }) => method === 'INVITE');
    const ack = bob.last('ACK');
    expect({
      steps: phones.wire.steps,
      numbers: invites.map(({ headers }) => headers.get('CSeq')),
      branches: new Set(invites.map(({ headers }) => headers.get('Via'))).size,
      first: invites[0]?.headers.has('Authorization'),
      second: /username="alice".*response="[0-9a-f]{32}"/.test(
        invites[1]?.headers.get('Authorization') ?? '',
      ),
      ack: ack.headers.get('Authorization') === invites[1]?.headers.get('Authorization'),
    }).toEqual({
      steps: [
        'alice → bob INVITE',
        'bob → alice 401 INVITE',
        'alice → bob ACK',
        'alice → bob INVITE',
        'bob → alice 200 INVITE',
        'alice → bob ACK',
      ],
      numbers: ['1 INVITE', '2 INVITE'],
      branches: 2,
      first: false,
      second: true,
      ack: true,
    });
  });

  it('again ends: the password is wrong', async () => {
    const { phones, alice, bob, onInvite, dial, end } = stage({ credentials });
    const refuse = (invite: SipRequest) => void bob.answer(invite, 401, { headers: challenge });
    onInvite(refuse, refuse, refuse);
    dial();
    await phones.until(60_000);
    expect({ methods: bob.methods, end: end(), left: alice.agent.counts }).toEqual({
      methods: ['INVITE', 'ACK', 'INVITE', 'ACK'],
      end: ['alice: end by remote, 401'],
      left: nothing,
    });
  });
});

describe('an outgoing call that is sent on', () => {
  it('follows a 302 to the best contact that may be called, without the credentials', async () => {
    const { phones, bob, onInvite, dial } = stage({ credentials: { username: 'a', password: 'b' } });
    const carol = new RawPeer(phones.wire, 'carol', '10.0.0.3');
    const digest: [string, string][] = [['WWW-Authenticate', 'Digest realm="c", nonce="n1"']];
    carol.onRequest = (request) => {
      if (request.method === 'INVITE') carol.answer(request, 401, { headers: digest });
    };
    onInvite((invite) => {
      const headers: [string, string][] = [
        [
          'Contact',
          '<sip:low@10.0.0.9>;q=0.1, <sip:carol@10.0.0.3>;q=0.8, <tel:+1>, <sip:bob@b.invalid>;q=1',
        ],
      ];
      bob.answer(invite, 302, { headers });
    });
    dial();
    await phones.until(200);
    expect({ steps: phones.wire.steps, uri: carol.last('INVITE').uri }).toEqual({
      steps: [
        'alice → bob INVITE',
        'bob → alice 302 INVITE',
        'alice → bob ACK',
        'alice → carol INVITE',
        'carol → alice 401 INVITE',
        'alice → carol ACK',
        'alice → ? INVITE',
      ],
      uri: 'sip:carol@10.0.0.3',
    });
  });

  it('goes only where it may: by the rules it is given, or to the same user elsewhere', async () => {
    const contacts = '<sip:+1900123@10.0.0.4>, <sip:bob@10.0.0.4>;q=0.5, <sip:carol@10.0.0.4>;q=0.4';
    const asked = async (mayRedirect?: OutgoingInvite['mayRedirect']) => {
      const { phones, alice, bob, media, onInvite } = stage();
      const other = new RawPeer(phones.wire, 'other', '10.0.0.4');
      other.onRequest = (request) => {
        if (request.method === 'INVITE') other.answer(request, 404);
      };
      onInvite((invite) => void bob.answer(invite, 302, { headers: [['Contact', contacts]] }));
      alice.dial('sip:bob@b.invalid', { media, ...(mayRedirect ? { mayRedirect } : {}) });
      await phones.until(1000);
      return other.requests.filter(({ method }) => method === 'INVITE').map(({ uri }) => uri);
    };
    expect([
      await asked(),
      await asked((target) => Promise.resolve(!target.includes('+1900'))),
      await asked(() => Promise.reject(new Error('the list cannot be read'))),
    ]).toEqual([['sip:bob@10.0.0.4'], ['sip:bob@10.0.0.4', 'sip:carol@10.0.0.4'], []]);
  });

  it('after it has rung keeps its media for the next place', async () => {
    const { phones, bob, media, onInvite, dial } = stage();
    onInvite(
      (invite) => {
        bob.answer(invite, 183, { toTag: 'one', sdp: 'one' });
        bob.answer(invite, 302, { toTag: 'one', headers: [['Contact', '<sip:other@10.0.0.2>']] });
      },
      (invite) => void bob.answer(invite, 200, { toTag: 'two', sdp: 'two' }),
    );
    const call = dial();
    await phones.until(1000);
    expect({ media: media.log, state: call.state, isOwn: call.media === media }).toEqual({
      media: ['alice offers', 'alice takes one early', 'alice takes two'],
      state: 'confirmed',
      isOwn: true,
    });
  });

  it('does not run in a circle, and ends with the last refusal', async () => {
    const { phones, alice, bob, onInvite, dial, end } = stage();
    let count = 0;
    const on = (invite: SipRequest) => {
      count += 1;
      bob.answer(invite, 302, { headers: [['Contact', `<sip:bob${count % 20}@10.0.0.2>`]] });
    };
    onInvite(...Array.from({ length: 40 }, () => on));
    dial();
    await phones.until(60_000);
    expect({ count, end: end(), left: alice.agent.counts }).toEqual({
      count: 9,
      end: ['alice: end by remote, 302'],
      left: nothing,
    });
  });
});

describe('an outgoing call to several servers (RFC 3263 §4.3)', () => {
  const zone: Zone = {
    'b.invalid': [
      { address: '10.0.0.8', transport: 'tcp' },
      { address: '10.0.0.3' },
      { address: '10.0.0.2' },
    ],
  };

  it('takes the next one where nobody listens or the server is out of service', async () => {
    const { phones, bob, onInvite, dial } = stage({}, zone);
    const carol = new RawPeer(phones.wire, 'carol', '10.0.0.3');
    carol.onRequest = (request) => {
      if (request.method === 'INVITE') carol.answer(request, 503);
    };
    onInvite((invite) => void bob.answer(invite, 200, { toTag: 'one', sdp: 'one' }));
    dial();
    await phones.until(1000);
    expect({ steps: phones.wire.steps, heard: phones.heard }).toEqual({
      steps: [
        'alice → carol INVITE',
        'carol → alice 503 INVITE',
        'alice → carol ACK',
        'alice → bob INVITE',
        'bob → alice 200 INVITE',
        'alice → bob ACK',
      ],
      heard: ['alice: answered', 'alice: confirmed'],
    });
  });

  it('leaves one in peace for as long as it asks', async () => {
    const phones = new PhoneStage();
    const avoided: string[] = [];
    const alice = phones.phone('alice', '10.0.0.1', testAccount(), {
      avoid: ({ address }, forMs) => void avoided.push(`${address} for ${forMs}`),
    });
    const bob = new RawPeer(phones.wire, 'bob', '10.0.0.2');
    bob.onRequest = (request) => {
      if (request.method === 'INVITE')
        bob.answer(request, 503, { headers: [['Retry-After', '60;duration=9']] });
    };
    alice.dial('sip:bob@b.invalid', { media: new ScriptedMedia('alice') });
    await phones.until(1000);
    expect(avoided).toEqual(['10.0.0.2 for 60000']);
  });

  it('ends without a status when none of them answers', async () => {
    const { phones, alice, dial, end } = stage({}, { 'b.invalid': [{ address: '10.0.0.9' }] });
    dial();
    await phones.until(60_000);
    expect({ end: end(), left: alice.agent.counts }).toEqual({
      end: ['alice: end by failed, -'],
      left: nothing,
    });
  });
});

describe('an outgoing call to a server that says nothing (UDP)', () => {
  const zone: Zone = { 'b.invalid': [{ address: '10.0.0.3' }, { address: '10.0.0.2' }] };

  /** Carol is the first server and answers the INVITE that many ms after it came, so; bob at once. */
  function silentFirst(afterMs: number, ...statuses: number[]) {
    const all = stage({}, zone);
    const { phones, bob } = all;
    const carol = new RawPeer(phones.wire, 'carol', '10.0.0.3');
    let isFirst = true;
    carol.onRequest = (request) => {
      if (request.method === 'CANCEL') {
        carol.answer(request, 200);
        carol.answer(carol.last('INVITE'), 487, { toTag: 'late' });
      } else if (request.method === 'BYE') carol.answer(request, 200);
      if (request.method !== 'INVITE' || !isFirst) return;
      isFirst = false;
      for (const [index, status] of statuses.entries())
        phones.at(phones.timeline.now() + afterMs + index * 100, () => {
          carol.answer(request, status, { toTag: 'late', ...(status < 300 ? { sdp: 'late' } : {}) });
        });
    };
    const bobAnswers = (status: number, atMs: number) => {
      all.onInvite((invite) => {
        phones.at(phones.timeline.now() + atMs, () => {
          bob.answer(invite, status, { toTag: 'bob', ...(status < 300 ? { sdp: 'bob' } : {}) });
        });
      });
    };
    return { ...all, carol, bobAnswers };
  }
  const withoutRepeats = (steps: string[]) => steps.filter((step, at) => step !== steps[at - 1]);

  it('goes to the next after 4 s, and the first is given up', async () => {
    const { phones, alice, bobAnswers, dial } = silentFirst(1e9);
    bobAnswers(200, 0);
    const call = dial();
    await phones.until(60_000);
    expect({
      steps: withoutRepeats(phones.wire.steps),
      atMs: phones.log.map((line) => line.split(' ')[0]),
      state: call.state,
      left: alice.agent.counts.transactions,
    }).toEqual({
      steps: ['alice → carol INVITE', 'alice → bob INVITE', 'bob → alice 200 INVITE', 'alice → bob ACK'],
      atMs: ['4020', '4020'],
      state: 'confirmed',
      left: 0,
    });
  });

  it.each([
    [
      'rings',
      [180],
      [
        'carol → alice 180 INVITE',
        'alice → carol CANCEL',
        'carol → alice 200 CANCEL',
        'carol → alice 487 INVITE',
        'alice → carol ACK',
      ],
    ],
    [
      'answers',
      [200],
      ['carol → alice 200 INVITE', 'alice → carol ACK', 'alice → carol BYE', 'carol → alice 200 BYE'],
    ],
    ['refuses', [486], ['carol → alice 486 INVITE', 'alice → carol ACK']],
  ] as const)('a first server that %s when the second has the call is let go', async (_, statuses, steps) => {
    const { phones, alice, bobAnswers, dial } = silentFirst(5000, ...statuses);
    bobAnswers(200, 0);
    const call = dial();
    await phones.until(100_000);
    expect({
      steps: phones.wire.steps.filter((step) => step.includes('carol') && !step.endsWith('carol INVITE')),
      state: call.state,
      left: alice.agent.counts,
    }).toEqual({ steps, state: 'confirmed', left: { ...nothing, calls: 1, dialogs: 1 } });
  });

  it('a first server that is only slow has the call when it speaks first', async () => {
    const { phones, alice, bobAnswers, dial, carol } = silentFirst(5000, 180, 200);
    bobAnswers(180, 3000);
    const call = dial();
    await phones.until(100_000);
    expect({
      steps: withoutRepeats(phones.wire.steps),
      heard: phones.heard,
      replaces: call.replacesValue?.includes('to-tag=late'),
      left: alice.agent.counts,
      acks: carol.methods.filter((method) => method === 'ACK').length,
    }).toEqual({
      steps: [
        'alice → carol INVITE',
        'alice → bob INVITE',
        'carol → alice 180 INVITE',
        'carol → alice 200 INVITE',
        'alice → carol ACK',
        'bob → alice 180 INVITE',
        'alice → bob CANCEL',
        'bob → alice 200 CANCEL',
      ],
      heard: ['alice: ringing', 'alice: early-media', 'alice: answered', 'alice: confirmed'],
      replaces: true,
      left: { ...nothing, calls: 1, dialogs: 1 },
      acks: 1,
    });
  });

  it('is still waited for when the others cannot be reached', async () => {
    const { phones, dial } = silentFirst(6000, 200);
    phones.zone['b.invalid'] = [{ address: '10.0.0.3' }, { address: '10.0.0.9', transport: 'tcp' }];
    const call = dial();
    await phones.until(10_000);
    expect([call.state, call.replacesValue?.includes('to-tag=late')]).toEqual(['confirmed', true]);
  });

  it('that nobody waits for any more hears CANCEL when it speaks up', async () => {
    const { phones, alice, bobAnswers, dial, carol, end } = silentFirst(6000, 180);
    bobAnswers(180, 100);
    const call = dial();
    phones.at(5000, () => {
      call.hangUp();
    });
    await phones.until(100_000);
    expect({ carol: carol.methods.slice(-2), end: end(), left: alice.agent.counts }).toEqual({
      carol: ['CANCEL', 'ACK'],
      end: ['alice: end by local, 487'],
      left: nothing,
    });
  });

  it('alone is told of after half a minute, or when the time to ring is over', async () => {
    const reason = async (ringTimeoutMs: number) => {
      const { phones, alice, media } = stage({}, { 'b.invalid': [{ address: '10.0.0.9' }] });
      const call = alice.dial('sip:bob@b.invalid', { media, ringTimeoutMs });
      const told: string[] = [];
      call.onEvent((event) => {
        if (event.type === 'end')
          told.push(`${phones.timeline.now()} ${event.end.status} ${event.end.reason}`);
      });
      await phones.until(60_000);
      return told;
    };
    expect([await reason(60_000), await reason(20_000)]).toEqual([
      [expect.stringMatching(/^32000 null The other side did not answer at all\. Check its address/)],
      [expect.stringMatching(/^20000 null Nothing came back within 20 seconds\. Check the trunk’s server/)],
    ]);
  });
});

describe('an outgoing call whose server wants a longer session timer', () => {
  it('asks for as much as the 422 names', async () => {
    const { phones, bob, onInvite, dial } = stage({ sessionExpiresS: 1800 });
    onInvite(
      (invite) => void bob.answer(invite, 422, { headers: [['Min-SE', '3600']] }),
      (invite) => void bob.answer(invite, 200, { toTag: 'one', sdp: 'one' }),
    );
    dial();
    await phones.until(1000);
    expect(
      bob.requests
        .filter(({ method }) => method === 'INVITE')
        .map(({ headers }) => [headers.get('Session-Expires'), headers.get('Min-SE')]),
    ).toEqual([
      ['1800', '90'],
      ['3600', '3600'],
    ]);
  });
});

describe('the INVITE of an outgoing call', () => {
  it('bears the account, the number that is shown, the route and what is asked for besides', async () => {
    const { phones, alice, bob } = stage({ outboundProxy: '10.0.0.2', user: 'trunk1', sessionExpiresS: 600 });
    alice.agent.invite(testAccount({ outboundProxy: '10.0.0.2', user: 'trunk1', sessionExpiresS: 600 }), {
      target: 'sip:+4930123456@b.invalid?Subject=injected',
      from: { user: '+49301', displayName: 'Praxis "Süd"' },
      assertedIdentity: '+49301',
      extraHeaders: [{ name: 'X-Campaign', value: '7' }],
      media: new ScriptedMedia('alice'),
      ringTimeoutMs: 1000,
    });
    await phones.until(100);
    const { uri, headers } = bob.last('INVITE');
    const shown = headers.all
      .filter(({ name }) => !['Via', 'Call-ID', 'Allow', 'Supported', 'Content-Length'].includes(name))
      .map(({ name, value }) => `${name}: ${value.replace(/tag=[0-9a-f]{16}/, 'tag=T')}`);
    expect({ uri, shown }).toEqual({
      uri: 'sip:+4930123456@b.invalid',
      shown: [
        'Max-Forwards: 70',
        'Route: <sip:10.0.0.2;transport=udp;lr>',
        'From: "Praxis \\"Süd\\"" <sip:+49301@b.invalid>;tag=T',
        'To: <sip:+4930123456@b.invalid>',
        'CSeq: 1 INVITE',
        'Contact: <sip:trunk1@10.0.0.1:5060>',
        'Session-Expires: 600',
        'Min-SE: 90',
        'P-Asserted-Identity: <sip:+49301@b.invalid>',
        'Accept: application/sdp',
        'User-Agent: Parley/test',
        'X-Campaign: 7',
        'Content-Type: application/sdp',
      ],
    });
  });

  it.each([
    [{ name: 'Route', value: '<sip:evil>' }],
    [{ name: 'X-A', value: 'a\r\nVia: b' }],
    [{ name: 'X A', value: 'a' }],
  ])('cannot be changed by an added header %j', (header) => {
    const { alice } = stage();
    const media = new ScriptedMedia('alice');
    const invite = { target: 'sip:bob@b.invalid', media, ringTimeoutMs: 1000, extraHeaders: [header] };
    expect(() => alice.agent.invite(testAccount(), invite)).toThrow('header');
  });

  it.each(['bob', 'tel:+49', 'https://b.invalid', 'sip:'])('needs a SIP address, not %s', (target) => {
    const { alice } = stage();
    const invite = { target, media: new ScriptedMedia('alice'), ringTimeoutMs: 1000 };
    expect(() => alice.agent.invite(testAccount(), invite)).toThrow(
      'This is no SIP address: write sip:USER@HOST.',
    );
  });
});

describe('a refusal of the peer', () => {
  it.each([
    [486, 'busy'],
    [480, 'cannot be reached'],
    [404, 'not known'],
    [403, 'does not allow'],
    [488, 'No common codec'],
    [606, 'No common codec'],
    [415, 'cannot read our description'],
    [600, 'busy everywhere'],
    [603, 'declined'],
    [500, 'error of its own'],
    [580, 'The other side failed'],
    [499, 'refused the call'],
    [699, 'The called party refused'],
    [380, 'cannot be followed'],
  ])('%i ends the call, in words', async (status, words) => {
    const { phones, alice, bob, onInvite, dial } = stage();
    const ends: object[] = [];
    onInvite((invite) => void bob.answer(invite, status, { reason: 'Own Words' }));
    dial().onEvent((event) => {
      if (event.type === 'end') ends.push(event.end);
    });
    await phones.until(60_000);
    expect({ ends, left: alice.agent.counts }).toEqual({
      ends: [
        {
          by: 'remote',
          status,
          reason: expect.stringMatching(`${words}.*\\(${status}, “Own Words”\\)\\.$`) as string,
        },
      ],
      left: nothing,
    });
  });
});

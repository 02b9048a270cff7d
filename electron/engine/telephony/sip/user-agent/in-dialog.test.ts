import { describe, expect, it } from 'vitest';
import type { Dialog } from '../dialog/dialog.ts';
import type { SipMessage } from '../message/message.ts';
import { PhoneStage, testAccount } from '../testing/phones.ts';
import { RawPeer } from '../testing/raw-peer.ts';
import { ScriptedMedia, sdpOf } from '../testing/scripted-media.ts';
import type { IncomingRefer, IncomingSipCall, SipAccount, SipCall } from './api.ts';

const bobs = testAccount({ id: 'bob', user: 'bob', displayName: 'Bob', domain: 'a.invalid' });
const nothing = { calls: 0, dialogs: 0, transactions: 0, registrations: 0, flows: 0 };

/** Alice has called Bob, who has answered, by 100 ms. */
function connected({
  alice: alices = {},
  bob: bobsToo = {},
}: { alice?: Partial<SipAccount>; bob?: Partial<SipAccount> } = {}) {
  const stage = new PhoneStage();
  const alice = stage.phone('alice', '10.0.0.1', testAccount(alices));
  const media = { alice: new ScriptedMedia('alice'), bob: new ScriptedMedia('bob') };
  const bob = stage.phone(
    'bob',
    '10.0.0.2',
    { ...bobs, ...bobsToo },
    {
      answering: (call) => void call.answer(media.bob),
    },
  );
  const call = alice.dial('sip:bob@b.invalid', { media: media.alice });
  const bobsCall = () => bob.incoming[0] as IncomingSipCall;
  return { stage, alice, bob, call, bobsCall, media };
}

/** The same with a peer that says anything; its dialog is there from 100 ms on. */
function connectedToRaw(account: Partial<SipAccount> = {}, headers: [string, string][] = []) {
  const stage = new PhoneStage();
  const alice = stage.phone('alice', '10.0.0.1', testAccount(account));
  const bob = new RawPeer(stage.wire, 'bob', '10.0.0.2');
  const media = new ScriptedMedia('alice');
  let dialog: Dialog | null = null;
  bob.onRequest = (request) => {
    if (request.method !== 'INVITE') return;
    bob.answer(request, 200, { toTag: 'one', sdp: 'one', headers });
    dialog = bob.dialogOf(request, 'one');
    bob.onRequest = (next) => {
      if (next.method !== 'ACK' && next.method !== 'INVITE') bob.answer(next, 200);
    };
  };
  const call = alice.dial('sip:bob@b.invalid', { media });
  return { stage, alice, bob, call, media, dialog: () => dialog as unknown as Dialog };
}

function after(stage: PhoneStage, ms: number): string[] {
  return stage.wire.ladder
    .filter((line) => Number(line.split(' ')[0]) >= ms)
    .map((line) => line.replace(/^\S+ /, ''));
}

function isMethod(message: SipMessage, method: string): boolean {
  return message.kind === 'request' && message.method === method;
}

describe('hold and resume', () => {
  it('go out as re-INVITE and are heard by the peer', async () => {
    const { stage, call, media } = connected();
    const settled: string[] = [];
    stage.at(1000, () => call.hold(true).then(() => void settled.push(`held ${stage.timeline.now()}`)));
    stage.at(2000, () => call.hold(false).then(() => void settled.push(`resumed ${stage.timeline.now()}`)));
    await stage.until(3000);
    expect({
      steps: after(stage, 1000),
      heard: stage.heard.slice(-2),
      settled,
      media: media.alice.log,
    }).toEqual({
      steps: [
        'alice → bob INVITE',
        'bob → alice 200 INVITE',
        'alice → bob ACK',
        'alice → bob INVITE',
        'bob → alice 200 INVITE',
        'alice → bob ACK',
      ],
      heard: ['bob: held', 'bob: resumed'],
      settled: ['held 1020', 'resumed 2020'],
      media: [
        'alice offers',
        'alice takes bob-1',
        'alice offers held',
        'alice takes bob-2',
        'alice offers',
        'alice takes bob-3',
      ],
    });
  });

  it('wait for each other: one offer at a time', async () => {
    const { stage, call } = connected();
    stage.at(1000, () =>
      Promise.all([call.hold(true), call.hold(false), call.renegotiate()]).then(() => undefined),
    );
    await stage.until(3000);
    expect(after(stage, 1000).filter((step) => step.endsWith('INVITE'))).toEqual(
      Array.from({ length: 3 }, () => ['alice → bob INVITE', 'bob → alice 200 INVITE']).flat(),
    );
  });

  it('are settled by the end of the call, and do nothing afterwards', async () => {
    const { stage, call } = connected();
    const settled: string[] = [];
    stage.wire.drop = (message, from) =>
      from === 'bob' && message.kind === 'response' && stage.timeline.now() > 900;
    stage.at(1000, () => call.hold(true).then(() => void settled.push('first')));
    stage.at(1000, () => call.hold(false).then(() => void settled.push('second')));
    stage.at(2000, () => {
      call.hangUp();
    });
    stage.at(3000, () => call.hold(true).then(() => void settled.push('third')));
    await stage.until(3500);
    expect(settled).toEqual(['first', 'second', 'third']);
  });

  it('that the peer refuses leave everything as it was', async () => {
    const { stage, bob, call, media } = connectedToRaw();
    const errors: unknown[] = [];
    bob.onRequest = () => undefined;
    stage.at(50, () => {
      bob.onRequest = (request) => {
        if (request.method === 'INVITE') bob.answer(request, 488);
      };
    });
    stage.at(10, () => undefined);
    stage.at(1000, () => call.hold(true).catch((error: unknown) => void errors.push(error)));
    // The first INVITE is answered by hand, since `onRequest` was taken away.
    stage.at(20, () => void bob.answer(bob.last('INVITE'), 200, { toTag: 'one', sdp: 'one' }));
    await stage.until(2000);
    expect({ errors, media: media.log.slice(-2), state: call.state }).toEqual({
      errors: [expect.objectContaining({ code: 'sip-refused', status: 488 })],
      media: ['alice offers held', 'alice rolls back'],
      state: 'confirmed',
    });
  });
});

describe('hold before the answer', () => {
  it('goes out as UPDATE once the first offer has been answered reliably (RFC 3311)', async () => {
    const stage = new PhoneStage();
    const alice = stage.phone('alice', '10.0.0.1', testAccount());
    const bob = new RawPeer(stage.wire, 'bob', '10.0.0.2');
    bob.onRequest = (request) => {
      if (request.method === 'INVITE') {
        const headers: [string, string][] = [
          ['Require', '100rel'],
          ['RSeq', '1'],
          ['Allow', 'INVITE, PRACK, UPDATE'],
        ];
        bob.answer(request, 183, { toTag: 'one', sdp: 'one', headers });
      } else bob.answer(request, 200, request.method === 'UPDATE' ? { sdp: 'two' } : {});
    };
    const media = new ScriptedMedia('alice');
    const call = alice.dial('sip:bob@b.invalid', { media });
    const settled: string[] = [];
    stage.at(5, () =>
      call
        .hold(true)
        .then(() => void settled.push('early'))
        .catch(() => undefined),
    );
    stage.at(500, () => call.hold(true).then(() => void settled.push('held')));
    await stage.until(1000);
    expect({ methods: bob.methods, settled, media: media.log, state: call.state }).toEqual({
      methods: ['INVITE', 'PRACK', 'UPDATE'],
      settled: ['held'],
      media: ['alice offers', 'alice takes one early', 'alice offers held', 'alice takes two'],
      state: 'early-media',
    });
  });
});

describe('both sides changing the call at once (glare, §14.1)', () => {
  it('refuse each other with 491, and the one without the Call-ID tries first', async () => {
    const { stage, call, bobsCall } = connected();
    const settled: string[] = [];
    stage.at(1000, () => call.hold(true).then(() => void settled.push('alice')));
    stage.at(1000, () =>
      bobsCall()
        .hold(true)
        .then(() => void settled.push('bob')),
    );
    await stage.until(9000);
    const steps = after(stage, 1000);
    expect({ glare: steps.slice(0, 6), later: steps.slice(6), settled }).toEqual({
      glare: [
        'alice → bob INVITE',
        'bob → alice INVITE',
        'bob → alice 491 INVITE',
        'alice → bob 491 INVITE',
        'alice → bob ACK',
        'bob → alice ACK',
      ],
      later: [
        'bob → alice INVITE',
        'alice → bob 200 INVITE',
        'bob → alice ACK',
        'alice → bob INVITE',
        'bob → alice 200 INVITE',
        'alice → bob ACK',
      ],
      settled: ['bob', 'alice'],
    });
  });

  it('is given up when the peer never lets us', async () => {
    const { stage, bob, call, alice } = connectedToRaw();
    const errors: unknown[] = [];
    stage.at(500, () => {
      bob.onRequest = (request) => {
        if (request.method === 'INVITE') bob.answer(request, 491);
        else if (request.method !== 'ACK') bob.answer(request, 200);
      };
      return call.hold(true).catch((error: unknown) => void errors.push(error));
    });
    stage.at(90_000, () => {
      call.hangUp();
    });
    await stage.until(100_000);
    expect({
      tries: bob.methods.filter((method) => method === 'INVITE').length,
      errors,
      left: alice.agent.counts,
    }).toEqual({ tries: 9, errors: [expect.objectContaining({ status: 491 })], left: nothing });
  });
});

describe('a re-INVITE of the peer', () => {
  it('without an offer hears ours and brings its answer in the ACK', async () => {
    const { stage, bob, media, dialog } = connectedToRaw();
    stage.at(500, () => {
      bob.ask(dialog(), 'INVITE');
    });
    stage.at(600, () => {
      const number = 1;
      const ack = dialog().request('ACK', bob.branch(), {
        number,
        headers: [['Content-Type', 'application/sdp']],
        body: new TextEncoder().encode(sdpOf('late', 'sendonly')),
      });
      bob.send(ack, '10.0.0.1');
    });
    await stage.until(2000);
    expect({ media: media.log.slice(2), heard: stage.heard.slice(-1), statuses: bob.statuses }).toEqual({
      media: ['alice offers', 'alice takes late'],
      heard: ['alice: held'],
      statuses: ['200 INVITE'],
    });
  });

  it('with an offer we cannot use is refused with 488, and the call goes on', async () => {
    const { stage, bob, call, media, dialog } = connectedToRaw();
    stage.at(500, () => {
      media.isPicky = true;
      bob.ask(dialog(), 'INVITE', [['Content-Type', 'application/sdp']], sdpOf('two'));
    });
    await stage.until(600);
    expect({ statuses: bob.statuses, state: call.state }).toEqual({
      statuses: ['488 INVITE'],
      state: 'confirmed',
    });
  });

  it('that is older than what was there is refused with 500 (§12.2.2)', async () => {
    const { stage, bob, dialog } = connectedToRaw();
    stage.at(500, () => {
      bob.ask(dialog(), 'OPTIONS');
      bob.ask(dialog(), 'OPTIONS');
      bob.send(dialog().request('OPTIONS', bob.branch(), { number: 1 }), '10.0.0.1');
    });
    await stage.until(600);
    expect(bob.statuses).toEqual(['200 OPTIONS', '200 OPTIONS', '500 OPTIONS']);
  });

  it('moves the peer: what follows goes to its new Contact', async () => {
    const { stage, bob, call, dialog } = connectedToRaw();
    const moved = new RawPeer(stage.wire, 'moved', '10.0.0.7');
    stage.at(500, () => {
      const request = dialog().request('UPDATE', bob.branch(), {
        headers: [['Contact', '<sip:bob@10.0.0.7>']],
      });
      bob.send(request, '10.0.0.1');
    });
    stage.at(600, () => {
      call.hangUp();
    });
    await stage.until(700);
    expect(moved.methods).toEqual(['BYE']);
  });
});

describe('an UPDATE of the peer (RFC 3311)', () => {
  it('with an offer is answered; while our offer is out it hears 491', async () => {
    const { stage, bob, call, media, dialog } = connectedToRaw();
    const update = () =>
      bob.ask(dialog(), 'UPDATE', [['Content-Type', 'application/sdp']], sdpOf('up', 'inactive'));
    stage.at(500, () => void update());
    stage.at(600, () => {
      void call.hold(true);
      update();
    });
    await stage.until(700);
    expect({ statuses: bob.statuses, media: media.log.slice(2), heard: stage.heard.slice(-1) }).toEqual({
      statuses: ['200 UPDATE', '491 UPDATE'],
      media: ['alice answers up', 'alice offers held'],
      heard: ['alice: held'],
    });
  });
});

describe('the session timer (RFC 4028)', () => {
  it('is agreed on, and refreshed at half of it by UPDATE', async () => {
    const { stage, call } = connected({ alice: { sessionExpiresS: 100 } });
    await stage.until(120_000);
    expect({ steps: after(stage, 1000), state: call.state }).toEqual({
      steps: ['alice → bob UPDATE', 'bob → alice 200 UPDATE', 'alice → bob UPDATE', 'bob → alice 200 UPDATE'],
      state: 'confirmed',
    });
  });

  it('is refreshed by re-INVITE where the peer has no UPDATE', async () => {
    const headers: [string, string][] = [
      ['Session-Expires', '100;refresher=uac'],
      ['Allow', 'INVITE, ACK, BYE, CANCEL'],
    ];
    const { stage, bob } = connectedToRaw({ sessionExpiresS: 100 }, headers);
    await stage.until(50_100);
    expect(bob.methods).toEqual(['INVITE', 'ACK', 'INVITE']);
  });

  it('ends the call when the peer, whose duty it was, has gone silent', async () => {
    const headers: [string, string][] = [['Session-Expires', '120;refresher=uas']];
    const { stage, bob, alice } = connectedToRaw({ sessionExpiresS: 120 }, headers);
    await stage.until(130_000);
    expect({
      bye: stage.wire.ladder.filter((line) => line.endsWith(' BYE')),
      heard: stage.heard.slice(-1),
      reason: bob.last('BYE').headers.get('Reason'),
      left: alice.agent.counts,
    }).toEqual({
      bye: ['88020 alice → bob BYE', '88030 bob → alice 200 BYE'],
      heard: ['alice: end by failed, 408'],
      reason: 'SIP;cause=408;text="The other side did not refresh the session in time."',
      left: nothing,
    });
  });

  it('is ours to refresh where only we know it; too short a one is refused with 422', async () => {
    const stage = new PhoneStage();
    const bob = stage.phone(
      'bob',
      '10.0.0.2',
      { ...bobs, sessionExpiresS: 200 },
      {
        answering: (call) => void call.answer(new ScriptedMedia('bob')),
      },
    );
    const raw = new RawPeer(stage.wire, 'raw', '10.0.0.1');
    raw.invite('10.0.0.2');
    const tooShort: [string, string][] = [
      ['Session-Expires', '60'],
      ['Supported', 'timer'],
    ];
    raw.invite('10.0.0.2', tooShort);
    await stage.until(100);
    expect({
      statuses: raw.statuses,
      agreed: raw.responses.find(({ status }) => status === 200)?.headers.get('Session-Expires'),
      minimum: raw.responses.find(({ status }) => status === 422)?.headers.get('Min-SE'),
      calls: bob.agent.counts.calls,
    }).toEqual({
      statuses: ['422 INVITE', '200 INVITE'],
      agreed: '200;refresher=uas',
      minimum: '90',
      calls: 1,
    });
  });
});

describe('keys by INFO', () => {
  it('go both ways', async () => {
    const { stage, call, bobsCall } = connected();
    stage.at(500, () => call.sendInfoKey('5', 160));
    stage.at(600, () => bobsCall().sendInfoKey('#', 100));
    await stage.until(1000);
    expect({ heard: stage.heard.slice(-2), steps: after(stage, 500) }).toEqual({
      heard: ['bob: key 5 160', 'alice: key # 100'],
      steps: ['alice → bob INFO', 'bob → alice 200 INFO', 'bob → alice INFO', 'alice → bob 200 INFO'],
    });
  });

  it.each([
    ['application/dtmf', '9', '200 INFO', ['alice: key 9 -']],
    ['application/dtmf-relay', 'Signal= *\r\nDuration= 250\r\n', '200 INFO', ['alice: key * 250']],
    ['application/dtmf-relay', 'Signal=11\nDuration=1e9', '200 INFO', ['alice: key # 1']],
    ['application/dtmf-relay', 'Signal=x', '415 INFO', []],
    ['application/media_control+xml', '<xml/>', '415 INFO', []],
    ['text/plain', '', '200 INFO', []],
  ])('of the type %s with the body %j are answered with %s', async (type, body, status, heard) => {
    const { stage, bob, dialog } = connectedToRaw();
    stage.at(500, () => {
      bob.ask(dialog(), 'INFO', [['Content-Type', type]], body);
    });
    await stage.until(600);
    expect({ statuses: bob.statuses, heard: stage.heard.slice(2) }).toEqual({ statuses: [status], heard });
  });
});

describe('a blind transfer', () => {
  it('is asked for by REFER, accepted, and its progress told by NOTIFY', async () => {
    const { stage, call, bobsCall } = connected();
    stage.at(200, () => {
      bobsCall().onEvent((event) => {
        if (event.type !== 'refer') return;
        event.refer.accept();
        stage.at(stage.timeline.now() + 500, () => {
          event.refer.notify(180, 'Ringing');
        });
        stage.at(stage.timeline.now() + 900, () => {
          event.refer.notify(200, 'OK');
        });
      });
    });
    stage.at(1000, () =>
      call.refer('sip:carol@c.invalid').then(() => void stage.log.push('- alice: accepted')),
    );
    await stage.until(3000);
    const refer = stage.wire.sent.find(({ message }) => isMethod(message, 'REFER'))?.message;
    expect({
      steps: after(stage, 1000),
      heard: stage.heard.slice(4),
      referTo: refer?.headers.get('Refer-To'),
      referredBy: refer?.headers.get('Referred-By'),
    }).toEqual({
      steps: [
        'alice → bob REFER',
        'bob → alice 202 REFER',
        'bob → alice NOTIFY',
        'alice → bob 200 NOTIFY',
        'bob → alice NOTIFY',
        'alice → bob 200 NOTIFY',
        'bob → alice NOTIFY',
        'alice → bob 200 NOTIFY',
      ],
      heard: [
        'bob: asked to call sip:carol@c.invalid',
        'alice: accepted',
        'alice: transfer 100',
        'alice: transfer 180',
        'alice: transfer 200, final',
      ],
      referTo: '<sip:carol@c.invalid>',
      referredBy: '<sip:alice@b.invalid>',
    });
  });

  it('that the peer refuses, or that nobody decides on, is told', async () => {
    const { stage, call } = connected();
    const errors: unknown[] = [];
    stage.at(1000, () =>
      call.refer('sip:carol@c.invalid').catch((error: unknown) => void errors.push(error)),
    );
    await stage.until(30_000);
    expect(errors).toEqual([expect.objectContaining({ code: 'sip-refused', status: 603 })]);
  });

  it('without a subscription (Refer-Sub: false) is over with its acceptance', async () => {
    const { stage, bob, call, dialog } = connectedToRaw();
    stage.at(500, () => {
      bob.onRequest = (request) => void bob.answer(request, 202, { headers: [['Refer-Sub', 'false']] });
      return call.refer('sip:carol@c.invalid');
    });
    stage.at(600, () => {
      bob.ask(dialog(), 'NOTIFY', [['Event', 'refer']]);
    });
    await stage.until(700);
    expect({ heard: stage.heard.slice(2), statuses: bob.statuses }).toEqual({
      heard: ['alice: transfer 202, final'],
      statuses: ['481 NOTIFY'],
    });
  });

  it('of which the peer tells nothing is given up after three minutes', async () => {
    const { stage, bob, call } = connectedToRaw();
    stage.at(500, () => {
      bob.onRequest = (request) => void bob.answer(request, 202);
      return call.refer('sip:carol@c.invalid');
    });
    await stage.until(200_000);
    expect(stage.log.slice(2)).toEqual(['180500 alice: transfer 408, final']);
  });

  it.each([
    ['two targets', '<sip:a@a.invalid>, <sip:b@b.invalid>', '400 REFER'],
    ['another method', '<sip:a@a.invalid;method=BYE>', '400 REFER'],
    ['a page', '<https://a.invalid>', '400 REFER'],
    ['nonsense', 'sip', '400 REFER'],
  ])('to %s is refused', async (_, target, status) => {
    const { stage, bob, dialog } = connectedToRaw();
    stage.at(500, () => {
      bob.ask(dialog(), 'REFER', [['Refer-To', target]]);
    });
    await stage.until(600);
    expect(bob.statuses).toEqual([status]);
  });

  it('cannot fill memory: only some wait at a time', async () => {
    const { stage, bob, dialog } = connectedToRaw();
    stage.at(500, () => {
      for (let index = 0; index < 6; index += 1)
        bob.ask(dialog(), 'REFER', [['Refer-To', '<sip:c@c.invalid>']]);
    });
    await stage.until(600);
    expect({ statuses: bob.statuses, heard: stage.heard.slice(2).length }).toEqual({
      statuses: ['603 REFER', '603 REFER'],
      heard: 4,
    });
  });
});

describe('an attended transfer (RFC 3891)', () => {
  it('connects the two others: the new call takes the place of the consultation', async () => {
    const stage = new PhoneStage({ zone: { 'c.invalid': [{ address: '10.0.0.3' }] } });
    const answering = (call: IncomingSipCall) => void call.answer(new ScriptedMedia(call.callId));
    const alice = stage.phone('alice', '10.0.0.1', testAccount());
    const bob = stage.phone('bob', '10.0.0.2', bobs, { answering });
    const carol = stage.phone('carol', '10.0.0.3', testAccount({ id: 'carol', user: 'carol' }), {
      answering,
      acceptUnknown: true,
    });
    const toBob = alice.dial('sip:bob@b.invalid');
    const toCarol = alice.dial('sip:carol@c.invalid');
    const calls: SipCall[] = [];
    stage.at(500, () => {
      bob.incoming[0]?.onEvent((event) => {
        if (event.type !== 'refer') return;
        event.refer.accept();
        const call = bob.agent.invite(bobs, {
          target: event.target,
          media: new ScriptedMedia('bob2'),
          ringTimeoutMs: 10_000,
          ...(event.replaces === null ? {} : { replaces: event.replaces }),
        });
        calls.push(call);
        finish(call, event.refer);
      });
    });
    const finish = (call: SipCall, refer: IncomingRefer) => {
      call.onEvent((event) => {
        if (event.type === 'state' && event.state === 'confirmed') refer.notify(200, 'OK');
      });
    };
    stage.at(1000, () => toBob.refer('sip:carol@c.invalid', toCarol));
    await stage.until(3000);
    expect({
      replaced: carol.incoming[1]?.replaces === carol.incoming[0],
      states: [toBob.state, toCarol.state, calls[0]?.state, ...carol.incoming.map(({ state }) => state)],
      heard: stage.heard.filter((line) => line.includes('transfer') || line.includes('alice: end ')),
    }).toEqual({
      replaced: true,
      states: ['confirmed', 'ended', 'confirmed', 'ended', 'confirmed'],
      heard: ['alice: transfer 100', 'alice: end by remote, -', 'alice: transfer 200, final'],
    });
  });

  it.each([
    ['a call that is not there', 'none;to-tag=a;from-tag=b', '481'],
    ['a confirmed call where only a ringing one is meant', 'EARLY', '486'],
    ['nonsense', 'none', '400'],
  ])('is refused for %s', async (_, value, status) => {
    const { stage, bobsCall } = connected();
    const statuses: string[][] = [];
    stage.at(500, () => {
      // It sits where Bob's trunk is: from elsewhere it would not even be let in.
      const raw = new RawPeer(stage.wire, 'raw', '10.0.0.1');
      statuses.push(raw.statuses);
      stage.at(590, () => void statuses.splice(0, 1, raw.statuses));
      const own = bobsCall().replacesValue ?? '';
      const [id, remote, local] = own.split(';');
      // As Alice sees it: the tags change places.
      const early = `${id ?? ''};to-tag=${local?.split('=')[1] ?? ''};from-tag=${remote?.split('=')[1] ?? ''};early-only`;
      raw.invite('10.0.0.2', [['Replaces', value === 'EARLY' ? early : value]]);
    });
    await stage.until(600);
    expect(statuses).toEqual([[`${status} INVITE`]]);
  });
});

describe('other requests in a dialog', () => {
  it.each([
    ['OPTIONS', '200 OPTIONS'],
    ['PRACK', '481 PRACK'],
    ['NOTIFY', '481 NOTIFY'],
    ['MESSAGE', '405 MESSAGE'],
    ['FOO', '405 FOO'],
  ])('%s is answered with %s', async (method, status) => {
    const { stage, bob, dialog } = connectedToRaw();
    stage.at(500, () => {
      bob.ask(dialog(), method);
    });
    await stage.until(600);
    expect(bob.statuses).toEqual([status]);
  });

  it('of ours that are challenged are sent again with credentials', async () => {
    const { stage, bob, call } = connectedToRaw({ credentials: { username: 'alice', password: 'x' } });
    stage.at(500, () => {
      bob.onRequest = (request) => {
        const headers: [string, string][] = [['Proxy-Authenticate', 'Digest realm="p", nonce="n1"']];
        if (request.headers.has('Proxy-Authorization')) bob.answer(request, 200);
        else bob.answer(request, 407, { headers });
      };
      call.hangUp();
    });
    await stage.until(700);
    expect(bob.methods).toEqual(['INVITE', 'ACK', 'BYE', 'BYE']);
  });

  it('to which the peer answers that it knows no such call end it', async () => {
    const { stage, bob, call, alice } = connectedToRaw();
    stage.at(500, () => {
      bob.onRequest = (request) => void bob.answer(request, 481);
      return call.sendInfoKey('1', 100).catch(() => undefined);
    });
    await stage.until(40_000);
    expect({ heard: stage.heard.slice(-1), methods: bob.methods, left: alice.agent.counts }).toEqual({
      heard: ['alice: end by failed, 481'],
      methods: ['INVITE', 'ACK', 'INFO'],
      left: nothing,
    });
  });

  it('go through the proxies of the route set, in their order', async () => {
    const { stage, bob, call } = connectedToRaw({}, [
      ['Record-Route', '<sip:10.0.0.9;lr>'],
      ['Record-Route', '<sip:10.0.0.2;lr>'],
    ]);
    stage.at(500, () => {
      call.hangUp();
    });
    await stage.until(600);
    const bye = bob.last('BYE');
    expect({ uri: bye.uri, route: bye.headers.getAll('Route') }).toEqual({
      uri: 'sip:bob@10.0.0.2:5060',
      route: ['<sip:10.0.0.2;lr>', '<sip:10.0.0.9;lr>'],
    });
  });
});

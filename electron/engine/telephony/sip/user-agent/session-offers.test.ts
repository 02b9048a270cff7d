import { describe, expect, it } from 'vitest';
import { after, connected, connectedToRaw, nothing } from '../testing/connected.ts';
import { PhoneStage, testAccount } from '../testing/phones.ts';
import { RawPeer } from '../testing/raw-peer.ts';
import { ScriptedMedia, sdpOf } from '../testing/scripted-media.ts';

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

describe('a re-INVITE that is being answered when the call ends', () => {
  it('still gets its answer (§15.1.2)', async () => {
    const { stage, bob, alice, media, dialog } = connectedToRaw();
    media.isSlow = true;
    stage.at(500, () => {
      bob.ask(dialog(), 'INVITE', [['Content-Type', 'application/sdp']], sdpOf('two'));
      bob.ask(dialog(), 'BYE');
    });
    await stage.until(60_000);
    expect({ statuses: bob.statuses, left: alice.agent.counts }).toEqual({
      statuses: ['200 BYE', '487 INVITE'],
      left: nothing,
    });
  });
});

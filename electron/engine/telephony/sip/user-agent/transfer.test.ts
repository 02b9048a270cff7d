import { describe, expect, it } from 'vitest';
import type { SipMessage } from '../message/message.ts';
import { after, bobs, connected, connectedToRaw } from '../testing/connected.ts';
import { PhoneStage, testAccount } from '../testing/phones.ts';
import { RawPeer } from '../testing/raw-peer.ts';
import { ScriptedMedia } from '../testing/scripted-media.ts';
import type { IncomingRefer, IncomingSipCall, SipCall } from './api.ts';

function isMethod(message: SipMessage, method: string): boolean {
  return message.kind === 'request' && message.method === method;
}

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
        'alice: transfer 100',
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
    expect(stage.log.slice(2)).toEqual(['520 alice: transfer 100', '180500 alice: transfer 408, final']);
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
      heard: [
        'alice: transfer 100',
        'alice: transfer 100',
        'alice: end by remote, -',
        'alice: transfer 200, final',
      ],
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

import { describe, expect, it } from 'vitest';
import { PhoneStage, testAccount, type Phone } from '../testing/phones.ts';
import { ScriptedMedia } from '../testing/scripted-media.ts';
import type { IncomingSipCall } from './api.ts';

const bobs = testAccount({ id: 'bob', user: 'bob', displayName: 'Bob', domain: 'a.invalid' });

interface Pair {
  stage: PhoneStage;
  alice: Phone;
  bob: Phone;
  left: () => object;
}

function pair(
  answering: (call: IncomingSipCall, stage: PhoneStage) => void = () => undefined,
  wire: ConstructorParameters<typeof PhoneStage>[0] = {},
): Pair {
  const stage = new PhoneStage(wire);
  const alice = stage.phone('alice', '10.0.0.1', testAccount());
  const bob = stage.phone('bob', '10.0.0.2', bobs, {
    answering: (call) => {
      answering(call, stage);
    },
  });
  return { stage, alice, bob, left: () => [alice.agent.counts, bob.agent.counts] };
}

const nothing = { calls: 0, dialogs: 0, transactions: 0, registrations: 0, flows: 0 };
const nothingLeft = [nothing, nothing];

const answerAtOnce = (call: IncomingSipCall) => {
  call.ring();
  void call.answer(new ScriptedMedia('bob'));
};

describe('a call between two user agents', () => {
  it('rings, is answered, and is hung up by the caller', async () => {
    const { stage, alice, left } = pair((call, { timeline }) => {
      call.ring();
      timeline.at(1000, () => void call.answer(new ScriptedMedia('bob')));
    });
    const call = alice.dial('sip:bob@b.invalid');
    stage.at(3000, () => {
      call.hangUp();
      // The BYE is on the wire within the same event.
      expect(stage.wire.ladder.at(-1)).toBe('3000 alice → bob BYE');
    });
    await stage.until(40_000);
    expect({ ladder: stage.wire.ladder, log: stage.log, left: left() }).toEqual({
      ladder: [
        '0 alice → bob INVITE',
        '10 bob → alice 180 INVITE',
        '1000 bob → alice 200 INVITE',
        '1010 alice → bob ACK',
        '3000 alice → bob BYE',
        '3010 bob → alice 200 BYE',
      ],
      log: [
        '10 bob: ringing',
        '20 alice: ringing',
        '1000 bob: answered',
        '1010 alice: answered',
        '1010 alice: confirmed',
        '1020 bob: confirmed',
        '3000 alice: ended',
        '3000 alice: end by local, -',
        '3010 bob: ended',
        '3010 bob: end by remote, -',
      ],
      left: nothingLeft,
    });
  });
});

describe('the caller hangs up before the answer', () => {
  it('waits with CANCEL for the first provisional response (§9.1)', async () => {
    const { stage, alice, left } = pair();
    const call = alice.dial('sip:bob@b.invalid');
    stage.at(100, () => {
      call.hangUp();
    });
    await stage.until(60_000);
    expect({ ladder: stage.wire.ladder, log: stage.log, left: left() }).toEqual({
      ladder: [
        '0 alice → bob INVITE',
        '210 bob → alice 100 INVITE',
        '220 alice → bob CANCEL',
        '230 bob → alice 200 CANCEL',
        '230 bob → alice 487 INVITE',
        '240 alice → bob ACK',
      ],
      log: [
        '100 alice: ended',
        '100 alice: end by local, 487',
        '230 bob: ended',
        '230 bob: end by remote, 487',
      ],
      left: nothingLeft,
    });
  });

  it('acknowledges and hangs up an answer that crosses its CANCEL', async () => {
    const { stage, alice, left } = pair((call, { timeline }) => {
      call.ring();
      timeline.at(1000, () => void call.answer(new ScriptedMedia('bob')));
    });
    const call = alice.dial('sip:bob@b.invalid');
    stage.at(995, () => {
      call.hangUp();
    });
    await stage.until(60_000);
    expect({ steps: stage.wire.steps, log: stage.log, left: left() }).toEqual({
      steps: [
        'alice → bob INVITE',
        'bob → alice 180 INVITE',
        'alice → bob CANCEL',
        'bob → alice 200 INVITE',
        'bob → alice 200 CANCEL',
        'alice → bob ACK',
        'alice → bob BYE',
        'bob → alice 200 BYE',
      ],
      log: [
        '10 bob: ringing',
        '20 alice: ringing',
        '995 alice: ended',
        '995 alice: end by local, 487',
        '1000 bob: answered',
        '1020 bob: confirmed',
        '1020 bob: ended',
        '1020 bob: end by remote, -',
      ],
      left: nothingLeft,
    });
  });

  it('gives up when it has rung for too long', async () => {
    const { stage, alice, left } = pair((call) => {
      call.ring();
    });
    alice.dial('sip:bob@b.invalid', { ringTimeoutMs: 5000 });
    await stage.until(60_000);
    expect({ heard: stage.heard, left: left() }).toEqual({
      heard: [
        'bob: ringing',
        'alice: ringing',
        'alice: ended',
        'alice: end by failed, 408',
        'bob: ended',
        'bob: end by remote, 487',
      ],
      left: nothingLeft,
    });
  });
});

void answerAtOnce;

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

describe('a call that is hung up in the event that made it', () => {
  it('sends nothing at all', async () => {
    const { stage, alice, left } = pair();
    const media = new ScriptedMedia('alice');
    alice.dial('sip:bob@b.invalid', { media }).hangUp();
    await stage.until(1000);
    expect({ ladder: stage.wire.ladder, media: media.log, heard: stage.heard, left: left() }).toEqual({
      ladder: [],
      media: ['alice closes'],
      heard: ['alice: ended', 'alice: end by local, 487'],
      left: nothingLeft,
    });
  });
});

describe('the answer', () => {
  it('is repeated until its ACK is there, and every repetition is acknowledged', async () => {
    const { stage, alice, bob } = pair(answerAtOnce);
    let lost = 0;
    stage.wire.drop = (message) => message.kind === 'request' && message.method === 'ACK' && lost++ < 2;
    alice.dial('sip:bob@b.invalid');
    await stage.until(5000);
    expect({ ladder: stage.wire.ladder, state: bob.incoming[0]?.state }).toEqual({
      ladder: [
        '0 alice → bob INVITE',
        '10 bob → alice 180 INVITE',
        '10 bob → alice 200 INVITE',
        '20 alice → bob ACK',
        '510 bob → alice 200 INVITE',
        '520 alice → bob ACK',
        '1510 bob → alice 200 INVITE',
        '1520 alice → bob ACK',
      ],
      state: 'confirmed',
    });
  });

  it('that is never acknowledged ends the call with BYE after 64·T1', async () => {
    const { stage, alice, bob, left } = pair(answerAtOnce);
    stage.wire.drop = (message) => message.kind === 'request' && message.method === 'ACK';
    alice.dial('sip:bob@b.invalid');
    await stage.until(100_000);
    expect({
      last: stage.wire.ladder.slice(-2),
      bob: stage.log.filter((line) => line.includes('bob: end ')),
      state: bob.incoming[0]?.state,
      left: left(),
    }).toEqual({
      last: ['32010 bob → alice BYE', '32020 alice → bob 200 BYE'],
      bob: ['32010 bob: end by failed, 408'],
      state: 'ended',
      left: nothingLeft,
    });
  });

  it('of a call that its own side hangs up at once waits for the ACK with the BYE (§15)', async () => {
    const { stage, alice, left } = pair((call, { timeline }) => {
      void call.answer(new ScriptedMedia('bob'));
      timeline.at(15, () => {
        call.hangUp();
      });
    });
    alice.dial('sip:bob@b.invalid');
    await stage.until(40_000);
    expect({ steps: stage.wire.steps, left: left() }).toEqual({
      steps: [
        'alice → bob INVITE',
        'bob → alice 200 INVITE',
        'alice → bob ACK',
        'bob → alice BYE',
        'alice → bob 200 BYE',
      ],
      left: nothingLeft,
    });
  });

  it('is repeated no longer when the caller hangs up and its ACK was lost', async () => {
    const { stage, alice, left } = pair(answerAtOnce);
    stage.wire.drop = (message) => message.kind === 'request' && message.method === 'ACK';
    const call = alice.dial('sip:bob@b.invalid');
    stage.at(100, () => {
      call.hangUp();
    });
    await stage.until(60_000);
    expect({ steps: stage.wire.steps.slice(2), heard: stage.heard.slice(-1), left: left() }).toEqual({
      steps: ['bob → alice 200 INVITE', 'alice → bob ACK', 'alice → bob BYE', 'bob → alice 200 BYE'],
      heard: ['bob: end by remote, -'],
      left: nothingLeft,
    });
  });

  it('that the caller cannot use is acknowledged, then hung up', async () => {
    const { stage, alice, left } = pair(answerAtOnce);
    const media = new ScriptedMedia('alice');
    media.isPicky = true;
    alice.dial('sip:bob@b.invalid', { media });
    await stage.until(40_000);
    expect({ steps: stage.wire.steps.slice(3), heard: stage.heard.slice(-4), left: left() }).toEqual({
      steps: ['alice → bob ACK', 'alice → bob BYE', 'bob → alice 200 BYE'],
      heard: ['alice: end by failed, 488', 'bob: confirmed', 'bob: ended', 'bob: end by remote, -'],
      left: nothingLeft,
    });
  });

  it('is refused with 488 where the callee cannot use the offer', async () => {
    const { stage, alice, left } = pair((call) => {
      const media = new ScriptedMedia('bob');
      media.isPicky = true;
      call.answer(media).catch(() => undefined);
    });
    alice.dial('sip:bob@b.invalid');
    await stage.until(40_000);
    expect({ heard: stage.heard, left: left() }).toEqual({
      heard: ['bob: ended', 'bob: end by failed, 488', 'alice: ended', 'alice: end by remote, 488'],
      left: nothingLeft,
    });
  });

  it('closes the media of both at the end', async () => {
    const bobsMedia = new ScriptedMedia('bob');
    const { stage, alice } = pair((call) => void call.answer(bobsMedia));
    const alicesMedia = new ScriptedMedia('alice');
    const call = alice.dial('sip:bob@b.invalid', { media: alicesMedia });
    stage.at(500, () => {
      call.hangUp();
    });
    await stage.until(600);
    expect({ alice: alicesMedia.log, bob: bobsMedia.log }).toEqual({
      alice: ['alice offers', 'alice takes bob-1', 'alice closes'],
      bob: ['bob answers alice-1', 'bob closes'],
    });
  });
});

describe('a call that is refused', () => {
  it('ends on both sides with the status of the callee', async () => {
    const { stage, alice, left } = pair((call) => {
      call.refuse(486);
    });
    alice.dial('sip:bob@b.invalid');
    await stage.until(40_000);
    expect({ heard: stage.heard, left: left() }).toEqual({
      heard: ['bob: ended', 'bob: end by local, 486', 'alice: ended', 'alice: end by remote, 486'],
      left: nothingLeft,
    });
  });

  it('by nobody, for three minutes, hears 480', async () => {
    const { stage, alice, left } = pair((call) => {
      call.ring();
    });
    alice.dial('sip:bob@b.invalid', { ringTimeoutMs: 300_000 });
    await stage.until(220_000);
    expect({
      reminders: stage.wire.ladder.filter((line) => line.includes(' 180 ')),
      heard: stage.heard.slice(2),
      left: left(),
    }).toEqual({
      reminders: [
        '10 bob → alice 180 INVITE',
        '60010 bob → alice 180 INVITE',
        '120010 bob → alice 180 INVITE',
      ],
      heard: ['bob: ended', 'bob: end by failed, 480', 'alice: ended', 'alice: end by remote, 480'],
      left: nothingLeft,
    });
  });
});

describe('early media', () => {
  it('is heard before the answer, by an unreliable 183', async () => {
    const { stage, alice } = pair((call, { timeline }) => {
      void call.earlyMedia(new ScriptedMedia('bob'));
      timeline.at(500, () => void call.answer(new ScriptedMedia('unused')));
    });
    const media = new ScriptedMedia('alice');
    alice.dial('sip:bob@b.invalid', { media });
    await stage.until(1000);
    expect({ steps: stage.wire.steps, heard: stage.heard, media: media.log }).toEqual({
      steps: ['alice → bob INVITE', 'bob → alice 183 INVITE', 'bob → alice 200 INVITE', 'alice → bob ACK'],
      heard: [
        'bob: early-media',
        'alice: early-media',
        'bob: answered',
        'alice: answered',
        'alice: confirmed',
        'bob: confirmed',
      ],
      media: ['alice offers', 'alice takes bob-1 early', 'alice takes bob-1'],
    });
  });
});

describe('hanging up from both sides at once', () => {
  it('ends both calls with two BYEs that are both answered', async () => {
    const { stage, alice, bob, left } = pair(answerAtOnce);
    const call = alice.dial('sip:bob@b.invalid');
    stage.at(1000, () => {
      call.hangUp();
      bob.incoming[0]?.hangUp();
    });
    await stage.until(40_000);
    expect({ steps: stage.wire.steps.slice(4), left: left() }).toEqual({
      steps: ['alice → bob BYE', 'bob → alice BYE', 'bob → alice 200 BYE', 'alice → bob 200 BYE'],
      left: nothingLeft,
    });
  });
});

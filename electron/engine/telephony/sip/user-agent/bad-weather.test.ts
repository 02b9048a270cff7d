import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PhoneStage, testAccount } from '../testing/phones.ts';
import { ScriptedMedia } from '../testing/scripted-media.ts';
import { seededRandom } from '../testing/seeded-random.ts';

const bobs = testAccount({ id: 'bob', user: 'bob', domain: 'a.invalid' });
const nothing = { calls: 0, dialogs: 0, transactions: 0, registrations: 0, flows: 0 };

describe('a call over a bad network', () => {
  it('always comes to its end on both sides and leaves nothing behind', async () => {
    const weather = fc.record({
      seed: fc.nat(),
      loss: fc.constantFrom(0, 0.05, 0.2, 0.4),
      duplication: fc.constantFrom(0, 0.2, 0.5),
      jitterMs: fc.constantFrom(0, 50, 700),
      answerAtMs: fc.nat(3000),
      hangUpAtMs: fc.nat(8000),
      holdAtMs: fc.nat(8000),
      bobHangsUp: fc.boolean(),
      isSlow: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(weather, async (sky) => {
        const stage = new PhoneStage({ ...sky, random: seededRandom(sky.seed) });
        const alice = stage.phone('alice', '10.0.0.1', testAccount({ sessionExpiresS: 90 }));
        const media = [new ScriptedMedia('alice'), new ScriptedMedia('bob')] as const;
        for (const each of media) each.isSlow = sky.isSlow;
        const bob = stage.phone('bob', '10.0.0.2', bobs, {
          answering: (call) => {
            call.ring();
            stage.at(stage.timeline.now() + sky.answerAtMs, () => call.answer(media[1]));
          },
        });
        const call = alice.dial('sip:bob@b.invalid', { media: media[0], ringTimeoutMs: 20_000 });
        stage.at(sky.holdAtMs, () => call.hold(true).catch(() => undefined));
        stage.at(sky.holdAtMs, () => bob.incoming[0]?.hold(true).catch(() => undefined));
        stage.at(sky.hangUpAtMs, () => {
          if (sky.bobHangsUp) bob.incoming[0]?.hangUp();
          else call.hangUp();
        });
        // A BYE that is lost for good is noticed by the session timer, at last.
        stage.at(400_000, () => {
          call.hangUp();
          bob.incoming[0]?.hangUp();
        });
        await stage.until(600_000);
        expect({
          alice: alice.agent.counts,
          bob: bob.agent.counts,
          ended: [call.state, bob.incoming[0]?.state ?? 'ended'],
          closed: [media[0].isClosed, media[1].isClosed || media[1].log.length === 0],
          once: stage.log.filter((line) => line.includes(' end ')).length,
        }).toEqual({
          alice: nothing,
          bob: nothing,
          ended: ['ended', 'ended'],
          closed: [true, true],
          once: 1 + bob.incoming.length,
        });
      }),
      { numRuns: 150 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { mutate } from '../../testing/mutate.ts';
import { tortureMessage, tortureNames } from '../../testing/torture.ts';
import { serialiseMessage } from '../message/serialise.ts';
import { connected } from '../testing/connected.ts';
import { ScriptedMedia } from '../testing/scripted-media.ts';
import { PhoneStage, testAccount } from '../testing/phones.ts';
import { seededRandom } from '../testing/seeded-random.ts';

/** Everything that two user agents say to each other in a call with hold, keys and a transfer that is refused. */
async function everythingSaid(): Promise<{ from: string; bytes: Uint8Array }[]> {
  const { stage, call, bobsCall } = connected({ alice: { sessionExpiresS: 90 } });
  stage.at(200, () => call.hold(true));
  stage.at(400, () => bobsCall().hold(true));
  stage.at(600, () => call.sendInfoKey('1', 100));
  stage.at(800, () => call.refer('sip:carol@c.invalid').catch(() => undefined));
  stage.at(60_000, () => {
    call.hangUp();
  });
  await stage.until(61_000);
  return stage.wire.sent.map(({ from, message }) => ({ from, bytes: serialiseMessage(message) }));
}

describe('a user agent that hears anything from anybody', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'never throws, holds no more than its bounds, and comes to rest (%i)',
    async (seed) => {
      const said = await everythingSaid();
      const random = seededRandom(4475 + seed);
      const stage = new PhoneStage();
      const answering = (call: { answer(media: ScriptedMedia): Promise<void> }) => {
        call.answer(new ScriptedMedia('bob')).catch(() => undefined);
      };
      const alice = stage.phone('alice', '10.0.0.1', testAccount({ sessionExpiresS: 90 }), {
        acceptUnknown: true,
      });
      const bob = stage.phone('bob', '10.0.0.2', testAccount({ id: 'bob' }), {
        acceptUnknown: true,
        answering,
      });
      // The same seeds give the same tags and branches as in what was said: so it meets dialogs and transactions.
      const call = alice.dial('sip:bob@b.invalid');
      stage.at(200, () => call.hold(true).catch(() => undefined));
      stage.at(400, () => bob.incoming[0]?.hold(true).catch(() => undefined));
      const pieces = [
        ...said.map(({ from, bytes }) => ({ to: from === 'alice' ? 'bob' : 'alice', bytes })),
        ...tortureNames().map((name) => ({ to: 'bob', bytes: tortureMessage(name) })),
      ];
      const ends = {
        alice: stage.wire.at({ address: '10.0.0.1', port: 5060 }),
        bob: stage.wire.at({ address: '10.0.0.2', port: 5060 }),
      };
      const stranger = stage.wire.end('stranger', '10.0.0.66');
      let most = 0;
      for (let index = 0; index < 2000; index += 1)
        stage.timeline.at(50 + index, () => {
          const piece = pieces[Math.floor(random() * pieces.length)];
          const to = piece && ends[piece.to === 'bob' ? 'bob' : 'alice'];
          if (!piece || !to) return;
          const from = random() < 0.5 ? stranger : ends[piece.to === 'bob' ? 'alice' : 'bob'];
          const bytes = random() < 0.3 ? piece.bytes : mutate(piece.bytes, random);
          to.deliver(bytes, from ?? stranger, stranger.flowTo(to.local, 'udp'));
          most = Math.max(most, bob.agent.counts.calls + alice.agent.counts.calls);
        });
      stage.at(300_000, () => {
        call.hangUp();
        for (const each of [...alice.incoming, ...bob.incoming]) each.hangUp();
      });
      await stage.until(600_000);
      const nothing = { calls: 0, dialogs: 0, transactions: 0, registrations: 0, flows: 0 };
      expect({ alice: alice.agent.counts, bob: bob.agent.counts }).toEqual({ alice: nothing, bob: nothing });
      expect(most).toBeLessThan(200);
    },
  );
});

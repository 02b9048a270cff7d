import { describe, expect, it } from 'vitest';
import type { Trunk } from '#shared/domain/trunk.ts';
import { DtmfDetector } from '../../audio/dtmf-detector.ts';
import type { DtmfKey } from '../../audio/dtmf-keys.ts';
import { levelOf } from '../../audio/frames.ts';
import { muLawDecode } from '../../audio/g711.ts';
import { HalfBandUp } from '../../audio/half-band.ts';
import { sine } from '../../audio/testing/sounds.ts';
import { MediaPair, type HeardEnd } from '../../telephony/media/testing/media-pair.ts';
import type { PhoneMedia } from '../../telephony/media/api.ts';
import { parseRtp } from '../../telephony/rtp/packet.ts';
import { PhoneStage, testAccount } from '../../telephony/sip/testing/phones.ts';
import { RawPeer } from '../../telephony/sip/testing/raw-peer.ts';
import type { IncomingSipCall, SipCall } from '../../telephony/sip/user-agent/api.ts';
import { PhoneLeg } from './phone-leg.ts';

const [ours, theirs] = ['192.0.2.10', '192.0.2.20'];
const bobs = testAccount({ id: 'bob', user: 'bob', domain: 'a.invalid' });

interface Call {
  stage: PhoneStage;
  pair: MediaPair;
  leg: PhoneLeg;
  media: PhoneMedia;
  /** The other party. */
  peer: { media: PhoneMedia; call: IncomingSipCall | null; heard: HeardEnd | null; infoKeys: string[] };
  seen: { frames: Int16Array[]; keys: DtmfKey[] };
  log: string[];
}

/** We have called, and the leg is opened when the other has answered: at 30 ms. */
async function call(dtmf: Trunk['dtmf'], peerDtmf: Trunk['dtmf'] = 'auto'): Promise<Call> {
  const stage = new PhoneStage();
  const pair = new MediaPair({}, stage.timeline);
  const media = await pair.media(ours, { dtmf });
  const peer: Call['peer'] = {
    media: await pair.media(theirs, { dtmf: peerDtmf }),
    call: null,
    heard: null,
    infoKeys: [],
  };
  const alice = stage.phone('alice', '10.0.0.1', testAccount());
  stage.phone('bob', '10.0.0.2', bobs, {
    answering: (incoming) => {
      peer.call = incoming;
      incoming.onEvent((event) => {
        if (event.type === 'info-key') peer.infoKeys.push(event.key);
      });
      void incoming.answer(peer.media).then(() => (peer.heard = pair.listen(peer.media)));
    },
  });
  const sip: SipCall = alice.agent.invite(testAccount(), {
    target: 'sip:bob@b.invalid',
    media,
    ringTimeoutMs: 30_000,
  });
  const seen: Call['seen'] = { frames: [], keys: [] };
  const log: string[] = [];
  const leg = new PhoneLeg({
    timeline: stage.timeline,
    media: () => sip.media as PhoneMedia,
    call: () => sip,
    dtmf,
    quality: ({ codec }) => void log.push(`quality of ${codec}`),
    lost: () => void log.push(`lost at ${stage.timeline.now()}`),
  });
  sip.onEvent((event) => {
    if (event.type !== 'state' || event.state !== 'answered') return;
    leg.open({
      frame: (frame) => {
        seen.frames.push(frame);
        return Promise.resolve();
      },
      key: (key) => void seen.keys.push(key),
      hangUp: () => void log.push('hung up'),
    });
  });
  return { stage, pair, leg, media, peer, seen, log };
}

const loud = (frames: readonly Int16Array[]): number =>
  frames.filter((frame) => levelOf(frame).rmsDbfs > -30).length;

describe('the leg of a telephone call', () => {
  it('carries both parties, and hangs up with a BYE and free ports', async () => {
    const { stage, pair, leg, peer, seen, log } = await call('auto');
    for (let ms = 500; ms < 1500; ms += 20)
      stage.at(ms, () => {
        leg.send(sine(440, 20, -12));
      });
    pair.speak(peer.media, sine(440, 1000, -12), 500);
    stage.at(2000, () => {
      leg.close();
      expect(stage.wire.ladder.at(-1)).toBe('2000 alice → bob BYE');
    });
    await stage.until(2100);
    expect(
      [loud(seen.frames), loud(peer.heard?.frames ?? [])].map((count) => count >= 49 && count <= 51),
    ).toEqual([true, true]);
    expect([seen.frames.length, leg.isTelephone, log, pair.ports.leasedCount]).toEqual([
      98,
      true,
      ['quality of PCMU'],
      0,
    ]);
  });

  it.each([
    // Trunk, peer, how our keys go out, whether theirs may come as tones.
    ['auto', 'auto', 'events', false],
    ['rfc4733', 'auto', 'events', false],
    ['auto', 'info', 'info', true],
    ['rfc4733', 'info', 'tones', true],
    ['info', 'auto', 'info', false],
    ['tones', 'auto', 'tones', true],
  ] as const)('with %s here and %s there, keys go out as %s', async (dtmf, peerDtmf, way, asTones) => {
    const { stage, leg, peer } = await call(dtmf, peerDtmf);
    const found: unknown[] = [];
    stage.at(500, () => {
      found.push(leg.keysAsTones);
      void leg.sendKeys?.(['4', '#']);
    });
    await stage.until(2000);
    const events = peer.heard?.keys.map(({ key }) => key).join('') ?? '';
    const infos = peer.infoKeys.join('');
    found.push(
      events !== ''
        ? `events ${events}`
        : infos !== ''
          ? `info ${infos}`
          : leg.sendKeys === undefined
            ? 'tones'
            : 'lost',
    );
    expect(found).toEqual([asTones, way === 'tones' ? 'tones' : `${way} 4#`]);
  });

  it('stops listening for tones once a key has come another way', async () => {
    const { stage, leg, peer } = await call('auto', 'info');
    const found: boolean[] = [];
    stage.at(500, () => {
      found.push(leg.keysAsTones);
      void peer.call?.sendInfoKey('5', 100);
    });
    stage.at(800, () => void found.push(leg.keysAsTones));
    await stage.until(1000);
    expect(found).toEqual([true, false]);
  });

  it('hears keys that come as events', async () => {
    const { stage, peer, seen } = await call('auto');
    stage.at(500, () => void peer.media.sendKeys(['7', '*']));
    await stage.until(1500);
    expect(seen.keys).toEqual(['7', '*']);
  });

  it('plays tones for keys that were refused as INFO, and leaves the agent out meanwhile', async () => {
    const stage = new PhoneStage();
    const pair = new MediaPair({}, stage.timeline);
    const media = await pair.media(ours);
    const bob = new RawPeer(stage.wire, 'bob', '10.0.0.2');
    bob.onRequest = (request) => {
      if (request.method === 'INVITE')
        bob.answer(request, 200, { sdp: 'bob', headers: [['Allow', 'INVITE, ACK, BYE, INFO']] });
      if (request.method === 'INFO') bob.answer(request, 415);
    };
    const sip = stage
      .phone('alice', '10.0.0.1', testAccount())
      .agent.invite(testAccount(), { target: 'sip:bob@b.invalid', media, ringTimeoutMs: 30_000 });
    const leg = new PhoneLeg({
      timeline: stage.timeline,
      media: () => media,
      call: () => sip,
      dtmf: 'auto',
      quality: () => undefined,
      lost: () => undefined,
    });
    stage.at(100, () => {
      leg.open({ frame: () => Promise.resolve(), key: () => undefined, hangUp: () => undefined });
    });
    for (let ms = 500; ms < 1500; ms += 20)
      stage.at(ms, () => {
        leg.send(sine(500, 20, -6));
      });
    let settledMs = 0;
    stage.at(1010, async () => {
      await leg.sendKeys?.(['1', '9']);
      settledMs = stage.timeline.now();
    });
    await stage.until(2000);
    const up = new HalfBandUp();
    const detector = new DtmfDetector();
    const heard = pair.sent.flatMap(({ from, bytes }) => {
      const packet = from === ours ? parseRtp(bytes) : null;
      return packet?.payloadType === 0 ? detector.push(up.push(muLawDecode(packet.payload))) : [];
    });
    expect([heard.map(({ key }) => key), leg.sendKeys]).toEqual([['1', '9'], undefined]);
    expect(settledMs).toBeGreaterThan(1330);
    leg.close();
  });
});

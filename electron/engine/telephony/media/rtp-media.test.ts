import { describe, expect, it } from 'vitest';
import { FRAME_SAMPLES } from '../../audio/frame.ts';
import { levelOf } from '../../audio/frames.ts';
import { compareSound } from '../../audio/testing/comparison.ts';
import { sine } from '../../audio/testing/sounds.ts';
import { parseRtp } from '../rtp/packet.ts';
import { MediaPair, soundOf } from './testing/media-pair.ts';

const [ours, theirs] = ['192.0.2.1', '192.0.2.2'];

const tone = (ms: number): Int16Array => sine(440, ms, -12);
const loudness = (frames: readonly Int16Array[]): string =>
  frames.map((frame) => (levelOf(frame).rmsDbfs > -30 ? '#' : '.')).join('');

describe('the sound of a call', () => {
  it('gives fifty frames a second from the moment it opens, with or without a peer', async () => {
    const pair = new MediaPair();
    const one = await pair.media(ours);
    await one.createOffer();
    let heard: Int16Array[] = [];
    pair.timeline.at(110, () => {
      heard = pair.listen(one).frames;
    });
    await pair.run(2115);
    one.close();
    expect([heard.length, heard.every((frame) => frame.length === FRAME_SAMPLES)]).toEqual([100, true]);
  });

  it('speaks IPv6, and says where it listens and whom it speaks to once there is an answer', async () => {
    const pair = new MediaPair();
    const one = await pair.media('2001:db8::1');
    const other = await pair.media('2001:db8::2');
    const before = [one.local, one.remote, one.codec];
    await pair.agree(one, other);
    const heard = pair.listen(other);
    pair.listen(one);
    pair.speak(one, tone(500), 100);
    await pair.run(1000);
    expect([before, one.local === other.remote, one.remote === other.local, one.codec]).toEqual([
      [null, null, null],
      true,
      true,
      'PCMU',
    ]);
    expect([one.local, loudness(heard.frames)]).toEqual([
      expect.stringMatching(/^\[2001:db8::1\]:20\d{3}$/),
      expect.stringMatching(/^\.+#{25,26}\.+$/),
    ]);
    one.close();
    other.close();
  });

  it('sends packets the whole time, also when nobody speaks', async () => {
    const pair = new MediaPair();
    const one = await pair.media(ours);
    const other = await pair.media(theirs);
    await pair.agree(one, other);
    pair.listen(one);
    pair.speak(one, tone(500), 1000);
    await pair.run(3000);
    const packets = pair.sent
      .filter(({ from, bytes }) => from === ours && parseRtp(bytes)?.payloadType === 0)
      .map(({ bytes, atMs }) => ({
        atMs,
        timestamp: parseRtp(bytes)?.timestamp ?? 0,
        sequence: parseRtp(bytes)?.sequence ?? 0,
      }));
    const steps = packets.slice(1).map((packet, at) => {
      const before = packets[at] ?? packet;
      return [packet.sequence - before.sequence, packet.timestamp - before.timestamp];
    });
    one.close();
    other.close();
    expect(packets.length).toBeGreaterThan(145);
    expect(new Set(steps.map(String))).toEqual(new Set(['1,160']));
  });

  it('carries keys as events both ways, once each, and no speech meanwhile', async () => {
    const pair = new MediaPair({ latencyMs: 20, loss: 0.1 });
    const one = await pair.media(ours, { codecs: ['opus', 'PCMU'] });
    const other = await pair.media(theirs, { codecs: ['opus', 'PCMU'] });
    await pair.agree(one, other);
    const [heardByOne, heardByOther] = [pair.listen(one), pair.listen(other)];
    pair.speak(one, tone(2000), 0);
    let settledMs = 0;
    pair.timeline.at(500, () => {
      void one.sendKeys(['1', '1', '#'])?.then(() => (settledMs = pair.timeline.now()));
      void other.sendKeys(['D']);
    });
    await pair.run(2500);
    one.close();
    other.close();
    expect([heardByOther.keys.map(({ key }) => key), heardByOne.keys.map(({ key }) => key)]).toEqual([
      ['1', '1', '#'],
      ['D'],
    ]);
    expect(settledMs).toBeGreaterThanOrEqual(500 + 3 * 100 + 2 * 60);
    expect(settledMs).toBeLessThan(1200);
  });

  it('takes no keys where no events were agreed on', async () => {
    const pair = new MediaPair();
    const one = await pair.media(ours, { dtmf: 'info' });
    const other = await pair.media(theirs);
    const before = one.takesKeys;
    await pair.agree(one, other);
    expect([before, one.takesKeys, one.sendKeys(['1'])]).toEqual([false, false, null]);
    one.close();
    other.close();
  });

  it('is quiet on hold in both directions while frames go on, and comes back', async () => {
    const pair = new MediaPair();
    const one = await pair.media(ours);
    const other = await pair.media(theirs);
    await pair.agree(one, other);
    const heard = [pair.listen(one), pair.listen(other)];
    pair.speak(one, tone(4000), 0);
    pair.speak(other, tone(4000), 0);
    const held: unknown[] = [];
    pair.timeline.at(1000, async () => {
      await pair.agree(one, other, { held: true });
      held.push(one.isHeld, other.isHeld);
    });
    pair.timeline.at(2500, async () => {
      await pair.agree(one, other, { held: false });
      held.push(one.isHeld, other.isHeld);
    });
    await pair.run(4000);
    const audioDuringHold = pair.sent.filter(
      ({ atMs, bytes }) => atMs > 1050 && atMs < 2500 && parseRtp(bytes)?.payloadType === 0,
    );
    one.close();
    other.close();
    expect([held, audioDuringHold.length]).toEqual([[true, true, false, false], 0]);
    for (const { frames } of heard) expect(loudness(frames)).toMatch(/^\.{1,6}#{40,50}\.{70,80}#{65,75}$/);
  });

  it('goes on in another codec after a re-offer, without a gap', async () => {
    const pair = new MediaPair();
    const settings = { codecs: ['PCMU', 'opus'] as ('PCMU' | 'opus')[] };
    const one = await pair.media(ours, settings);
    const other = await pair.media(theirs, settings);
    await pair.agree(one, other);
    const heard = pair.listen(one);
    pair.listen(other);
    pair.speak(other, tone(3000), 0);
    const codecs = [one.codec];
    pair.timeline.at(1500, async () => {
      settings.codecs.reverse();
      await pair.agree(one, other);
      codecs.push(one.codec, other.codec);
    });
    await pair.run(3000);
    one.close();
    other.close();
    expect(codecs).toEqual(['PCMU', 'opus', 'opus']);
    expect(loudness(heard.frames.slice(10)).replaceAll('#', '').length).toBeLessThan(4);
  });

  it('hears nothing of whoever has the wrong key', async () => {
    const pair = new MediaPair();
    const one = await pair.media(ours, { srtp: 'required' });
    const other = await pair.media(theirs, { srtp: 'required' });
    const offer = await one.createOffer();
    const answer = await other.createAnswer(offer);
    const wrong = answer.replace(/inline:\S+/, `inline:${Buffer.alloc(30, 9).toString('base64')}`);
    await one.applyAnswer(wrong, false);
    const heard = pair.listen(one);
    pair.listen(other);
    pair.speak(other, tone(1000), 0);
    await pair.run(1500);
    one.close();
    other.close();
    expect(heard.frames.every((frame) => frame.every((sample) => sample === 0))).toBe(true);
  });

  it('hears the early dialog that was answered, and gives the ports back with the last', async () => {
    const pair = new MediaPair();
    const third = '192.0.2.3';
    const first = await pair.media(ours);
    const offer = await first.createOffer();
    const fork = first.fork() as typeof first;
    const [one, two] = [await pair.media(theirs), await pair.media(third)];
    await first.applyAnswer(await one.createAnswer(offer), true);
    await fork.applyAnswer(await two.createAnswer(offer), false);
    const heard = pair.listen(fork);
    pair.speak(one, sine(1000, 1000, -12), 0);
    pair.speak(two, tone(1000), 0);
    pair.listen(one);
    pair.listen(two);
    pair.timeline.at(300, () => {
      first.close();
    });
    await pair.run(1200);
    const open = pair.ports.leasedCount;
    fork.close();
    const { correlation } = compareSound(tone(1000), soundOf(heard).subarray(4800), {
      from: 0,
      to: 8000,
      maxDelaySamples: 40,
    });
    expect(correlation).toBeGreaterThan(0.97);
    one.close();
    two.close();
    expect([open, pair.ports.leasedCount]).toEqual([3, 0]);
  });

  it('says when nothing has come for 20 seconds, and what the quality was', async () => {
    const pair = new MediaPair();
    const one = await pair.media(ours);
    const other = await pair.media(theirs);
    await pair.agree(one, other);
    const heard = pair.listen(one);
    pair.listen(other);
    pair.timeline.at(6000, () => {
      other.close();
    });
    await pair.run(28_000);
    one.close();
    expect(heard.lostAtMs).toBeGreaterThanOrEqual(25_000);
    expect(heard.lostAtMs).toBeLessThan(27_500);
    expect(heard.qualities[0]).toMatchObject({ codec: 'PCMU', is_encrypted: false, loss_total: 0 });
    expect(heard.qualities.length).toBe(6);
  });

  it('forgets what it has of a packet when the agent is interrupted', async () => {
    const pair = new MediaPair();
    const one = await pair.media(ours, { ptimeMs: 60 });
    const other = await pair.media(theirs, { ptimeMs: 60 });
    await pair.agree(one, other);
    const heard = pair.listen(other);
    pair.listen(one);
    pair.timeline.at(1000, () => {
      // So that the tone is the first third of a packet.
      one.clear();
      one.send(tone(20));
      one.clear();
    });
    await pair.run(2000);
    one.close();
    other.close();
    expect(loudness(heard.frames)).toMatch(/^\.+$/);
  });
});

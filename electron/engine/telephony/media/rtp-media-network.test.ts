import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FRAME_SAMPLES } from '../../audio/frame.ts';
import { levelOf } from '../../audio/frames.ts';
import { compareSound } from '../../audio/testing/comparison.ts';
import { sine } from '../../audio/testing/sounds.ts';
import { RealTimeline } from '../../base/timeline.ts';
import { createSpeaker } from '../../providers/grammar/testing/spoken.ts';
import { PortRange } from '../rtp/ports.ts';
import { NodeNetwork } from '../sip/transport/node-network.ts';
import type { Weather } from '../testing/virtual-network.ts';
import type { PhoneMedia } from './api.ts';
import { createPhoneMedia } from './rtp-media.ts';
import { MediaPair, usualSettings } from './testing/media-pair.ts';

const speaker = createSpeaker();
let speech = new Int16Array(0);
beforeAll(async () => {
  speech = new Int16Array(await speaker.say('Good morning, this is the clinic. How can I help you?', 'slt'));
});
afterAll(() => speaker.close());

/** How loud it is over time, a value each 20 ms: what bad networks must leave of speech, wherever it lands. */
function loudness(frames: readonly Int16Array[]): Int16Array {
  return Int16Array.from(frames, (frame) => Math.max(0, 70 + levelOf(frame).rmsDbfs) * 100);
}

function cut(samples: Int16Array): Int16Array[] {
  return Array.from({ length: Math.floor(samples.length / FRAME_SAMPLES) }, (_, at) =>
    samples.subarray(at * FRAME_SAMPLES, (at + 1) * FRAME_SAMPLES),
  );
}

it.each<[string, Partial<Weather>, number]>([
  ['one packet in a hundred lost', { loss: 0.01 }, 0.97],
  ['one in twenty lost, some doubled', { loss: 0.05, duplication: 0.05 }, 0.95],
  ['one in five lost', { loss: 0.2 }, 0.9],
  ['200 ms of jitter, in any order', { jitterMs: 200 }, 0.85],
])('speech keeps its shape with %s', async (_what, weather, likeness) => {
  for (const codec of ['PCMU', 'opus'] as const) {
    const pair = new MediaPair({ latencyMs: 20, ...weather });
    const one = await pair.media('192.0.2.1', { codecs: [codec] });
    const other = await pair.media('192.0.2.2', { codecs: [codec] });
    await pair.agree(one, other);
    const heard = pair.listen(other);
    pair.listen(one);
    // The second time, the buffer knows the network.
    pair.speak(one, speech, 200);
    const fromMs = 200 + Math.ceil(speech.length / FRAME_SAMPLES) * 20 + 3000;
    pair.speak(one, speech, fromMs);
    await pair.run(fromMs + speech.length / 16 + 600);
    one.close();
    other.close();
    const wanted = loudness(cut(speech));
    const { correlation, delaySamples: delayFrames } = compareSound(
      wanted,
      loudness(heard.frames.slice(fromMs / 20)),
      {
        from: 0,
        to: wanted.length,
        maxDelaySamples: 20,
      },
    );
    expect(correlation).toBeGreaterThan(likeness);
    expect(delayFrames).toBeLessThanOrEqual(14);
    expect(heard.lostAtMs).toBe(null);
  }
});

it('works over the sockets of this machine, in real time', async () => {
  const errors: unknown[] = [];
  const timeline = new RealTimeline({ onError: (error) => errors.push(error) });
  const network = new NodeNetwork({ timeline });
  const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
  const ports = new PortRange(42_000, 42_998, random);
  const media = (): Promise<PhoneMedia> =>
    createPhoneMedia({
      network,
      timeline,
      ports,
      settings: { ...usualSettings, codecs: ['G722'], srtp: 'required' },
      addresses: () => ({ local: '127.0.0.1', public: null }),
      random,
    });
  const [one, other] = await Promise.all([media(), media()]);
  const tone = cut(sine(440, 400, -12));
  const frames: Int16Array[] = [];
  await new Promise<void>((resolve) => {
    timeline.post(async () => {
      await one.applyAnswer(await other.createAnswer(await one.createOffer()), false);
      const ignore = (): void => undefined;
      one.open({ frame: ignore, key: ignore, lost: ignore, quality: ignore });
      other.open({
        frame: (frame) => {
          frames.push(frame);
          const next = tone[frames.length - 1];
          if (next) one.send(next);
          if (frames.length === 30) resolve();
        },
        key: ignore,
        lost: ignore,
        quality: ignore,
      });
    });
  });
  one.close();
  other.close();
  timeline.dispose();
  const loud = frames.filter((frame) => levelOf(frame).rmsDbfs > -20).length;
  expect(loud).toBeGreaterThan(16);
  expect([errors, ports.leasedCount, one.remote?.startsWith('127.0.0.1:')]).toEqual([[], 0, true]);
});

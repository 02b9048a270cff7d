import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { opusCodecsInUse } from '../../audio/opus.ts';
import { compareSound } from '../../audio/testing/comparison.ts';
import { createSpeaker } from '../../providers/grammar/testing/spoken.ts';
import { MediaPair, soundOf } from './testing/media-pair.ts';

const speaker = createSpeaker();
let speech = new Int16Array(0);
beforeAll(async () => {
  speech = new Int16Array(await speaker.say('Good morning, this is the clinic.', 'slt'));
});
afterAll(() => speaker.close());

/** Frames of digital silence in a row. */
function longestSilence(frames: readonly Int16Array[]): number {
  let longest = 0;
  let now = 0;
  for (const frame of frames) {
    now = frame.every((sample) => sample === 0) ? now + 1 : 0;
    longest = Math.max(longest, now);
  }
  return longest;
}

describe('speech, whole, both ways', () => {
  it.each([
    { codec: 'PCMU', ptimeMs: 20, srtp: 'off' },
    { codec: 'PCMU', ptimeMs: 10, srtp: 'required' },
    { codec: 'PCMA', ptimeMs: 30, srtp: 'optional' },
    { codec: 'G722', ptimeMs: 20, srtp: 'required' },
    { codec: 'G722', ptimeMs: 40, srtp: 'off' },
    { codec: 'opus', ptimeMs: 20, srtp: 'required' },
    { codec: 'opus', ptimeMs: 60, srtp: 'off' },
  ] as const)('$codec in packets of $ptimeMs ms, encryption $srtp', async ({ codec, ptimeMs, srtp }) => {
    const pair = new MediaPair({ latencyMs: 30 });
    const settings = { codecs: [codec], ptimeMs, srtp };
    const one = await pair.media('192.0.2.1', settings);
    const other = await pair.media('192.0.2.2', settings);
    await pair.agree(one, other);
    const ends = [pair.listen(one), pair.listen(other)];
    pair.speak(one, speech, 200);
    pair.speak(other, speech, 200);
    await pair.run(200 + speech.length / 16 + 400);
    for (const end of ends) {
      const found = compareSound(speech, soundOf(end).subarray(200 * 16), {
        from: 8000,
        to: 20_000,
        maxDelaySamples: 170 * 16,
      });
      expect(found.correlation).toBeGreaterThan(codec === 'opus' ? 0.9 : 0.97);
      expect(Math.abs(found.gainDb)).toBeLessThan(1);
      // Network, the rest of the packet, the least jitter buffer and its grid, filters.
      expect(found.delaySamples / 16).toBeLessThan(30 + ptimeMs + 60);
      expect(longestSilence(end.frames.slice(30, 80))).toBeLessThan(3);
    }
    one.close();
    other.close();
    expect(
      ends.map(({ qualities }) =>
        qualities.map((quality) => [
          quality.codec,
          quality.is_encrypted,
          quality.loss_total,
          quality.mos > 4,
        ]),
      ),
    ).toEqual(new Array(2).fill([[codec, srtp !== 'off', 0, true]]));
    expect([pair.net.open.datagrams, pair.ports.leasedCount, opusCodecsInUse()]).toEqual([0, 0, 0]);
  });
});

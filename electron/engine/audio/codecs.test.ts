import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { phoneCodecs, type PhoneCodec } from '#shared/domain/phone-call.ts';
import { createSpeaker } from '../providers/grammar/testing/spoken.ts';
import { codecFacts, packetMsOf } from './codec.ts';
import { createCodec } from './codecs.ts';
import { concatenateSamples } from './frames.ts';
import { opusCodecsInUse } from './opus.ts';
import { compareSound } from './testing/comparison.ts';
import { randomNumbers, silenceMs } from './testing/sounds.ts';

const speaker = createSpeaker();
let speech = new Int16Array(0);

beforeAll(async () => {
  speech = new Int16Array(await speaker.say('I would like to book an appointment for Tuesday.', 'slt'));
});
afterAll(() => speaker.close());

/** Packets of this length; the octets of all of them too. */
function through(name: PhoneCodec, packetMs: number): { heard: Int16Array; octets: number } {
  const codec = createCodec(name);
  const heard: Int16Array[] = [];
  let octets = 0;
  const step = packetMs * 16;
  for (let at = 0; at + step <= speech.length; at += step) {
    const payload = codec.encode(speech.subarray(at, at + step));
    octets += payload.length;
    heard.push(codec.decode(payload) ?? silenceMs(packetMs));
  }
  codec.dispose();
  return { heard: concatenateSamples(heard), octets };
}

describe.each([
  // Delay in samples of 16 kHz; correlation with what was said; kilobits a second.
  { name: 'PCMU', delay: 57, likeness: 0.99, kbps: 64 },
  { name: 'PCMA', delay: 57, likeness: 0.99, kbps: 64 },
  { name: 'G722', delay: 22, likeness: 0.99, kbps: 64 },
  { name: 'opus', delay: 101, likeness: 0.9, kbps: 30 },
] as const)('$name', ({ name, delay, likeness, kbps }) => {
  it.each(codecFacts[name].packetsMs)('carries speech in packets of %i ms', (packetMs) => {
    const { heard, octets } = through(name, packetMs);
    const seconds = heard.length / 16_000;
    const { delaySamples, correlation, gainDb } = compareSound(speech, heard, {
      from: 4800,
      to: Math.min(speech.length, heard.length) - 800,
      maxDelaySamples: 200,
    });
    expect(delaySamples).toBe(delay);
    expect(correlation).toBeGreaterThan(likeness);
    expect(Math.abs(gainDb)).toBeLessThan(0.7);
    expect((octets * 8) / 1000 / seconds).toBeLessThanOrEqual(kbps);
  });

  it('bears any payload, and goes on', () => {
    const codec = createCodec(name);
    const random = randomNumbers(8);
    const lengths = [0, 1, 2, 3, 17, 160, 1275, 1600, 1601, 3828, 4000, 65_000];
    const most = lengths.map((length) => {
      let longest = 0;
      for (let n = 0; n < 20; n += 1) {
        const heard = codec.decode(Uint8Array.from({ length }, () => random() * 256));
        longest = Math.max(longest, heard?.length ?? 0);
      }
      return longest;
    });
    const afterwards = codec.decode(codec.encode(silenceMs(20)))?.length;
    codec.dispose();
    expect([Math.max(...most) <= 200 * 16, afterwards]).toEqual([true, 320]);
  });
});

it('a packet is as long as wished, or as long as the codec can', () => {
  expect(phoneCodecs.map((name) => [10, 20, 30, 40, 60, 5, 200].map((ms) => packetMsOf(name, ms)))).toEqual([
    [10, 20, 30, 40, 60, 10, 60],
    [10, 20, 30, 40, 60, 10, 60],
    [10, 20, 30, 40, 60, 10, 60],
    [10, 20, 20, 40, 60, 10, 60],
  ]);
});

it('three hundred calls with Opus hear nothing of each other, and leave nothing behind', () => {
  const codecs = Array.from({ length: 300 }, () => createCodec('opus'));
  const packet = speech.subarray(8000, 8320);
  const payloads = codecs.map((codec) => codec.encode(packet));
  const heard = codecs.map((codec, at) => codec.decode(payloads[at] ?? new Uint8Array(0)));
  expect([opusCodecsInUse(), new Set(payloads.map(String)).size, new Set(heard.map(String)).size]).toEqual([
    300, 1, 1,
  ]);
  for (const codec of codecs) codec.dispose();
  for (const codec of codecs) codec.dispose();
  expect(opusCodecsInUse()).toBe(0);
});

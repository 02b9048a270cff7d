import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ImpairedPath,
  impairments,
  perfectNetwork,
  type Impairment,
} from '../telephony/rtp/testing/impairments.ts';
import {
  JitterBuffer,
  type JitterBufferStatistics,
  type PayloadDecoder,
  type PlayoutFrame,
} from './jitter-buffer.ts';
import type { PlayoutKind } from './playout-queue.ts';
import { levelOf } from './frames.ts';
import { randomNumbers } from './testing/sounds.ts';

/** A voice: 400 ms of a buzz, then 200 ms of near silence. Its level tells where in the packet's sound we are. */
function voice(position: number): number {
  const ms = position / 16;
  return ms % 600 < 400 ? Math.round(6000 * Math.sin((2 * Math.PI * 150 * position) / 16_000)) : position % 7;
}

interface Scenario {
  packets: number;
  packetMs?: number;
  clockRateHz?: number;
  impairment?: Partial<Impairment>;
  seed?: number;
  /** Timestamp and extended sequence of the n-th packet, where they are not as usual. */
  header?: (
    n: number,
  ) => Partial<{ timestamp: number; extendedSequence: number; restart: boolean; sentMs: number }>;
  sample?: (position: number) => number;
  /** Told the buffer's delay at each frame. */
  observe?: (delayMs: number) => void;
  /** Meanwhile nobody read what came: it is known of each packet that it came in this time, or only when it was read. */
  heldUp?: { fromMs: number; toMs: number; isKnown: boolean };
  /** The sound of the n-th packet, where making it sample by sample would take too long. */
  sound?: (n: number) => Int16Array;
}

interface Heard {
  frames: (PlayoutFrame & { atMs: number })[];
  /** Share of each kind of frame from the first real one to the last. */
  shares: Record<PlayoutKind, number>;
  statistics: JitterBufferStatistics;
  maxDelayMs: number;
}

/** Sends packets over a network into a buffer, and pulls until all are out. */
function play({
  packets,
  packetMs = 20,
  clockRateHz = 8000,
  impairment,
  seed = 3,
  header,
  sample = voice,
  sound,
  observe,
  heldUp,
}: Scenario): Heard {
  const path = new ImpairedPath({ ...perfectNetwork, ...impairment }, randomNumbers(seed));
  const perPacket = packetMs * 16;
  const decoder: PayloadDecoder = {
    clockRateHz,
    decode: (payload) => {
      const n = new DataView(payload.buffer).getUint32(0);
      return sound?.(n) ?? Int16Array.from({ length: perPacket }, (_, at) => sample(n * perPacket + at));
    },
  };
  const buffer = new JitterBuffer();
  const arriving: { atMs: number; unsureMs: number; n: number }[] = [];
  const frames: Heard['frames'] = [];
  const readAt = (atMs: number): { atMs: number; unsureMs: number } => {
    if (!heldUp || atMs < heldUp.fromMs || atMs > heldUp.toMs) return { atMs, unsureMs: 0 };
    const { fromMs, toMs, isKnown } = heldUp;
    return isKnown ? { atMs: fromMs, unsureMs: toMs - fromMs } : { atMs: toMs, unsureMs: 0 };
  };
  let maxDelayMs = 0;
  const sentMs = (index: number): number => header?.(index).sentMs ?? index * packetMs;
  const endMs = sentMs(packets - 1) + packetMs + 600;
  let n = 0;
  for (let pullMs = 7; pullMs < endMs; pullMs += 20) {
    // A second ahead: a fast clock sends before its time.
    for (; n < packets && sentMs(n) <= pullMs + 1000; n += 1)
      for (const atMs of path.arrivals(sentMs(n))) arriving.push({ ...readAt(atMs), n });
    arriving.sort((a, b) => a.atMs - b.atMs);
    while ((arriving[0]?.atMs ?? Infinity) <= pullMs) {
      const next = arriving.shift();
      if (!next) break;
      const payload = new Uint8Array(4);
      new DataView(payload.buffer).setUint32(0, next.n);
      const usual = {
        timestamp: (0xffff_0000 + (next.n * packetMs * clockRateHz) / 1000) >>> 0,
        extendedSequence: 65_500 + next.n,
        restart: false,
      };
      buffer.push({ ...usual, ...header?.(next.n), payload }, decoder, next.atMs, next.unsureMs);
    }
    frames.push({ ...buffer.pull(pullMs), atMs: pullMs });
    observe?.(buffer.statistics.delayMs);
    if (pullMs > 5000) maxDelayMs = Math.max(maxDelayMs, buffer.statistics.delayMs);
  }
  const kinds = frames.map(({ kind }) => kind);
  const between = kinds.slice(kinds.indexOf('real'), kinds.lastIndexOf('real') + 1);
  const share = (kind: PlayoutKind): number =>
    between.filter((other) => other === kind).length / between.length;
  return {
    frames,
    shares: { real: share('real'), concealed: share('concealed'), silence: share('silence') },
    statistics: buffer.statistics,
    maxDelayMs,
  };
}

function samplesOf({ frames }: Heard): number[] {
  return frames.flatMap(({ frame }) => [...frame]);
}

describe('the jitter buffer', () => {
  it.each([
    { packetMs: 10, clockRateHz: 8000 },
    { packetMs: 20, clockRateHz: 8000 },
    { packetMs: 20, clockRateHz: 48_000 },
    { packetMs: 30, clockRateHz: 8000 },
    { packetMs: 40, clockRateHz: 48_000 },
    { packetMs: 60, clockRateHz: 8000 },
  ])(
    'gives packets of $packetMs ms ($clockRateHz Hz) back bit by bit, 20 to 40 ms late',
    ({ packetMs, clockRateHz }) => {
      const packets = 1200 / packetMs;
      const heard = play({ packets, packetMs, clockRateHz });
      const samples = samplesOf(heard);
      const start = samples.findIndex((_, at) => at % 320 === 0 && heard.frames[at / 320]?.kind === 'real');
      const sent = Int16Array.from({ length: packets * packetMs * 16 }, (_, at) => voice(at));
      expect(Int16Array.from(samples.slice(start, start + sent.length))).toEqual(sent);
      expect(start / 16).toBeLessThanOrEqual(40);
      expect(heard.statistics).toMatchObject({
        late: 0,
        duplicate: 0,
        overflowed: 0,
        lengthenedMs: 0,
        shortenedMs: 0,
        targetMs: 20,
      });
    },
  );

  it.each(['loss-1', 'loss-5', 'loss-20', 'burst-5', 'jitter-50', 'jitter-200', 'everything'] as const)(
    'makes up little more than was lost under %s, and its delay stays near what the network asks for',
    (name) => {
      const impairment = impairments[name];
      const { shares, statistics, maxDelayMs } = play({ packets: 3000, impairment });
      const jitterMs = impairment.jitterMs;
      expect(shares.real).toBeGreaterThan(1 - impairment.loss * 1.2 - (jitterMs > 0 ? 0.05 : 0.005));
      expect(maxDelayMs).toBeLessThan(60 + jitterMs);
      expect(statistics.targetMs).toBeLessThanOrEqual(Math.min(200, 20 + jitterMs));
      expect(statistics.overflowed).toBe(0);
    },
  );

  it('does not take it for the network’s jitter that the own process was held up', () => {
    const heldUp = { fromMs: 2000, toMs: 2180 };
    const of = (isKnown: boolean): object => {
      const { shares, statistics } = play({ packets: 200, heldUp: { ...heldUp, isKnown } });
      return { isWhole: shares.real === 1, hasGrown: statistics.targetMs > 40 };
    };
    expect({ known: of(true), unknown: of(false) }).toEqual({
      known: { isWhole: true, hasGrown: false },
      unknown: { isWhole: false, hasGrown: true },
    });
  });

  it('plays in order and each packet once, however they are reordered and repeated', () => {
    fc.assert(
      fc.property(
        fc.nat(1_000_000),
        fc.integer({ min: 0, max: 90 }),
        fc.double({ min: 0, max: 0.3, noNaN: true }),
        (seed, jitterMs, loss) => {
          const heard = play({
            packets: 150,
            seed,
            impairment: { jitterMs, loss, reorder: true, duplication: 0.2 },
            sample: (position) => 100 * (1 + Math.floor(position / 320)),
          });
          let highest = 0;
          for (const { frame, kind } of heard.frames) {
            if (kind !== 'real') continue;
            const loudest = Math.max(...frame);
            // Fades are softer; periods are moved across the borders of packets, so it may step back by one of them.
            expect(loudest).toBeGreaterThanOrEqual(highest - 110);
            highest = Math.max(highest, loudest);
          }
          expect(heard.frames.every(({ frame }) => frame.length === 320)).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });

  const loud = Int16Array.from({ length: 320 }, (_, at) => voice(at));
  const quiet = new Int16Array(320);
  // As far as 200 ppm get in an hour: 720 ms.
  it.each([600, -600])('holds its delay for 20 minutes with clocks %d ppm apart', (driftPpm) => {
    const { shares, maxDelayMs, statistics } = play({
      packets: 60_000,
      impairment: { driftPpm, jitterMs: 10 },
      sound: (n) => (n % 30 < 20 ? loud : quiet).slice(),
    });
    expect(maxDelayMs).toBeLessThan(80);
    expect(statistics.overflowed + statistics.late).toBeLessThan(20);
    expect(shares.real).toBeGreaterThan(0.999);
  });

  it('goes up at once when the network worsens, and down again slowly', () => {
    const path = new ImpairedPath({ ...perfectNetwork, jitterMs: 120, reorder: true }, randomNumbers(5));
    const buffer = new JitterBuffer();
    const decoder: PayloadDecoder = { clockRateHz: 8000, decode: () => new Int16Array(320) };
    const targets: number[] = [];
    for (let n = 0; n < 4500; n += 1) {
      const isBad = n >= 500 && n < 1000;
      const atMs = isBad ? (path.arrivals(n * 20)[0] ?? 0) : n * 20;
      buffer.push(
        { extendedSequence: n, timestamp: n * 160, payload: new Uint8Array(1), restart: false },
        decoder,
        atMs,
      );
      targets.push(buffer.statistics.targetMs);
    }
    const reached = targets.findIndex((target) => target >= 80) - 500;
    const left = targets.findIndex((target, n) => n > 1000 && target <= 25) - 1000;
    expect([targets[499], reached > 0 && reached < 50, left > 500 && left < 3000]).toEqual([20, true, true]);
  });

  it.each([
    { sound: 'a voice', sample: voice, withinMs: 5000 },
    { sound: 'noise without a pause', sample: (at: number) => ((at * 7919) % 6007) - 3000, withinMs: 15_000 },
  ])(
    'is back at its delay $withinMs ms after the network stood still for 150 ms ($sound)',
    ({ sample, withinMs }) => {
      const delays: number[] = [];
      const heard = play({
        packets: 1000,
        sample,
        header: (n) => (n * 20 > 5000 && n * 20 < 5150 ? { sentMs: 5150 } : {}),
        observe: (delayMs) => delays.push(delayMs),
      });
      const { late, overflowed, targetMs } = heard.statistics;
      expect([late, overflowed, targetMs, (delays[Math.round((5150 + withinMs) / 20)] ?? 999) <= 55]).toEqual(
        [0, 0, 20, true],
      );
    },
  );

  it('takes up another source, or another clock, at once', () => {
    const switched = play({
      packets: 200,
      header: (n) =>
        n < 100 ? {} : { timestamp: 5000 + n * 160, extendedSequence: 9000 + n, restart: n === 100 },
    });
    const jumped = play({
      packets: 200,
      header: (n) => (n < 100 ? {} : { timestamp: (0x1234_5678 + n * 160) >>> 0 }),
    });
    expect([switched, jumped].map(({ shares, statistics }) => [shares.real, statistics.late])).toEqual([
      [1, 0],
      [1, 0],
    ]);
  });

  it('is silent while the sender is, making nothing up beyond a fade, and goes on when it speaks again', () => {
    // Packets 50 to 99 are not sent (silence suppression): the sequence goes on, the timestamp jumps.
    const heard = play({
      packets: 100,
      header: (n) =>
        n < 50 ? {} : { timestamp: (0xffff_0000 + (n + 50) * 160) >>> 0, sentMs: (n + 50) * 20 },
    });
    const { shares, statistics } = heard;
    expect([Math.round(shares.real * 10), statistics.concealedMs <= 120, statistics.late]).toEqual([
      7,
      true,
      0,
    ]);
  });

  it('hisses at the level that comfort noise asks for, until there is sound again', () => {
    const buffer = new JitterBuffer();
    const decoder: PayloadDecoder = { clockRateHz: 8000, decode: () => new Int16Array(320).fill(5000) };
    const levels: number[] = [];
    for (let n = 0; n < 60; n += 1) {
      const packet = { timestamp: n * 160, payload: new Uint8Array(1), restart: false };
      if (n < 10) buffer.push({ ...packet, extendedSequence: n }, decoder, n * 20);
      if (n === 10) buffer.pushNoise({ ...packet, extendedSequence: 10 }, 50, 8000, n * 20);
      if (n >= 40) buffer.push({ ...packet, extendedSequence: n - 29 }, decoder, n * 20);
      levels.push(Math.round(levelOf(buffer.pull(n * 20 + 5).frame).rmsDbfs));
    }
    expect([levels[8], levels[20], levels[38], levels[50]]).toEqual([-16, -50, -50, -16]);
  });

  it('keeps little of a flood, and plays the newest of it', () => {
    const buffer = new JitterBuffer();
    const decoder: PayloadDecoder = {
      clockRateHz: 8000,
      decode: (payload) => new Int16Array(320).fill((payload[0] ?? 0) * 100),
    };
    for (let n = 0; n < 5000; n += 1)
      buffer.push(
        { extendedSequence: n, timestamp: n * 160, payload: Uint8Array.of(n % 200), restart: false },
        decoder,
        0,
      );
    const { frame } = buffer.pull(5);
    const { overflowed } = buffer.statistics;
    expect([overflowed > 4900, (frame[0] ?? 0) >= 17_000]).toEqual([true, true]);
  });

  it('gives 20 ms each time and keeps little, whatever headers come', () => {
    const header = fc.record({
      extendedSequence: fc.integer({ min: -70_000, max: 70_000 }),
      timestamp: fc.integer({ min: 0, max: 0xffff_ffff }),
      restart: fc.boolean(),
      afterMs: fc.nat(60),
    });
    fc.assert(
      fc.property(fc.array(header, { maxLength: 200, size: 'max' }), (headers) => {
        const buffer = new JitterBuffer();
        const decoder: PayloadDecoder = { clockRateHz: 8000, decode: () => new Int16Array(960).fill(500) };
        let nowMs = 0;
        let pullMs = 0;
        for (const { afterMs, ...packet } of headers) {
          nowMs += afterMs;
          for (; pullMs <= nowMs; pullMs += 20) expect(buffer.pull(pullMs).frame.length).toBe(320);
          buffer.push({ ...packet, payload: new Uint8Array(1) }, decoder, nowMs);
        }
        // What is left is heard within the longest delay and what it may exceed it by.
        const rest = Array.from({ length: 100 }, (_, n) => buffer.pull(pullMs + n * 20).kind);
        expect(rest.slice(60)).not.toContain('real');
      }),
      { numRuns: 40 },
    );
  });

  it('takes unreadable payloads for lost ones', () => {
    const buffer = new JitterBuffer();
    const kinds: PlayoutKind[] = [];
    for (let n = 0; n < 10; n += 1) {
      const decoder: PayloadDecoder = {
        clockRateHz: 8000,
        decode: () => (n === 5 ? null : new Int16Array(320).fill(900)),
      };
      buffer.push(
        { extendedSequence: n, timestamp: n * 160, payload: new Uint8Array(1), restart: false },
        decoder,
        n * 20,
      );
      kinds.push(buffer.pull(n * 20 + 5).kind);
    }
    expect(kinds.filter((kind) => kind === 'concealed').length).toBe(1);
  });
});

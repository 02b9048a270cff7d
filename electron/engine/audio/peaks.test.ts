import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { peaksSchema } from '#shared/bridge/contract.ts';
import { PeaksBuilder, peaksOfWavFile } from './peaks.ts';
import { wavBytes } from './wav-format.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-peaks-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Caller rises, agent falls, a different value each millisecond. */
function stereo(lengthMs: number): Int16Array {
  return Int16Array.from({ length: lengthMs * 32 }, (_, at) => {
    const ms = Math.floor(at / 32);
    return at % 2 === 0 ? (ms * 37) % 32_768 : -((ms * 53) % 32_768);
  });
}

function write(name: string, samples: Int16Array, channels: number): string {
  const path = join(folder, name);
  writeFileSync(path, wavBytes(samples, { sampleRateHz: 16_000, channels }));
  return path;
}

describe('PeaksBuilder', () => {
  it('keeps least and greatest of each lane, the last bucket partial', () => {
    const builder = new PeaksBuilder();
    builder.push(
      Int16Array.from({ length: 320 }, (_, at) => (at % 2 === 0 ? (at === 0 ? -16_384 : 8192) : 0)),
    );
    builder.push(Int16Array.of(3277, -3277));
    expect(builder.finish()).toEqual({
      duration_ms: 161 / 16,
      bucket_ms: 10,
      caller: [-0.5, 0.25, 0.1, 0.1],
      agent: [0, 0, -0.1, -0.1],
    });
  });

  it('gives the same peaks however the recording is cut', () => {
    const recording = stereo(700);
    const whole = new PeaksBuilder();
    whole.push(recording);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 30 }), (lengths) => {
        const builder = new PeaksBuilder();
        let at = 0;
        for (const length of [...lengths, recording.length]) {
          builder.push(recording.subarray(at, at + length * 2));
          at += length * 2;
        }
        expect(builder.finish()).toEqual(whole.finish());
      }),
      { numRuns: 50 },
    );
  });

  it('halves its resolution instead of growing, and loses no peak by it', () => {
    const builder = new PeaksBuilder();
    const minute = stereo(60_000);
    const loud = minute.slice();
    loud[40] = -32_768;
    builder.push(loud);
    for (let pushed = 1; pushed < 5; pushed += 1) builder.push(minute);
    const peaks = peaksSchema.parse(builder.finish());
    expect([peaks.duration_ms, peaks.bucket_ms, peaks.caller.length, peaks.agent.length]).toEqual([
      300_000, 80, 7500, 7500,
    ]);
    expect(peaks.caller[0]).toBe(-1);
  });

  it('of nothing is nothing', () => {
    expect(new PeaksBuilder().finish()).toEqual({ duration_ms: 0, bucket_ms: 10, caller: [], agent: [] });
  });
});

describe('peaksOfWavFile', () => {
  it('reads a recording piece by piece to the peaks that were built with it', async () => {
    const recording = stereo(20_000);
    const builder = new PeaksBuilder();
    builder.push(recording);
    expect(await peaksOfWavFile(write('long.wav', recording, 2))).toEqual(builder.finish());
  });

  it('draws one channel as the caller, and an empty recording as nothing', async () => {
    expect([
      await peaksOfWavFile(write('mono.wav', new Int16Array(160).fill(16_384), 1)),
      await peaksOfWavFile(write('empty.wav', new Int16Array(0), 2)),
    ]).toEqual([
      { duration_ms: 10, bucket_ms: 10, caller: [0.5, 0.5], agent: [0, 0] },
      { duration_ms: 0, bucket_ms: 10, caller: [], agent: [] },
    ]);
  });

  it('names the path of what it cannot read', async () => {
    const missing = join(folder, 'none.wav');
    await expect(peaksOfWavFile(missing)).rejects.toThrow(`The recording ${missing} cannot be opened`);
    const path = join(folder, 'text.wav');
    writeFileSync(path, 'not sound');
    await expect(peaksOfWavFile(path)).rejects.toThrow(
      `The recording ${path} cannot be read. This is not a WAV file`,
    );
  });
});

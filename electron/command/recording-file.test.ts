/** One utterance in the shapes in which callers' recordings come: whichever it has, the engine hears the same. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '#engine/audio/frame.ts';
import { concatenateSamples } from '#engine/audio/frames.ts';
import { encodeSamples, formatChunk, riff, type FormatFields } from '#engine/audio/testing/wav-files.ts';
import { VirtualTimeline } from '#engine/base/timeline.ts';
import { FileLeg } from '#engine/calls/legs/file-leg.ts';
import { readRecording } from './recording-file.ts';

const seconds = 1.3;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-recordings-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/**
 * Something like a voice at a moment: a falling pitch with its harmonics up to 3.3 kHz, which a telephone's rate still
 * carries, in four syllables.
 */
function voice(second: number): number {
  const phase = 2 * Math.PI * (140 * second - 15 * second * second);
  let sum = 0;
  for (let harmonic = 1; harmonic * 140 < 3300; harmonic += 1) sum += Math.sin(harmonic * phase) / harmonic;
  const syllable = Math.sin(Math.PI * second * (4 / seconds)) ** 2;
  return 0.25 * syllable * sum;
}

function file({ codec, bits, channels, sampleRateHz, extensible }: FormatFields): Uint8Array {
  const samples = Array.from({ length: Math.round(seconds * sampleRateHz) }, (_, at) =>
    voice(at / sampleRateHz),
  );
  const interleaved = samples.flatMap((sample) => Array.from({ length: channels }, () => sample));
  const format = formatChunk({ codec, bits, channels, sampleRateHz, extensible: extensible ?? false });
  return riff([format, { id: 'data', body: encodeSamples(interleaved, codec, bits) }]);
}

/** The frames that a call gets of the recording, without the silence after it. */
async function heard(recording: Int16Array): Promise<Int16Array> {
  const timeline = new VirtualTimeline();
  const leg = new FileLeg({
    timeline,
    utterances: [recording],
    manner: 'continuous',
    agentQuiet: () => true,
  });
  const frames: Int16Array[] = [];
  timeline.post(() => {
    leg.open({
      frame: (frame) => {
        frames.push(frame);
        return Promise.resolve();
      },
      key: () => undefined,
      hangUp: () => {
        leg.close();
        timeline.dispose();
      },
    });
  });
  await timeline.run();
  const all = concatenateSamples(frames);
  return all.subarray(0, all.findLastIndex((sample) => sample !== 0) + 1);
}

function levelDb(samples: ArrayLike<number>): number {
  const power = Array.from(samples).reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  return 10 * Math.log10(power / 32_768 ** 2);
}

const shapes: [string, FormatFields][] = [
  ['16 kHz, mono, 16 bits', { codec: 1, bits: 16, channels: 1, sampleRateHz: 16_000 }],
  ['44.1 kHz, stereo, 16 bits', { codec: 1, bits: 16, channels: 2, sampleRateHz: 44_100 }],
  ['8 kHz, mono, 16 bits', { codec: 1, bits: 16, channels: 1, sampleRateHz: 8000 }],
  ['44.1 kHz, mono, 24 bits', { codec: 1, bits: 24, channels: 1, sampleRateHz: 44_100 }],
  [
    '48 kHz, stereo, 24 bits, extensible',
    { codec: 1, bits: 24, channels: 2, sampleRateHz: 48_000, extensible: true },
  ],
  ['48 kHz, mono, float32', { codec: 3, bits: 32, channels: 1, sampleRateHz: 48_000 }],
  ['16 kHz, stereo, float32', { codec: 3, bits: 32, channels: 2, sampleRateHz: 16_000 }],
  ['48 kHz, mono, 16 bits', { codec: 1, bits: 16, channels: 1, sampleRateHz: 48_000 }],
  ['96 kHz, six channels, 32 bits', { codec: 1, bits: 32, channels: 6, sampleRateHz: 96_000 }],
  ['22.05 kHz, mono, 16 bits', { codec: 1, bits: 16, channels: 1, sampleRateHz: 22_050 }],
];

test.each(shapes)('%s: level, length and wave are those of the utterance', async (name, format) => {
  const path = join(folder, `${name}.wav`);
  await writeFile(path, file(format));
  const recording = await readRecording(path);
  const samples = await heard(recording);

  const expected = Array.from(
    { length: Math.round(seconds * SAMPLE_RATE_HZ) },
    (_, at) => voice(at / SAMPLE_RATE_HZ) * 32_768,
  );
  expect(Math.abs(recording.length - expected.length)).toBeLessThanOrEqual(1);
  expect(Math.abs(samples.length - expected.length)).toBeLessThan(FRAME_SAMPLES);
  expect(Math.abs(levelDb(samples) - levelDb(expected))).toBeLessThan(0.5);
  // Sample by sample, so neither shifted nor distorted: what differs is 40 dB below.
  const difference = Array.from(samples, (sample, at) => sample - (expected[at] ?? 0));
  expect(levelDb(difference) - levelDb(expected)).toBeLessThan(-40);
});

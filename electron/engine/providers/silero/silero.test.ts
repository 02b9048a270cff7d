import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProviderError } from '../../base/errors.ts';
import { StreamingResampler } from '../../audio/resampler.ts';
import { createFliteTts } from '../flite/index.ts';
import type { VadStream, VadWindow } from '../spec/vad.ts';
import { createSileroVad } from './index.ts';

const SECOND = 16_000;
const vad = createSileroVad();
const tts = createFliteTts();
/** A second of silence, a sentence, a second of silence, in each voice. */
const spoken = new Map<string, Int16Array>();

beforeAll(async () => {
  for (const voice of ['slt', 'rms', 'awb', 'kal16']) {
    const samples: number[] = new Array<number>(SECOND).fill(0);
    const speech = tts.synthesize(
      'I would like to book an appointment please.',
      { voice },
      new AbortController().signal,
    );
    for await (const chunk of speech) samples.push(...chunk);
    spoken.set(voice, Int16Array.from([...samples, ...new Array<number>(SECOND).fill(0)]));
  }
}, 60_000);

afterAll(async () => {
  await Promise.all([vad.close(), tts.close()]);
});

function speechOf(voice: string): Int16Array {
  return spoken.get(voice) ?? new Int16Array(0);
}

async function judge(stream: VadStream, samples: Int16Array): Promise<VadWindow[]> {
  const windows: VadWindow[] = [];
  for (let at = 0; at < samples.length; at += 320)
    windows.push(...(await stream.push(samples.slice(at, at + 320))));
  return windows;
}

async function probabilities(samples: Int16Array): Promise<number[]> {
  const stream = vad.open();
  const windows = await judge(stream, samples);
  stream.close();
  return windows.map((window) => window.probability);
}

/** Reproducible white noise. */
function noise(length: number, amplitude: number): Int16Array {
  let seed = 7;
  return Int16Array.from({ length }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return (seed / 2 ** 31 - 1) * amplitude;
  });
}

function largestDifference(a: number[], b: number[]): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, index) => Math.max(most, Math.abs(value - (b[index] ?? 0))), 0);
}

describe('Silero voice detection', { timeout: 60_000 }, () => {
  it.each(['slt', 'rms', 'awb', 'kal16'])(
    'hears %s speak and be silent, in the telephone band too',
    async (voice) => {
      const samples = speechOf(voice);
      const toTelephone = new StreamingResampler(16_000, 8000);
      const fromTelephone = new StreamingResampler(8000, 16_000);
      const telephone = fromTelephone.push(toTelephone.push(samples));
      for (const audio of [samples, telephone]) {
        const judged = await probabilities(audio);
        const firstSpeech = Math.floor(SECOND / 512);
        const lastSpeech = Math.floor((samples.length - SECOND) / 512);
        const during = judged.slice(firstSpeech, lastSpeech);
        expect(during.filter((probability) => probability > 0.5).length / during.length).toBeGreaterThan(0.8);
        expect(judged.slice(0, firstSpeech).every((probability) => probability < 0.3)).toBe(true);
        expect(judged.slice(lastSpeech + 6).every((probability) => probability < 0.5)).toBe(true);
        // The onset is found within 100 ms.
        expect(judged.findIndex((probability) => probability > 0.5) - firstSpeech).toBeLessThanOrEqual(3);
      }
    },
  );

  it('hears no speech in silence, noise, a tone and clicks', async () => {
    const sounds = {
      silence: new Int16Array(3 * SECOND),
      noise: noise(3 * SECOND, 3000),
      tone: Int16Array.from(
        { length: 3 * SECOND },
        (_, n) => 8000 * Math.sin((2 * Math.PI * 440 * n) / SECOND),
      ),
      clicks: Int16Array.from({ length: 3 * SECOND }, (_, n) => (n % 8000 < 20 ? 20_000 : 0)),
    };
    const highest = await Promise.all(
      Object.entries(sounds).map(async ([name, samples]) => [
        name,
        Math.max(...(await probabilities(samples))) < 0.3,
      ]),
    );
    expect(highest).toEqual(Object.keys(sounds).map((name) => [name, true]));
  });

  it('makes consecutive windows of 512 samples of frames of 320, or of any length', async () => {
    const stream = vad.open();
    const counts: number[] = [];
    const ends: number[] = [];
    for (let frame = 0; frame < 8; frame += 1) {
      const windows = await stream.push(new Int16Array(320));
      counts.push(windows.length);
      ends.push(...windows.map((window) => window.endSample));
    }
    ends.push(...(await stream.push(new Int16Array(1100))).map((window) => window.endSample));
    stream.close();
    expect([counts, ends]).toEqual([
      [0, 1, 0, 1, 1, 0, 1, 1],
      [512, 1024, 1536, 2048, 2560, 3072, 3584],
    ]);
  });

  it('judges a call the same whoever shares its batch', async () => {
    const alone = await probabilities(speechOf('slt'));
    const mates = Array.from({ length: 12 }, (_, index) => ({
      stream: vad.open(),
      samples:
        index === 5
          ? speechOf('slt')
          : index % 3 === 0
            ? noise(4 * SECOND, 500 * index)
            : speechOf(['rms', 'awb'][index % 2] ?? ''),
    }));
    // All at once without waiting: many windows of each stream are queued and batched as they come.
    const shared = await Promise.all(
      mates.map(async ({ stream, samples }) => {
        const pushes: Promise<VadWindow[]>[] = [];
        for (let at = 0; at + 320 <= samples.length; at += 320)
          pushes.push(stream.push(samples.slice(at, at + 320)));
        return (await Promise.all(pushes)).flat().map((window) => window.probability);
      }),
    );
    for (const { stream } of mates) stream.close();
    expect(largestDifference(shared[5] ?? [], alone)).toBeLessThan(1e-4);
  });

  it('forgets what it heard on reset, and goes on counting samples', async () => {
    const speech = speechOf('rms').slice(SECOND, SECOND + 512 * 20);
    const fresh = await probabilities(speech);
    const stream = vad.open();
    const before = judge(stream, speechOf('awb').slice(SECOND, SECOND + 512 * 10));
    await before;
    stream.reset();
    stream.reset();
    const after = await judge(stream, speech);
    stream.close();
    expect(
      largestDifference(
        after.map((window) => window.probability),
        fresh,
      ),
    ).toBeLessThan(1e-4);
    expect(after[0]?.endSample).toBe(512 * 11);
  });

  it('resets after the windows that were pushed before, even when they still wait', async () => {
    const speech = speechOf('slt').slice(SECOND, SECOND + 512 * 4);
    const fresh = await probabilities(speech.slice(0, 512));
    const stream = vad.open();
    const first = stream.push(speech);
    stream.reset();
    const second = stream.push(speech.slice(0, 512));
    const [before, after] = await Promise.all([first, second]);
    stream.close();
    expect([before.length, after.length]).toEqual([4, 1]);
    expect(
      largestDifference(
        after.map((window) => window.probability),
        fresh.slice(0, 1),
      ),
    ).toBeLessThan(1e-4);
  });

  it('answers pending pushes with nothing when a stream or the detector is closed', async () => {
    const own = createSileroVad();
    const [one, two] = [own.open(), own.open()];
    const pending = [one.push(new Int16Array(512)), two.push(new Int16Array(512))];
    one.close();
    await own.close();
    expect(await Promise.all([...pending, two.push(new Int16Array(512))])).toEqual([[], [], []]);
  });

  it('fails what waits when its worker crashes, and starts again with the next audio', async () => {
    const crashing = await runChild(`
      const { Worker } = await import('node:worker_threads');
      const workers = [];
      const post = Worker.prototype.postMessage;
      Worker.prototype.postMessage = function (...values) { workers.push(this); return post.apply(this, values); };
      const stream = vad.open();
      await vad.ready();
      const waiting = stream.push(new Int16Array(512));
      await Promise.resolve();
      await workers.at(-1).terminate();
      const error = await waiting.catch((thrown) => thrown);
      const again = await stream.push(new Int16Array(512));
      console.log(JSON.stringify({ error: error.constructor.name, retryable: error.retryable, again: again.length }));
    `);
    expect(crashing).toEqual({ error: ProviderError.name, retryable: true, again: 1 });
  });

  it('can be closed while it loads and while it judges, and its process lives on', async () => {
    expect(
      await runChild(`
        const { setTimeout } = await import('node:timers/promises');
        const { createSileroVad } = await import(module);
        for (const afterMs of [0, 60, 90, 120]) {
          const other = createSileroVad();
          other.open();
          await setTimeout(afterMs);
          await other.close();
        }
        const stream = vad.open();
        await vad.ready();
        const judged = stream.push(new Int16Array(512 * 40));
        await setTimeout(1);
        await vad.close();
        await judged;
        console.log(JSON.stringify('alive'));
      `),
    ).toBe('alive');
  });

  it('lets its process end when nothing waits, without being closed', async () => {
    expect(
      await runChild(`
        const stream = vad.open();
        const windows = await stream.push(new Int16Array(512));
        console.log(JSON.stringify({ windows: windows.length }));
      `),
    ).toEqual({ windows: 1 });
  });
});

/** Runs a script with its own detector in a process of its own; it must end by itself. */
async function runChild(script: string): Promise<unknown> {
  const module = JSON.stringify(new URL('./index.ts', import.meta.url).href);
  const source = `const module = ${module};\nconst vad = (await import(module)).createSileroVad();\n${script}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output, [exitCode]] = await Promise.all([
    text(child.stdout),
    once(child, 'exit') as Promise<[number]>,
  ]);
  expect(exitCode).toBe(0);
  return JSON.parse(output) as unknown;
}

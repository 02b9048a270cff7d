import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { levelOf } from '#engine/audio/frames.ts';
import { monoAt16k, readWav } from '#engine/audio/wav-reader.ts';
import { wavBytes } from '#engine/audio/wav-format.ts';
import { silentLogger } from '#engine/base/logger.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { callRecordings } from './call-recordings.ts';
import { recordedSamples, speechLevelDb } from './level-speech.ts';
import { RecordingStore } from './recording-store.ts';

let dataDir: string;
let store: RecordingStore;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-recordings-'));
  store = new RecordingStore({ dataDir, logger: silentLogger });
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

/** A tone with pauses, like speech: half of the time nothing. */
function speech(level: number, rateHz: number, channels: number, seconds = 1): Uint8Array {
  const samples = new Int16Array(rateHz * channels * seconds);
  for (let at = 0; at < samples.length; at += 1) {
    const second = Math.floor(at / channels) / rateHz;
    if (Math.floor(second * 4) % 2 === 0)
      samples[at] = Math.round(level * Math.sin(2 * Math.PI * 300 * second));
  }
  return wavBytes(samples, { sampleRateHz: rateHz, channels });
}

const isAmong = (recording: { id: string }, all: { id: string }[]): boolean =>
  all.some(({ id }) => id === recording.id);

describe('a recording that is added', () => {
  it('is described, and kept as mono at 16 kHz with its speech at −20 dBFS', async () => {
    const added = await store.add({ bytes: speech(300, 44_100, 2), fileName: 'Opening hours.WAV' });
    const samples = monoAt16k(readWav(await readFile(store.file(added.id))));
    expect(added).toEqual({
      id: expect.stringMatching(/^opening-hours-[a-z0-9]{4}$/) as string,
      name: 'Opening hours',
      transcript: '',
      created_at: expect.any(String) as string,
      duration_ms: expect.closeTo(1000, -1) as number,
      original_file_name: 'Opening hours.WAV',
    });
    expect(speechLevelDb(samples)).toBeCloseTo(-20, 0);
    expect(await store.list()).toEqual([added]);
    expect(await readdir(join(dataDir, 'recordings'))).toHaveLength(2);
  });

  it('is never louder than −3 dBFS at its peak', () => {
    // Clicks over speech that is almost inaudible.
    const samples = Int16Array.from({ length: 16_000 }, (_, at) =>
      at === 8000 ? 30_000 : at % 2 === 0 ? 300 : -300,
    );
    const kept = recordedSamples(wavBytes(samples, { sampleRateHz: 16_000, channels: 1 }));
    expect(levelOf(kept).peakDbfs).toBeCloseTo(-3, 2);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['is no WAV', new TextEncoder().encode('ID3 an mp3 file, for example'), /not a WAV file/],
    ['is silent', speech(0, 16_000, 1), /is silent/],
    ['is too long', speech(1000, 8000, 1, 301), /5.1 minutes long; up to 5/],
    ['is too large', new Uint8Array(20_000_001), /20.1 MB; up to 20/],
  ])('is refused when it %s', async (_what, bytes, message) => {
    await expect(store.add({ bytes, fileName: 'x.wav' })).rejects.toThrow(message);
    expect(await store.list()).toEqual([]);
  });
});

describe('a recording that is there', () => {
  it('can be renamed, described, deleted and brought back', async () => {
    const { id } = await store.add({ bytes: speech(3000, 16_000, 1), fileName: 'a.wav', name: 'A' });
    await store.change(id, { name: ' B ' });
    const changed = await store.change(id, { transcript: 'Hello.' });
    expect([changed.id, changed.name, changed.transcript]).toEqual([id, 'B', 'Hello.']);
    await store.delete(id);
    expect(await store.list()).toEqual([]);
    await expect(store.get(id)).rejects.toThrow(`There is no recording “${id}”`);
    await expect(store.delete(id)).rejects.toThrow('It may have been deleted');
    expect(await store.restore(id)).toEqual(changed);
    expect((await readFile(store.file(id))).length).toBeGreaterThan(44);
  });

  it('is listed with the newest first, a damaged description left out', async () => {
    const first = await store.add({ bytes: speech(3000, 16_000, 1), fileName: 'a.wav' });
    await store.change(first.id, {});
    await writeFile(
      join(dataDir, 'recordings', `${first.id}.json`),
      JSON.stringify({ ...first, created_at: '2020-01-01T00:00:00.000Z' }),
    );
    const second = await store.add({ bytes: speech(3000, 16_000, 1), fileName: 'b.wav' });
    await writeFile(join(dataDir, 'recordings', 'broken.json'), '{"name":');
    const all = await store.list();
    expect(all.map(({ id }) => id)).toEqual([second.id, first.id]);
    expect(isAmong({ id: 'broken' }, all)).toBe(false);
  });

  it('has no path outside its folder', () => {
    for (const id of ['../secret', 'a/b', '', 'a.b', 'x'.repeat(65)])
      expect(() => store.file(id)).toThrow('letters, digits');
  });
});

describe('recordings in a call', () => {
  const documentNaming = (id: string): WorkflowDocument =>
    ({ nodes: [{ data: { greeting_recording_id: id } }], edges: [] }) as unknown as WorkflowDocument;

  it('are in memory where the document names them, and read when they are asked for where not', async () => {
    const named = await store.add({ bytes: speech(3000, 16_000, 1), fileName: 'a.wav' });
    const other = await store.add({ bytes: speech(3000, 16_000, 1), fileName: 'b.wav' });
    const { lines, samples } = await callRecordings(store)(documentNaming(named.id));
    expect([...lines.keys()].sort()).toEqual([named.id, other.id].sort());
    expect(samples(named.id)).toEqual(monoAt16k(readWav(await readFile(store.file(named.id)))));
    expect(await samples(other.id)).toHaveLength(16_000);
  });

  it('are told with the way out when the sound is gone or damaged', async () => {
    const { id } = await store.add({ bytes: speech(3000, 16_000, 1), fileName: 'a.wav' });
    await writeFile(store.file(id), 'nothing');
    const { lines, samples } = await callRecordings(store)(documentNaming(id));
    expect(lines.has(id)).toBe(true);
    await expect(samples(id)).rejects.toThrow(/its text is spoken instead.*Add it again under Recordings/);
  });
});

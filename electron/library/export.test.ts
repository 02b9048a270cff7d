import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLogger } from '#engine/base/logger.ts';
import { runEventSchema } from '#shared/domain/run-event.ts';
import { exportRun } from './export.ts';
import { openLibrary, type Library } from './index.ts';
import { newRun, sampleDocument, someEvents, temporaryDataDir } from './testing/fixtures.ts';

let dataDir: string;
let remove: () => Promise<void>;
let library: Library;

beforeAll(async () => {
  ({ dataDir, remove } = await temporaryDataDir());
  library = await openLibrary({ dataDir, logger: silentLogger });
  await library.createRun(newRun({ id: 'run_1' }));
  await library.appendEvents('run_1', someEvents(1, 4));
  await writeFile(join(await library.runFolder('run_1'), 'recording.wav'), 'RIFF');
  await library.updateRun('run_1', {
    state: 'completed',
    status: 'completed',
    is_completed: true,
    recording_url: 'parley://runs/run_1/recording.wav',
  });
  await library.createRun(newRun({ id: 'run_2', mode: 'text' }));
});

afterAll(async () => {
  await library.close();
  await remove();
});

test('an export holds the run, its events, transcript, recording and workflow, and can be made again', async () => {
  const folder = join(dataDir, '..', 'made', 'export');
  await exportRun(library, 'run_1', folder);
  await exportRun(library, 'run_1', folder);

  const read = (name: string) => readFile(join(folder, name), 'utf8');
  expect((await readdir(folder)).sort()).toEqual([
    'events.ndjson',
    'recording.wav',
    'run.json',
    'transcript.txt',
    'workflow.json',
  ]);
  expect(JSON.parse(await read('run.json'))).toEqual(await library.getRun('run_1'));
  const lines = (await read('events.ndjson')).trimEnd().split('\n');
  expect(lines.map((line) => runEventSchema.parse(JSON.parse(line)))).toEqual(someEvents(1, 4));
  expect(JSON.parse(await read('workflow.json'))).toEqual(sampleDocument());
  expect(await read('recording.wav')).toBe('RIFF');
  expect(await read('transcript.txt')).toContain('line 2 — “é”');
  expect(await readdir(join(folder, '..'))).toEqual(['export']);
});

test('a text run has no recording', async () => {
  const folder = join(dataDir, '..', 'text');
  await mkdir(folder);
  await exportRun(library, 'run_2', folder);
  expect((await readdir(folder)).sort()).toEqual([
    'events.ndjson',
    'run.json',
    'transcript.txt',
    'workflow.json',
  ]);
});

test("a folder with anything else in it, or another run's export, is left alone", async () => {
  const folder = join(dataDir, '..', 'other');
  await exportRun(library, 'run_2', folder);
  await expect(exportRun(library, 'run_1', folder)).rejects.toMatchObject({
    code: 'input-invalid',
    message: `${folder} is not empty and is not an earlier export of run run_1. Choose another folder.`,
  });
  await writeFile(join(folder, 'mine.txt'), 'mine');
  await expect(exportRun(library, 'run_2', folder)).rejects.toMatchObject({ code: 'input-invalid' });
  expect(await readFile(join(folder, 'mine.txt'), 'utf8')).toBe('mine');
});

test('what cannot be exported whole leaves nothing', async () => {
  const parent = join(dataDir, '..', 'parent');
  await mkdir(parent);
  await expect(exportRun(library, 'nowhere', join(parent, 'a'))).rejects.toMatchObject({
    code: 'run-not-found',
  });

  await library.createRun(newRun({ id: 'run_3' }));
  await library.updateRun('run_3', { recording_url: 'parley://runs/run_3/recording.wav' });
  await expect(exportRun(library, 'run_3', join(parent, 'b'))).rejects.toMatchObject({
    code: 'library-failed',
    message: expect.stringContaining('The recording of run run_3 is missing') as string,
  });
  expect(await readdir(parent)).toEqual([]);

  await writeFile(join(parent, 'file'), '');
  await expect(exportRun(library, 'run_1', join(parent, 'file', 'c'))).rejects.toMatchObject({
    message: `${join(parent, 'file', 'c')} is not a folder. Choose another data directory.`,
  });
  await rm(parent, { recursive: true });
});

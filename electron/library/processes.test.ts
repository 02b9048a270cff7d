import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readWav } from '#engine/audio/wav-reader.ts';
import { silentLogger } from '#engine/base/logger.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import { runSchema, type LlmUsage, type Run } from '#shared/domain/run.ts';
import { openLibrary, type Library, type LibraryChange } from './index.ts';
import { newRun, sampleDocument, someEvents, temporaryDataDir } from './testing/fixtures.ts';
import { LibraryProcess } from './testing/start-process.ts';

// Each starts processes of its own, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let dataDir: string;
let remove: () => Promise<void>;
const processes: LibraryProcess[] = [];
const libraries: Library[] = [];

function start(): LibraryProcess {
  const started = new LibraryProcess(dataDir);
  processes.push(started);
  return started;
}

async function open(): Promise<Library> {
  const library = await openLibrary({ dataDir, logger: silentLogger });
  libraries.push(library);
  return library;
}

beforeEach(async () => {
  ({ dataDir, remove } = await temporaryDataDir());
});

afterEach(async () => {
  await Promise.all(libraries.splice(0).map((library) => library.close()));
  await Promise.all(processes.splice(0).map((started) => started.kill()));
  await remove();
});

test('of processes that open at the same moment exactly one owns, and each can write', async () => {
  const started = [start(), start(), start()];
  const owners = await Promise.all(started.map((each) => each.call('open')));
  expect(owners.filter(Boolean)).toHaveLength(1);

  await Promise.all(started.map((each, at) => each.call('createRun', newRun({ id: `run_${String(at)}` }))));
  for (const each of started) expect(await each.call('listRuns', {})).toMatchObject({ total: 3 });
});

test('a run whose process was killed is closed at the next opening with all that it had written', async () => {
  const killed = start();
  await killed.call('open');
  const { id } = (await killed.call('createRun', newRun())) as Run;
  await killed.call('updateRun', id, { state: 'running', started_at: '2026-01-01T12:00:00.000Z' });
  const events = someEvents(1, 50);
  await killed.call('appendEvents', id, events);
  await killed.call('record', id);
  await killed.kill();

  const library = await open();

  const run = await library.getRun(id);
  expect(runSchema.parse(run)).toEqual(run);
  expect(run).toMatchObject({
    state: 'completed',
    status: 'interrupted',
    is_completed: true,
    recording_url: `parley://runs/${id}/recording.wav`,
    transcript_url: `parley://runs/${id}/transcript.txt`,
    gathered_context: { call_disposition: 'interrupted', nodes_visited: ['Start'] },
    usage_info: { llm: {}, tts: {}, stt: {}, call_duration_seconds: 0.5 },
    started_at: '2026-01-01T12:00:00.000Z',
    ended_at: events.at(-1)?.time,
  });
  const written = await library.getEvents(id);
  expect(written.slice(0, 50)).toEqual(events);
  expect(written.slice(50)).toEqual([
    {
      seq: 51,
      time: expect.any(String) as string,
      at_ms: null,
      turn: 16,
      node_id: 'start',
      node_name: 'Start',
      type: 'run-completed',
      payload: { status: 'interrupted', call_disposition: 'interrupted' },
    },
  ]);
  const folder = join(dataDir, 'runs', id);
  expect(readWav(await readFile(join(folder, 'recording.wav')))).toMatchObject({ durationMs: 500 });
  expect(JSON.parse(await readFile(join(folder, 'peaks.json'), 'utf8'))).toMatchObject({ duration_ms: 500 });
  expect(await library.runFacets()).toMatchObject({
    statuses: [{ value: 'interrupted', count: 1 }],
    dispositions: [{ value: 'interrupted', count: 1 }],
  });

  await library.close();
  const again = await open();
  expect(await again.getRun(id)).toEqual(run);
  expect(await again.getEvents(id)).toEqual(written);
});

test('a process killed while it writes loses no event that was acknowledged', async () => {
  const killed = start();
  await killed.call('open');
  const { id } = (await killed.call('createRun', newRun())) as Run;
  const file = join(dataDir, 'acknowledged');
  const forever = killed.call('appendForever', id, file).catch(() => undefined);
  // Whole lines only: the last one may be torn.
  const acknowledged = async () =>
    (await readFile(file, 'utf8').catch(() => '')).split('\n').slice(0, -1).length;
  await vi.waitUntil(async () => (await acknowledged()) > 200, { timeout: 60_000, interval: 5 });
  await killed.kill();
  await forever;

  const count = await acknowledged();
  const events = await (await open()).getEvents(id);
  expect(events.slice(0, count)).toEqual(someEvents(1, count));
  expect(events.at(-1)?.type).toBe('run-completed');
  // What it was writing when it died may be there too.
  expect(events.length - count).toBeLessThanOrEqual(2 + 1);
});

test('a process killed between its last event and the record leaves the end that the log tells', async () => {
  const killed = start();
  await killed.call('open');
  const { id } = (await killed.call('createRun', newRun({ mode: 'text' }))) as Run;
  const end: RunEvent = {
    seq: 4,
    time: '2026-01-01T12:00:04.000Z',
    at_ms: null,
    turn: 1,
    node_id: 'end',
    node_name: 'End',
    type: 'run-completed',
    payload: { status: 'completed', call_disposition: 'user_hangup' },
  };
  await killed.call('appendEvents', id, [...someEvents(1, 3), end]);
  await killed.kill();

  const library = await open();
  expect(await library.getRun(id)).toMatchObject({
    state: 'completed',
    status: 'completed',
    recording_url: null,
    gathered_context: { call_disposition: 'user_hangup', nodes_visited: ['Start'] },
    usage_info: { call_duration_seconds: 3 },
  });
  expect(await library.getEvents(id)).toHaveLength(4);
});

test('a killed run keeps what it used, what that cost and what it had found out', async () => {
  const killed = start();
  await killed.call('open');
  const { id } = (await killed.call('createRun', newRun())) as Run;
  const said = [
    {
      type: 'run-start',
      payload: {
        workflow_id: 'w',
        workflow_name: 'W',
        definition_id: 'd',
        mode: 'web',
        providers: { vad: 'silero/v5', stt: 'grammar/en', llm: 'rehearsal/one', tts: 'flite/two' },
        initial_context: {},
      },
    },
    { type: 'node-enter', payload: { node_id: 'start', node_name: 'Start', node_type: 'startCall' } },
    { type: 'agent-text', payload: { speech_id: 's', text: 'Hello there.', source: 'greeting' } },
    { type: 'caller-speech-stop', payload: { speech_ms: 1500 } },
    ...[1, 2].map(() => ({
      type: 'usage',
      payload: { provider: 'rehearsal', model: 'one', usage: tokens(10) },
    })),
    {
      type: 'extraction-end',
      payload: {
        for_node_id: 'start',
        for_node_name: 'Start',
        variables: { day: 'Monday', call_tags: 7 },
        error: null,
      },
    },
  ];
  const events = said.map(
    (event, at) => ({ ...someEvents(at + 2, 1)[0], ...event, seq: at + 1 }) as RunEvent,
  );
  await killed.call('appendEvents', id, events);
  await killed.kill();

  const library = await open();
  const run = await library.getRun(id);
  expect(run?.usage_info).toEqual({
    llm: { 'rehearsal|||one': tokens(20) },
    tts: { 'flite|||two': 12 },
    stt: { 'grammar|||en': 1.5 },
    call_duration_seconds: 6,
  });
  expect(run?.cost_info).toEqual({
    total_usd: 0,
    lines: [
      { kind: 'llm', provider: 'rehearsal', model: 'one', quantity: 20, unit: 'input_tokens', usd: 0 },
      { kind: 'llm', provider: 'rehearsal', model: 'one', quantity: 20, unit: 'output_tokens', usd: 0 },
      { kind: 'tts', provider: 'flite', model: 'two', quantity: 12, unit: 'characters', usd: 0 },
      { kind: 'stt', provider: 'grammar', model: 'en', quantity: 1.5, unit: 'seconds', usd: 0 },
    ],
  });
  expect(run?.gathered_context).toEqual({
    day: 'Monday',
    extracted_variables: { day: 'Monday', call_tags: 7 },
    nodes_visited: ['Start'],
    call_tags: [],
    call_disposition: 'interrupted',
    mapped_call_disposition: 'interrupted',
  });
});

function tokens(each: number): LlmUsage {
  return {
    prompt_tokens: each,
    completion_tokens: each,
    total_tokens: 2 * each,
    cache_read_input_tokens: 0,
    cache_creation_input_tokens: 0,
  };
}

test('the runs of a live owner are untouched by whoever opens beside it', async () => {
  const owner = start();
  await owner.call('open');
  const run = await owner.call('createRun', newRun());

  const reader = await open();
  expect(reader.isOwner).toBe(false);
  expect(await reader.getRun((run as Run).id)).toEqual(run);
  await reader.saveWorkflow({ name: 'By the second', document: sampleDocument() });
  expect(await owner.call('getRun', (run as Run).id)).toEqual(run);
});

test('when a connected process is killed the owner closes its runs, and no other', async () => {
  const library = await open();
  const mine = await library.createRun(newRun());
  const second = start();
  expect(await second.call('open')).toBe(false);
  const { id } = (await second.call('createRun', newRun())) as Run;
  await second.call('appendEvents', id, someEvents(1, 5));

  const closed = new Promise<void>((resolve) => {
    library.onChanged((change) => {
      if (change.id === id) resolve();
    });
  });
  await second.kill();
  await closed;

  expect(await library.getRun(id)).toMatchObject({ state: 'completed', status: 'interrupted' });
  expect(await library.getEvents(id)).toHaveLength(6);
  expect(await library.getRun(mine.id)).toEqual(mine);
});

test('when the owner is killed the next writer takes its place and loses nothing', async () => {
  const owner = start();
  await owner.call('open');
  const { id: deadId } = (await owner.call('createRun', newRun())) as Run;
  const library = await open();
  const run = await library.createRun(newRun());
  await library.appendEvents(run.id, someEvents(1, 10));

  const during = [library.appendEvents(run.id, someEvents(11, 5)), owner.kill()];
  await Promise.all(during);
  await Promise.all([
    library.appendEvents(run.id, someEvents(16, 5)),
    library.appendEvents(run.id, someEvents(21, 5)),
  ]);

  expect(library.isOwner).toBe(true);
  expect(await library.getEvents(run.id)).toEqual(someEvents(1, 25));
  expect(await library.getRun(run.id)).toEqual(run);
  expect(await library.getRun(deadId)).toMatchObject({ status: 'interrupted' });
});

test('what was published and put into a folder is there when its process was killed in the next moment', async () => {
  const killed = start();
  await killed.call('open');
  const { id } = (await killed.call('saveWorkflow', { name: 'Booking', document: sampleDocument() })) as {
    id: string;
  };
  await killed.call('organiseWorkflows', [id], { folder: 'Clinics', addTags: ['live'], removeTags: [] });
  const version = await killed.call('publishWorkflow', id, 'First', 1);
  await killed.kill();

  const library = await open();
  expect(await library.listVersions(id)).toEqual([version]);
  expect(await library.getWorkflow(id)).toMatchObject({
    folder: 'Clinics',
    tags: ['live'],
    published: { number: 1, note: 'First' },
    has_unpublished_changes: false,
  });
  expect(await library.searchWorkflows('booking', 10)).toHaveLength(1);
});

test('when the owner closes a second process goes on reading, and owns once it writes', async () => {
  const owner = await open();
  const { id } = await owner.saveWorkflow({ name: 'Booking', document: sampleDocument() });
  const second = start();
  await second.call('open');
  await owner.close();

  expect(await second.call('getWorkflow', id)).toMatchObject({ name: 'Booking' });
  expect(await second.call('isOwner')).toBe(false);
  await second.call('saveWorkflow', { id, name: 'Renamed', document: sampleDocument() });
  expect(await second.call('isOwner')).toBe(true);
});

test('each process is told what another changed', async () => {
  const library = await open();
  const second = start();
  await second.call('open');
  const told: unknown[] = [];
  library.onChanged((change) => told.push(change));

  const { id } = await library.saveWorkflow({ name: 'By the owner', document: sampleDocument() });
  const run = (await second.call('createRun', newRun())) as Run;

  const expected = [
    { what: 'workflows', id },
    { what: 'runs', id: run.id },
  ];
  expect(told).toEqual(expected);
  expect(await second.call('changes')).toEqual(expected);
});

test('a reader whose owner is gone still learns of changes by another', async () => {
  const owner = start();
  await owner.call('open');
  const reader = await open();
  const told: LibraryChange[] = [];
  reader.onChanged((change) => told.push(change));
  await owner.kill();
  const next = start();
  expect(await next.call('open')).toBe(true);
  // The reader has to have looked once to know what is new.
  const document = sampleDocument();
  for (let edit = 0; told.length === 0; edit += 1)
    await next.call('saveWorkflow', { id: 'w', name: `Edit ${String(edit)}`, document });

  expect(told).toEqual([
    { what: 'workflows', id: null },
    { what: 'runs', id: null },
    { what: 'do-not-call', id: null },
  ]);
  expect(reader.isOwner).toBe(false);
});

test('errors of the owner reach the second process with their code and words', async () => {
  await open();
  const second = start();
  await second.call('open');
  await expect(second.call('deleteRun', 'run_x')).rejects.toMatchObject({
    code: 'run-not-found',
    message: 'There is no run run_x in the library.',
  });
  await expect(second.call('appendEvents', 'run_x', [{ seq: 'one' }])).rejects.toMatchObject({
    code: 'input-invalid',
  });
});

test('a process that closed its library ends by itself, whichever role it had', async () => {
  const [first, second] = [start(), start()];
  await first.call('open');
  await second.call('open');
  await second.call('createRun', newRun());
  await second.call('close');
  expect(await second.end()).toBe(0);
  await first.call('close');
  expect(await first.end()).toBe(0);
  expect((await readdir(dataDir)).sort()).toEqual(['library.sqlite3', 'runs']);
});

test('a lock is for its user only', async () => {
  await open();
  const modes = await Promise.all(
    (await readdir(dataDir))
      .filter((name) => name.startsWith('owner'))
      .map(async (name) => ((await stat(join(dataDir, name))).mode & 0o777).toString(8)),
  );
  expect(modes).toEqual(['600', '600']);
});

test('a crash between the rows and the files of a deleted run leaves nothing for good', async () => {
  const library = await open();
  const run = await library.createRun(newRun({ id: 'run_gone' }));
  const folder = await library.runFolder(run.id);
  await writeFile(join(folder, 'recording.wav'), 'x');
  const kept = await library.createRun(newRun({ id: 'run_kept' }));
  await writeFile(join(await library.runFolder(kept.id), 'recording.wav'), 'x');
  await library.updateRun(run.id, { state: 'completed', status: 'completed', is_completed: true });
  await library.close();
  const { default: Database } = await import('better-sqlite3');
  const db = new Database(join(dataDir, 'library.sqlite3'));
  db.exec(`INSERT INTO run_folder_removals (run_id) VALUES ('run_gone')`);
  db.exec(`DELETE FROM runs WHERE id = 'run_gone'`);
  db.close();

  await open();
  expect(await readdir(join(dataDir, 'runs'))).toEqual(['run_kept']);
});

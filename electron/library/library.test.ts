import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { wavBytes } from '#engine/audio/wav-format.ts';
import { silentLogger } from '#engine/base/logger.ts';
import { runSchema } from '#shared/domain/run.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { openLibrary, type Library, type LibraryChange } from './index.ts';
import { newRun, sampleDocument, someEvents, temporaryDataDir } from './testing/fixtures.ts';

let dataDir: string;
let remove: () => Promise<void>;
let library: Library;
let nowMs = Date.UTC(2026, 0, 1);
const open = () => openLibrary({ dataDir, logger: silentLogger, now: () => (nowMs += 1000) });

beforeEach(async () => {
  ({ dataDir, remove } = await temporaryDataDir());
  nowMs = Date.UTC(2026, 0, 1);
  library = await open();
});

afterEach(async () => {
  await library.close();
  await remove();
});

const neverPublished = {
  revision: 1,
  folder: null,
  tags: [],
  is_archived: false,
  published: null,
  has_unpublished_changes: true,
};

describe('workflows', () => {
  test('a saved workflow is read back as it was given and listed with what its card shows', async () => {
    const document = sampleDocument();
    const saved = await library.saveWorkflow({ name: 'Booking', document });

    expect(await library.getWorkflow(saved.id)).toEqual({
      id: saved.id,
      name: 'Booking',
      document,
      updated_at: '2026-01-01T00:00:01.000Z',
      definition_id: null,
      ...neverPublished,
    });
    expect(await library.listWorkflows()).toEqual([
      {
        id: saved.id,
        name: 'Booking',
        updated_at: '2026-01-01T00:00:01.000Z',
        node_count: 2,
        run_count: 0,
        last_run_at: null,
        problem_count: 0,
        is_sample: false,
        description: 'Hello there.',
        ...neverPublished,
      },
    ]);
  });

  test('a draft that cannot be called is kept, with its problems counted', async () => {
    const document: WorkflowDocument = { nodes: [], edges: [], viewport: { x: 0, y: 0, zoom: 1 } };
    await library.saveWorkflow({ name: 'Empty', document });

    const [card] = await library.listWorkflows();
    expect(card?.problem_count).toBeGreaterThan(0);
  });

  test('keys that the schema does not know survive', async () => {
    const document = { ...sampleDocument(), extra_key: { deep: ['kept', 1.5, null] } };
    const { id } = await library.saveWorkflow({ name: 'With more', document });
    expect((await library.getWorkflow(id))?.document).toEqual(document);
  });

  test('saving what is there already changes nothing and tells nobody', async () => {
    const { id, updated_at } = await library.saveWorkflow({ name: 'Booking', document: sampleDocument() });
    const changes: LibraryChange[] = [];
    library.onChanged((change) => changes.push(change));

    const again = await library.saveWorkflow({ id, name: 'Booking', document: sampleDocument() });

    expect(again.updated_at).toBe(updated_at);
    expect(changes).toEqual([]);
  });

  test('copies are named and numbered; the copy of a copy counts on', async () => {
    const document = { ...sampleDocument(), name: 'Booking' };
    const { id } = await library.saveWorkflow({ name: 'Booking', document, isSample: true });

    const first = await library.duplicateWorkflow(id);
    const second = await library.duplicateWorkflow(first.id);
    const third = await library.duplicateWorkflow(id);

    expect([first.name, second.name, third.name]).toEqual([
      'Booking (copy)',
      'Booking (copy 2)',
      'Booking (copy 3)',
    ]);
    expect(first.document).toEqual({ ...document, name: 'Booking (copy)' });
    const cards = await library.listWorkflows();
    expect(cards.map((card) => card.is_sample)).toEqual([true, false, false, false]);
  });

  test('a deleted workflow is gone from view and comes back whole', async () => {
    const { id } = await library.saveWorkflow({ name: 'Booking', document: sampleDocument() });
    const before = await library.getWorkflow(id);

    await library.deleteWorkflow(id);
    expect([await library.getWorkflow(id), await library.listWorkflows()]).toEqual([null, []]);
    await expect(library.duplicateWorkflow(id)).rejects.toMatchObject({ code: 'workflow-not-found' });

    expect(await library.restoreWorkflow(id)).toEqual(before);
    expect(await library.getWorkflow(id)).toEqual(before);
  });

  test('an unknown workflow is an error that names it', async () => {
    for (const attempt of [
      library.deleteWorkflow('nowhere'),
      library.restoreWorkflow('nowhere'),
      library.duplicateWorkflow('nowhere'),
    ])
      await expect(attempt).rejects.toMatchObject({
        name: 'LibraryError',
        code: 'workflow-not-found',
        message: 'There is no workflow nowhere in the library.',
      });
  });

  test('a sample is installed under its id and renewed until somebody edits or deletes it', async () => {
    const install = (prompt: string) =>
      library.saveWorkflow({
        id: 'sample_1',
        name: 'Sample',
        document: sampleDocument(prompt),
        isSample: true,
      });
    const prompt = async () => (await library.getWorkflow('sample_1'))?.document.nodes[0]?.data.prompt;

    await install('one');
    await install('two');
    expect(await prompt()).toBe('two');

    await library.saveWorkflow({ id: 'sample_1', name: 'Sample', document: sampleDocument('mine') });
    await install('three');
    expect(await prompt()).toBe('mine');
    expect((await library.listWorkflows())[0]?.is_sample).toBe(true);

    await library.deleteWorkflow('sample_1');
    await install('four');
    expect(await library.getWorkflow('sample_1')).toBeNull();
  });
});

describe('runs', () => {
  test('a new run is initialized and pinned to a version that later edits do not change', async () => {
    const document = sampleDocument('first');
    const workflow = await library.saveWorkflow({ name: 'Booking', document });
    const run = await library.createRun(newRun({ workflow_id: workflow.id, document }));
    const again = await library.createRun(
      newRun({ workflow_id: workflow.id, document: sampleDocument('first') }),
    );
    await library.saveWorkflow({ id: workflow.id, name: 'Booking', document: sampleDocument('second') });
    const later = await library.createRun(
      newRun({ workflow_id: workflow.id, document: sampleDocument('second') }),
    );

    expect(runSchema.parse(run)).toEqual(run);
    expect(await library.getRun(run.id)).toEqual(run);
    expect(run).toMatchObject({
      state: 'initialized',
      status: null,
      is_completed: false,
      gathered_context: {},
    });
    expect(again.definition_id).toBe(run.definition_id);
    expect(later.definition_id).not.toBe(run.definition_id);
    expect(await library.getRunDocument(run.id)).toEqual(document);
    expect((await library.getWorkflow(workflow.id))?.definition_id).toBe(later.definition_id);
  });

  test('every field of a run record survives closing and opening', async () => {
    const { id } = await library.createRun(newRun({ id: 'run_fixed' }));
    const run = await library.updateRun(id, {
      state: 'completed',
      status: 'completed',
      is_completed: true,
      transcript_url: `parley://runs/${id}/transcript.txt`,
      usage_info: {
        llm: {
          'rehearsal|||rehearsal': {
            prompt_tokens: 1,
            completion_tokens: 2,
            total_tokens: 3,
            cache_read_input_tokens: 0,
            cache_creation_input_tokens: 0,
          },
        },
        tts: { 'flite|||slt': 12 },
        stt: { 'grammar|||en': 3.25 },
        call_duration_seconds: 61.125,
      },
      cost_info: {
        total_usd: null,
        lines: [{ kind: 'llm', provider: 'x', model: 'y', quantity: 3, unit: 'tokens', usd: null }],
      },
      gathered_context: { call_disposition: 'user_qualified', nodes_visited: ['Start'], size: 3, ok: true },
      logs: { note: 'é' },
      extra: { a: [1, { b: null }] },
      started_at: '2026-01-01T00:00:02.000Z',
      ended_at: '2026-01-01T00:01:02.000Z',
    });
    expect(runSchema.parse(run)).toEqual(run);

    await library.close();
    library = await open();
    expect(await library.getRun(id)).toEqual(run);
  });

  test('events come back exactly, in order, and a batch sent twice is there once', async () => {
    const { id } = await library.createRun(newRun());
    const events = someEvents(1, 20);
    await Promise.all([
      library.appendEvents(id, events.slice(0, 7)),
      library.appendEvents(id, events.slice(7)),
      library.appendEvents(id, events.slice(5, 9)),
    ]);
    expect(await library.getEvents(id)).toEqual(events);
  });

  test('another event under a number that is taken is refused with its whole batch', async () => {
    const { id } = await library.createRun(newRun());
    await library.appendEvents(id, someEvents(1, 2));
    const [, changed] = someEvents(1, 2);
    if (changed === undefined) throw new Error('two events were made');

    const attempt = library.appendEvents(id, [...someEvents(3, 1), { ...changed, turn: 99 }]);

    await expect(attempt).rejects.toMatchObject({ code: 'input-invalid' });
    expect(await library.getEvents(id)).toEqual(someEvents(1, 2));
  });

  test('an unknown run is an error for writers and nothing for readers', async () => {
    const unknown = { code: 'run-not-found', message: 'There is no run run_x in the library.' };
    await expect(library.appendEvents('run_x', someEvents(1, 1))).rejects.toMatchObject(unknown);
    await expect(library.updateRun('run_x', {})).rejects.toMatchObject(unknown);
    await expect(library.deleteRun('run_x')).rejects.toMatchObject(unknown);
    await expect(library.runFolder('run_x')).rejects.toMatchObject(unknown);
    expect([
      await library.getRun('run_x'),
      await library.getEvents('run_x'),
      await library.getRunDocument('run_x'),
      await library.getPeaks('run_x'),
    ]).toEqual([null, [], null, null]);
  });

  test('a run id that could leave the data directory is refused', async () => {
    for (const id of ['../../etc', 'a/b', '.', '..', '', 'a\\b', 'x'.repeat(129)])
      await expect(library.createRun(newRun({ id }))).rejects.toMatchObject({ code: 'input-invalid' });
    expect((await library.listRuns({})).total).toBe(0);
  });

  test('a recording is measured when its run ends, and its waveform is made once', async () => {
    const run = await library.createRun(newRun());
    const folder = await library.runFolder(run.id);
    const bytes = wavBytes(new Int16Array(32_000).fill(1000), { sampleRateHz: 16_000, channels: 2 });
    await writeFile(join(folder, 'recording.wav'), bytes);
    await library.updateRun(run.id, {
      state: 'completed',
      status: 'completed',
      is_completed: true,
      recording_url: `parley://runs/${run.id}/recording.wav`,
    });

    expect(await library.getRecording(run.id)).toEqual({
      run_id: run.id,
      sample_rate_hz: 16_000,
      channels: 2,
      duration_ms: 1000,
      size_bytes: bytes.length,
    });
    expect(await library.getPeaks(run.id)).toMatchObject({ duration_ms: 1000 });
    expect(await readdir(folder)).toEqual(['peaks.json', 'recording.wav']);
  });

  test('a run that is up cannot be deleted; a finished one goes with its events and files', async () => {
    const run = await library.createRun(newRun());
    await library.appendEvents(run.id, someEvents(1, 3));
    await mkdir(await library.runFolder(run.id), { recursive: true });
    await writeFile(join(await library.runFolder(run.id), 'recording.wav'), 'x');
    await expect(library.deleteRun(run.id)).rejects.toMatchObject({ code: 'run-active' });

    await library.updateRun(run.id, { state: 'completed', status: 'completed', is_completed: true });
    await library.deleteRun(run.id);

    expect(await library.getRun(run.id)).toBeNull();
    expect(await library.getEvents(run.id)).toEqual([]);
    expect(await library.listRuns({})).toEqual({ runs: [], total: 0, next: null });
    expect(await library.runFacets()).toEqual({ workflows: [], dispositions: [], statuses: [] });
    expect(await readdir(join(dataDir, 'runs'))).toEqual([]);
  });

  test('the filters offer what runs have, most frequent first', async () => {
    const { id } = await library.saveWorkflow({ name: 'Saved', document: sampleDocument() });
    const finish = { state: 'completed', status: 'completed', is_completed: true } as const;
    for (const disposition of ['user_hangup', 'user_hangup', 'my_own']) {
      const run = await library.createRun(newRun({ workflow_id: id }));
      await library.updateRun(run.id, { ...finish, gathered_context: { call_disposition: disposition } });
    }
    await library.createRun(newRun({ workflow_id: 'file', workflow_name: 'Of a file' }));

    expect(await library.runFacets()).toEqual({
      workflows: [
        { id, name: 'Saved', count: 3 },
        { id: 'file', name: 'Of a file', count: 1 },
      ],
      dispositions: [
        { value: 'user_hangup', count: 2 },
        { value: 'my_own', count: 1 },
      ],
      statuses: [
        { value: 'completed', count: 3 },
        { value: 'running', count: 1 },
      ],
    });
    expect((await library.listWorkflows())[0]).toMatchObject({
      run_count: 3,
      last_run_at: '2026-01-01T00:00:06.000Z',
    });
  });
});

describe('opening and closing', () => {
  test('changes are told once each, with what changed', async () => {
    const changes: LibraryChange[] = [];
    const subscription = library.onChanged((change) => changes.push(change));
    const { id } = await library.saveWorkflow({ name: 'Booking', document: sampleDocument() });
    const run = await library.createRun(newRun());
    await library.updateRun(run.id, { state: 'running' });
    subscription.dispose();
    await library.deleteWorkflow(id);

    expect(changes).toEqual([
      { what: 'workflows', id },
      { what: 'runs', id: run.id },
      { what: 'runs', id: run.id },
    ]);
  });

  test('closing finishes what was asked, leaves only the data, and may be repeated', async () => {
    const saved = library.saveWorkflow({ name: 'Last', document: sampleDocument() });
    await Promise.all([library.close(), library.close()]);

    expect((await saved).name).toBe('Last');
    expect((await readdir(dataDir)).sort()).toEqual(['library.sqlite3', 'runs']);
    await expect(library.listWorkflows()).rejects.toMatchObject({ code: 'library-failed' });
    await expect(library.deleteWorkflow('x')).rejects.toMatchObject({ code: 'library-failed' });
  });

  test('what cannot be stored fails alone', async () => {
    const bad = library.createRun(newRun({ initial_context: { call: () => undefined } }));
    const good = library.createRun(newRun());
    await expect(bad).rejects.toMatchObject({ code: 'input-invalid' });
    expect((await good).state).toBe('initialized');
  });

  test('the runs of an opening that was closed are over at the next one', async () => {
    const run = await library.createRun(newRun());
    await library.close();
    library = await open();
    expect(await library.getRun(run.id)).toMatchObject({ state: 'completed', status: 'interrupted' });
  });
});

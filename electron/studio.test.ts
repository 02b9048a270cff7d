/** Calls of the real studio with the keyless stack, as its end and its disk treat them. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { mkdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { silentLogger } from '#engine/base/logger.ts';
import { openLibrary } from '#library/index.ts';
import type { RunEvent, RunEventType } from '#shared/domain/run-event.ts';
import { runSchema, type Run } from '#shared/domain/run.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { createSettingsStore, openConf } from './ipc/settings-store.ts';
import { createSecretStore } from './secrets/secret-store.ts';
import { createStudio, type Studio } from './studio.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Greets with one word, so that a call gets to its point at once. */
const workflowId = 'terse';
const terse: WorkflowDocument = {
  nodes: [
    {
      id: 'start',
      type: 'startCall',
      position: { x: 0, y: 0 },
      data: {
        name: 'Start',
        greeting: 'Hi.',
        prompt: 'Say: "Yes?"',
        extraction_enabled: true,
        extraction_variables: [{ name: 'caller_name', type: 'string', prompt: 'The name of the caller' }],
      },
    },
    { id: 'end', type: 'endCall', position: { x: 0, y: 200 }, data: { name: 'End', prompt: 'Say: "Bye."' } },
  ],
  edges: [
    { id: 'done', source: 'start', target: 'end', data: { label: 'Done', condition: 'The caller is done.' } },
  ],
  viewport: { x: 0, y: 0, zoom: 1 },
};
let dataDir: string;
let studio: Studio;

async function openStudio(): Promise<Studio> {
  const logger = silentLogger;
  const settings = createSettingsStore({ dataDir, logger, open: openConf });
  const secrets = createSecretStore({ dataDir, logger, keychain: null });
  return createStudio({ dataDir, logger, settings, secrets, environment: {} });
}

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-studio-'));
  studio = await openStudio();
  await studio.library.saveWorkflow({ id: workflowId, name: 'Terse', document: terse });
});
afterEach(async () => {
  await studio.dispose();
  await rm(dataDir, { recursive: true, force: true });
});

function startCall(): Promise<{ run_id: string }> {
  return studio.calls.startWebCall({ workflowId, initialContext: {} });
}

/** Takes the call's sound, as a page does that sends none. */
function attach(runId: string): void {
  const nothing = (): void => undefined;
  studio.calls.attachAudio(runId, 48_000, {
    frame: nothing,
    clear: nothing,
    ended: nothing,
    replaced: nothing,
  });
}

/** The run as the next start of Parley finds it. */
async function kept(runId?: string): Promise<{ run: Run; events: RunEvent[]; types: RunEventType[] }> {
  const library = await openLibrary({ dataDir, logger: silentLogger });
  try {
    const { runs } = await library.listRuns({ limit: 10 });
    const [run] = runs;
    if (runs.length !== 1 || !run) throw new Error(`There are ${String(runs.length)} runs.`);
    if (runId !== undefined) expect(run.id).toBe(runId);
    expect(runSchema.parse(run)).toEqual(run);
    const events = await library.getEvents(run.id);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1));
    return { run, events, types: events.map(({ type }) => type) };
  } finally {
    await library.close();
  }
}

function happened(type: RunEventType): Promise<void> {
  return new Promise((resolve) => {
    const subscription = studio.calls.onEvent(({ event }) => {
      if (event.type !== type) return;
      subscription.dispose();
      resolve();
    });
  });
}

test('a call that is up when the studio ends keeps its usage, its cost and what it found out', async () => {
  const { run_id: id } = await startCall();
  const answered = happened('latency');
  attach(id);
  studio.calls.type(id, 'my name is Maria');
  await answered;
  await studio.dispose();

  const { run, events, types } = await kept(id);
  expect(run).toMatchObject({
    state: 'completed',
    status: 'canceled',
    is_completed: true,
    gathered_context: {
      call_disposition: 'system_cancelled',
      caller_name: 'Maria',
      call_tags: [],
    },
  });
  const entered = events.flatMap((event) => (event.type === 'node-enter' ? [event.payload.node_name] : []));
  expect(run.gathered_context.nodes_visited).toEqual(entered);
  const spoken = events.flatMap((event) => (event.type === 'agent-text' ? [event.payload.text.length] : []));
  const tokens = events.flatMap((event) => (event.type === 'usage' ? [event.payload.usage] : []));
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
  const input = sum(tokens.map((usage) => usage.prompt_tokens));
  const output = sum(tokens.map((usage) => usage.completion_tokens));
  expect(input + output).toBeGreaterThan(0);
  expect(run.cost_info).toMatchObject({
    total_usd: 0,
    lines: [
      { kind: 'llm', quantity: input, unit: 'input_tokens', usd: 0 },
      { kind: 'llm', quantity: output, unit: 'output_tokens', usd: 0 },
      { kind: 'tts', unit: 'characters', usd: 0 },
    ],
  });
  // Lines that may be said next are synthesised ahead, and count.
  expect(run.cost_info?.lines.at(-1)?.quantity).toBeGreaterThanOrEqual(sum(spoken));
  expect(run.usage_info?.call_duration_seconds).toBeGreaterThan(0);
  expect(types).toContain('media-close');
  expect(types.slice(-2)).toEqual(['disposition', 'run-completed']);
});

test.each(['before its media opens', 'in the moment in which its media opens'])(
  'a call that is ended %s says so, and nothing happens in it afterwards',
  async (moment) => {
    const { run_id: id } = await startCall();
    if (moment !== 'before its media opens') attach(id);
    await studio.dispose();
    const { run, types } = await kept(id);
    expect(types).toEqual(['run-start', 'disposition', 'run-completed']);
    expect(run).toMatchObject({
      state: 'completed',
      status: 'canceled',
      usage_info: { llm: {}, tts: {}, stt: {}, call_duration_seconds: 0 },
      cost_info: { total_usd: 0, lines: [] },
    });
  },
);

test('a call that is just being started when the studio ends is closed too, and no other begins', async () => {
  const starting = startCall();
  await studio.dispose();
  await expect(startCall()).rejects.toThrow('Parley is closing');
  const { run } = await kept((await starting).run_id);
  expect(run).toMatchObject({
    state: 'completed',
    status: 'canceled',
    gathered_context: { call_disposition: 'system_cancelled' },
  });
});

/** Puts something where the recording of the run goes, the moment the run exists. */
function inTheWay(put: (path: string) => void): void {
  const subscription = studio.library.onChanged(({ what, id }) => {
    if (what !== 'runs' || id === null) return;
    subscription.dispose();
    mkdirSync(join(dataDir, 'runs', id), { recursive: true });
    put(join(dataDir, 'runs', id, 'recording.wav'));
  });
}

/** Where, how it gets there, and what is said. What is in the way is taken away before the run is looked at. */
const obstacles: [string, () => Promise<void> | void, RegExp][] = [
  [
    'a file stands where the folder of the runs should be',
    async () => {
      await rm(join(dataDir, 'runs'), { recursive: true, force: true });
      await writeFile(join(dataDir, 'runs'), 'a file');
    },
    /runs.* is not a folder/,
  ],
  [
    'a folder stands where the recording should be',
    () => {
      inTheWay((path) => {
        mkdirSync(path);
      });
    },
    /recording\.wav cannot be created/,
  ],
];
// The device that is always full is Linux's.
if (process.platform === 'linux')
  obstacles.push([
    'the disk is full',
    () => {
      inTheWay((path) => {
        symlinkSync('/dev/full', path);
      });
    },
    /recording\.wav cannot be written \(ENOSPC/,
  ]);

test.each(obstacles)(
  'a call that cannot record because %s is refused, and its run is over',
  async (_why, put, says) => {
    await put();
    await expect(startCall()).rejects.toThrow(says);
    expect(studio.calls.current()).toBeNull();
    await studio.dispose();
    await rm(join(dataDir, 'runs'), { recursive: true });

    const { run, events, types } = await kept();
    expect(types).toEqual(['run-start', 'error', 'disposition', 'run-completed']);
    expect(events[1]?.payload).toMatchObject({
      stage: 'recording',
      message: expect.stringMatching(says) as string,
    });
    expect(run).toMatchObject({
      state: 'completed',
      status: 'failed',
      is_completed: true,
      recording_url: null,
      gathered_context: { call_disposition: 'system_connect_error' },
      usage_info: { llm: {}, tts: {}, stt: {}, call_duration_seconds: 0 },
      cost_info: { total_usd: 0, lines: [] },
    });
  },
);

test('after a call that could not record the next one is welcome', async () => {
  const runs = join(dataDir, 'runs');
  await rm(runs, { recursive: true, force: true });
  await writeFile(runs, 'a file');
  await expect(startCall()).rejects.toThrow();
  await rm(runs);
  await mkdir(runs);
  const { run_id: id } = await startCall();
  await studio.calls.hangUp(id);
  expect(await readdir(runs)).toEqual([id]);
});

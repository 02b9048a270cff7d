/** Runs kept in memory, with real folders, for tests of what makes runs: it stands in for the library. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runEventPayloads, type RunEvent } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import type { TestStore } from '../text-tests/test-options.ts';

export interface MemoryStore extends TestStore {
  readonly runs: Map<string, Run>;
  /** In order of `seq`, each checked against its schema when it came. */
  readonly events: Map<string, RunEvent[]>;
  dispose(): Promise<void>;
}

/** Run ids are `run_1`, `run_2` … */
export async function memoryStore(): Promise<MemoryStore> {
  const root = await mkdtemp(join(tmpdir(), 'parley-runs-'));
  const runs = new Map<string, Run>();
  const events = new Map<string, RunEvent[]>();
  const mustGet = (runId: string): Run => {
    const run = runs.get(runId);
    if (!run) throw new Error(`There is no run ${runId}.`);
    return run;
  };
  return {
    runs,
    events,
    createRun: ({ document: _document, ...run }) => {
      const number = runs.size + 1;
      const made: Run = {
        ...empty,
        ...run,
        id: run.id ?? `run_${String(number)}`,
        name: `Run ${String(number)}`,
        definition_id: `definition_${String(number)}`,
        created_at: new Date(Date.UTC(2026, 0, 1, 0, 0, number)).toISOString(),
      };
      runs.set(made.id, made);
      events.set(made.id, []);
      return Promise.resolve(made);
    },
    appendEvents: (runId, batch) => {
      for (const event of batch) runEventPayloads[event.type].parse(event.payload);
      events.get(runId)?.push(...batch);
      return Promise.resolve();
    },
    updateRun: (runId, patch) => {
      const run = { ...mustGet(runId), ...patch };
      runs.set(runId, run);
      return Promise.resolve(run);
    },
    runFolder: async (runId) => {
      const folder = join(root, mustGet(runId).id);
      await mkdir(folder, { recursive: true });
      return folder;
    },
    getRun: (runId) => Promise.resolve(runs.get(runId) ?? null),
    getEvents: (runId) => Promise.resolve([...(events.get(runId) ?? [])]),
    listRuns: ({ workflow_id: workflowId }) =>
      Promise.resolve({
        runs: [...runs.values()].filter((run) => run.workflow_id === workflowId).reverse(),
      }),
    dispose: () => rm(root, { recursive: true, force: true }),
  };
}

const empty = {
  state: 'initialized',
  status: null,
  is_completed: false,
  recording_url: null,
  transcript_url: null,
  usage_info: null,
  cost_info: null,
  gathered_context: {},
  logs: {},
  annotations: {},
  extra: {},
  campaign_id: null,
  queued_run_id: null,
  started_at: null,
  ended_at: null,
} as const;

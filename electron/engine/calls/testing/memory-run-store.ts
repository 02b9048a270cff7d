/** A RunStore in memory, for tests and benches of the engine, which may not import the library. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import type { NewRun, RunPatch, RunStore } from '../run-store.ts';

export class MemoryRunStore implements RunStore {
  readonly runs = new Map<string, Run>();
  readonly events = new Map<string, RunEvent[]>();

  createRun(run: NewRun): Promise<Run> {
    const id = run.id ?? `run_${String(this.runs.size + 1)}`;
    const created: Run = {
      id,
      name: `${run.workflow_name} ${id}`,
      workflow_id: run.workflow_id,
      workflow_name: run.workflow_name,
      definition_id: 'definition_1',
      mode: run.mode,
      call_type: run.call_type,
      state: 'initialized',
      status: null,
      is_completed: false,
      recording_url: null,
      transcript_url: null,
      usage_info: null,
      cost_info: null,
      initial_context: run.initial_context,
      gathered_context: {},
      logs: {},
      annotations: {},
      extra: {},
      campaign_id: null,
      queued_run_id: null,
      created_at: new Date(0).toISOString(),
      started_at: null,
      ended_at: null,
    };
    this.runs.set(id, created);
    this.events.set(id, []);
    return Promise.resolve(created);
  }

  appendEvents(runId: string, events: RunEvent[]): Promise<void> {
    this.events.get(runId)?.push(...events);
    return Promise.resolve();
  }

  updateRun(id: string, patch: RunPatch): Promise<Run> {
    const run = this.runs.get(id);
    if (!run) return Promise.reject(new Error(`no run ${id}`));
    const updated: Run = { ...run, ...patch };
    this.runs.set(id, updated);
    return Promise.resolve(updated);
  }

  runFolder(): Promise<string> {
    return mkdtemp(join(tmpdir(), 'parley-run-'));
  }
}

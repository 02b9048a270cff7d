/** Where runs are kept, as the engine sees it. `library` fulfils it. */
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';

export interface NewRun {
  workflow_id: string;
  workflow_name: string;
  /** Stored as an immutable version (found again by content) and pinned to the run. */
  document: WorkflowDocument;
  mode: Run['mode'];
  call_type: Run['call_type'];
  initial_context: Record<string, unknown>;
  /** What the run is known by from its first event on. Default: nothing. */
  extra?: Run['extra'];
  /** A fixed id for reproducible runs; made by the store when absent. */
  id?: string;
}

export type RunPatch = Partial<
  Pick<
    Run,
    | 'state'
    | 'status'
    | 'is_completed'
    | 'recording_url'
    | 'transcript_url'
    | 'usage_info'
    | 'cost_info'
    | 'gathered_context'
    | 'logs'
    | 'extra'
    | 'started_at'
    | 'ended_at'
  >
>;

export interface RunStore {
  /** State `initialized`, owned by this process. */
  createRun(run: NewRun): Promise<Run>;
  /** Appended in order and durable when resolved; callers do not wait for one batch before sending the next. */
  appendEvents(runId: string, events: RunEvent[]): Promise<void>;
  updateRun(runId: string, patch: RunPatch): Promise<Run>;
  /** Folder for this run's files (made when absent): `recording.wav`, `peaks.json`. */
  runFolder(runId: string): Promise<string>;
}

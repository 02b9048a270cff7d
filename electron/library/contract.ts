/**
 * What the library can be asked. Reads and writes are separate interfaces: reads run on whichever connection this
 * process has, writes only in the worker of the process that owns the data directory. Both are synchronous where
 * SQLite is (the worker) and become promises everywhere else.
 */
import type { AfterRunRecord, AfterRunStore, DueWork } from '#engine/after-run/port.ts';
import type { Subscribe } from '#engine/base/event.ts';
import type { NewRun, RunPatch, RunStore } from '#engine/calls/run-store.ts';
import type {
  MethodOutput,
  Peaks,
  RunFilter,
  WorkflowRecord,
  WorkflowSummary,
} from '#shared/bridge/contract.ts';
import type { Coverage, Publication, SearchHit, WorkflowVersion } from '#shared/bridge/versions.ts';
import type { AfterRun } from '#shared/bridge/deliveries.ts';
import type { Delivery } from '#shared/domain/after-run.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import type { ProcessIdentity } from './process-identity.ts';
import type { DoNotCallPage, DoNotCallQuery, DoNotCallTrailEntry } from './store/do-not-call.ts';
import type { TrunkUse } from './store/trunk-use.ts';

export type RunPage = MethodOutput<'runs.list'>;
export type RunFacets = MethodOutput<'runs.facets'>;
export type RunLatency = MethodOutput<'runs.latency'>;
export type LatencyStage = RunLatency[number]['stage'];

/** Something in the library changed; `id` null means "ask again about all of them". */
export interface LibraryChange {
  what: 'workflows' | 'runs' | 'do-not-call';
  id: string | null;
}

export interface WorkflowInput {
  /** Without it a new one is made; with an unknown one a workflow of that id is made. */
  id?: string;
  name: string;
  document: WorkflowDocument;
  /** Refused with `workflow-conflict` when the draft has another revision by now, or was deleted. Absent or null: written over. */
  expectedRevision?: number | null;
  /**
   * Installs a sample: written when the id was never there or when nobody has changed it since it was installed;
   * a sample that a person edited or deleted is left as it is.
   */
  isSample?: boolean;
}

/** What a dialled call runs. */
export interface PublishedWorkflow {
  id: string;
  name: string;
  document: WorkflowDocument;
  publication: Publication;
}

/** What is absent stays as it is. */
export interface WorkflowArrangement {
  /** Null: in no folder. */
  folder?: string | null;
  addTags: readonly string[];
  removeTags: readonly string[];
  isArchived?: boolean;
}

/** What the library knows of a run's sound file. */
export interface RecordingInfo {
  run_id: string;
  sample_rate_hz: number;
  channels: number;
  duration_ms: number;
  size_bytes: number;
}

/** Answered from the local connection. Unknown ids give null or an empty list, never an error. */
export interface LibraryReads {
  /** By name. Deleted workflows are not listed. */
  listWorkflows(): WorkflowSummary[];
  getWorkflow(id: string): WorkflowRecord | null;
  getPublished(id: string): PublishedWorkflow | null;
  /** Newest first. */
  listVersions(workflowId: string): WorkflowVersion[];
  getVersion(
    workflowId: string,
    versionId: string,
  ): { version: WorkflowVersion; document: WorkflowDocument } | null;
  /** Names first; at most `limit`. Deleted workflows are not looked through. */
  searchWorkflows(text: string, limit: number): SearchHit[];
  /** Of the version's logic, or (null) of the draft's. Throws `workflow-not-found`. */
  workflowCoverage(workflowId: string, versionId: string | null): Coverage;
  /** Newest first. A page is at most `limit` runs; `total` counts the matches of all pages. */
  listRuns(filter: RunFilter): RunPage;
  runFacets(): RunFacets;
  /** How long answers took, of one workflow or (null) of all. */
  runLatency(workflowId: string | null): RunLatency;
  getRun(id: string): Run | null;
  /** The version of the workflow that this run executed. */
  getRunDocument(id: string): WorkflowDocument | null;
  /** In order of `seq`. */
  getEvents(runId: string): RunEvent[];
  /** What is sent after a run, and whether that is still to be made. */
  afterRunOf(runId: string): AfterRun;
  /** @param now ISO 8601 UTC */
  dueAfterRuns(now: string): DueWork;
  getRecording(runId: string): RecordingInfo | null;
  /** @param number E.164 */
  isDoNotCall(number: string): boolean;
  listDoNotCall(query: DoNotCallQuery): DoNotCallPage;
  /** When and why a number came on the list and off it, oldest first. */
  doNotCallTrail(number: string): DoNotCallTrailEntry[];
  /** Of the runs with `extra.trunk_id`, from `since` (ISO 8601 UTC) to `now`. */
  trunkUse(trunkId: string, since: string, now: string): TrunkUse;
  /** Changes whenever another connection has committed something. */
  dataVersion(): number;
}

/** A write's ids are made by whoever asks, so that asking again after a lost answer repeats nothing. */
export interface LibraryWrites {
  saveWorkflow(input: WorkflowInput & { id: string }): WorkflowRecord;
  /** Refused with `workflow-invalid` (what is wrong) or `workflow-conflict`. The same content twice in a row is one version. */
  publishWorkflow(id: string, note: string, expectedRevision: number | null): WorkflowVersion;
  organiseWorkflows(ids: readonly string[], change: WorkflowArrangement): void;
  duplicateWorkflow(id: string, newId: string): WorkflowRecord;
  deleteWorkflow(id: string): void;
  restoreWorkflow(id: string): WorkflowRecord;
  createRun(run: NewRun & { id: string }, owner: ProcessIdentity, isRetry: boolean): Run;
  appendEvents(runId: string, events: RunEvent[]): void;
  updateRun(runId: string, patch: RunPatch): Run;
  recordAfterRun(runId: string, record: AfterRunRecord): void;
  /** Throws `input-invalid` when there is nothing to send. */
  redeliver(deliveryUuid: string): Delivery;
  deleteRun(id: string, isRetry: boolean): void;
  /** E.164 each. Answers how many were new. */
  addDoNotCall(numbers: readonly string[], reason: string): number;
  /** False when it was not on the list. */
  removeDoNotCall(number: string): boolean;
}

export type Promised<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never;
};

/**
 * The library of one data directory. Every method may reject with a `LibraryError`; its code tells what
 * (`workflow-not-found`, `workflow-conflict`, `workflow-invalid`, `run-not-found`, `run-active`, `library-locked`, `library-failed`, `input-invalid`).
 */
export interface Library extends Promised<Omit<LibraryReads, 'dataVersion'>>, RunStore, AfterRunStore {
  /** This process holds the data directory. False: writes go to the process that does. May become true. */
  readonly isOwner: boolean;
  readonly dataDir: string;
  /** Changes by this process and, through the owner, by any other. */
  readonly onChanged: Subscribe<LibraryChange>;

  saveWorkflow(input: WorkflowInput): Promise<WorkflowRecord>;
  /** The draft becomes the version that is dialled. Null: whatever revision the draft has. */
  publishWorkflow(id: string, note: string, expectedRevision: number | null): Promise<WorkflowVersion>;
  organiseWorkflows(ids: readonly string[], change: WorkflowArrangement): Promise<void>;
  /** A copy named `Name (copy)`, `Name (copy 2)` …; never a sample. */
  duplicateWorkflow(id: string): Promise<WorkflowRecord>;
  /** Hides it; its runs stay and `restoreWorkflow` brings it back. */
  deleteWorkflow(id: string): Promise<void>;
  restoreWorkflow(id: string): Promise<WorkflowRecord>;
  /** Sends it once more, now; the owner of the data directory does. */
  redeliver(deliveryUuid: string): Promise<Delivery>;
  /** With its events, recording and peaks. Refused with `run-active` while the run is up. */
  deleteRun(id: string): Promise<void>;
  addDoNotCall(numbers: readonly string[], reason: string): Promise<number>;
  removeDoNotCall(number: string): Promise<boolean>;
  /** For drawing the waveform; null when the run has no recording. Made from the recording when they are missing. */
  getPeaks(runId: string): Promise<Peaks | null>;
  /** Finishes what was asked, then gives the data directory back. Closing twice is harmless. */
  close(): Promise<void>;
}

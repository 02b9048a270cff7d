/** What the bridge needs of the studio. `electron/studio.ts` fulfils it; nothing here knows how. */
import type { Subscribe } from '#engine/base/event.ts';
import type { Logger } from '#engine/base/logger.ts';
import type { AttachedAudio, AudioSink } from '#engine/calls/legs/bridge-leg.ts';
import type { TextTests } from '#engine/calls/text-tests/text-tests.ts';
import type { Voice } from '#engine/providers/spec/tts.ts';
import type {
  AppInfo,
  CallState,
  MethodOutput,
  MethodParsedInput,
  Peaks,
  PushPayload,
  RunFilter,
  WorkflowRecord,
  WorkflowSummary,
} from '#shared/bridge/contract.ts';
import type {
  ConnectionInfo,
  ConnectionTest,
  EffectiveProviders,
  ListedPrice,
  SecretsState,
} from '#shared/bridge/connections.ts';
import type { Coverage, SearchHit, WorkflowVersion } from '#shared/bridge/versions.ts';
import type { PriceEntry } from '#shared/domain/prices.ts';
import type { ProviderChains, ProviderChoice, ProviderStage } from '#shared/domain/providers.ts';
import type { AgentTemplate } from '#shared/bridge/exchange.ts';
import type { WorkflowProblem } from '#shared/domain/workflow.ts';
import type { ImportFormat, ImportNote } from '#shared/exchange/import-note.ts';
import type { TransferKind, WireEntry } from '#shared/domain/phone-call.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import type { Recording } from '#shared/domain/sound.ts';
import type { ToolCredential, ToolDocument } from '#shared/domain/tool.ts';
import type { Trunk } from '#shared/domain/trunk.ts';
import type { UsedIn } from '#shared/bridge/tools.ts';
import type { Settings } from '#shared/domain/settings.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';

/** What is absent stays as it is. */
export interface WorkflowArrangement {
  folder?: string | null;
  addTags: readonly string[];
  removeTags: readonly string[];
  isArchived?: boolean;
}

export interface LibraryPort {
  readonly onChanged: Subscribe<PushPayload<'library.changed'>>;
  listWorkflows(): Promise<WorkflowSummary[]>;
  getWorkflow(id: string): Promise<WorkflowRecord | null>;
  saveWorkflow(workflow: {
    id?: string;
    name: string;
    document: WorkflowDocument;
    expectedRevision?: number | null;
  }): Promise<WorkflowRecord>;
  publishWorkflow(id: string, note: string, expectedRevision: number | null): Promise<WorkflowVersion>;
  organiseWorkflows(ids: readonly string[], change: WorkflowArrangement): Promise<void>;
  listVersions(workflowId: string): Promise<WorkflowVersion[]>;
  getVersion(workflowId: string, versionId: string): Promise<MethodOutput<'workflows.version'> | null>;
  searchWorkflows(text: string, limit: number): Promise<SearchHit[]>;
  workflowCoverage(workflowId: string, versionId: string | null): Promise<Coverage>;
  duplicateWorkflow(id: string): Promise<WorkflowRecord>;
  deleteWorkflow(id: string): Promise<void>;
  restoreWorkflow(id: string): Promise<WorkflowRecord>;
  listRuns(filter: RunFilter): Promise<MethodOutput<'runs.list'>>;
  runFacets(): Promise<MethodOutput<'runs.facets'>>;
  runLatency(workflowId: string | null): Promise<MethodOutput<'runs.latency'>>;
  getRun(id: string): Promise<Run | null>;
  getRunDocument(id: string): Promise<WorkflowDocument | null>;
  getEvents(runId: string): Promise<RunEvent[]>;
  deleteRun(id: string): Promise<void>;
  afterRunOf(runId: string): Promise<MethodOutput<'runs.after'>>;
  redeliver(deliveryUuid: string): Promise<MethodOutput<'runs.redeliver'>>;
  getPeaks(runId: string): Promise<Peaks | null>;
  runFolder(runId: string): Promise<string>;
}

export interface CallsPort {
  readonly onEvent: Subscribe<{ runId: string; event: RunEvent }>;
  readonly onState: Subscribe<CallState>;
  startWebCall(call: {
    workflowId: string;
    initialContext: MethodParsedInput<'calls.start'>['initial_context'];
  }): Promise<CallState>;
  attachAudio(runId: string, sampleRateHz: number, sink: AudioSink): AttachedAudio;
  type(runId: string, text: string): void | Promise<void>;
  mute(runId: string, muted: boolean): void | Promise<void>;
  press(runId: string, keys: string): void | Promise<void>;
  hangUp(runId: string): Promise<void>;
  current(): CallState | null;
  events(runId: string): RunEvent[];
}

export interface ConnectionsPort {
  list(): Promise<ConnectionInfo[]>;
  save(connection: MethodParsedInput<'connections.save'>): Promise<ConnectionInfo>;
  delete(id: string): Promise<void>;
  test(id: string, models?: MethodParsedInput<'connections.test'>['models']): Promise<ConnectionTest[]>;
  models(id: string, stage: ProviderStage): Promise<MethodOutput<'connections.models'>>;
  voices(id: string, model: string | undefined): Promise<Voice[]>;
  /** Mono int16 at 16 kHz. */
  sample(choice: ProviderChoice, text: string, language: string): Promise<Int16Array>;
}

/** Keys go in and are never told. */
export interface SecretsPort {
  readonly onChanged: Subscribe<undefined>;
  /** For tools that are tried; its answer goes into a request and nowhere else. */
  get(id: string): Promise<string | null>;
  describe(): Promise<SecretsState>;
  set(id: string, key: string): Promise<void>;
  delete(id: string): Promise<void>;
  unlock(passphrase: string): Promise<void>;
  protect(passphrase: string | null): Promise<void>;
}

export interface PricesPort {
  list(): Promise<ListedPrice[]>;
  /** Null takes the person's own price away. */
  set(key: Pick<PriceEntry, 'kind' | 'provider' | 'model'>, entry: PriceEntry | null): Promise<void>;
}

export interface RecordingsPort {
  readonly onChanged: Subscribe<undefined>;
  list(): Promise<Recording[]>;
  get(id: string): Promise<Recording>;
  add(recording: {
    bytes: Uint8Array;
    fileName: string;
    name?: string | undefined;
    transcript?: string | undefined;
  }): Promise<Recording>;
  change(
    id: string,
    change: { name?: string | undefined; transcript?: string | undefined },
  ): Promise<Recording>;
  delete(id: string): Promise<void>;
  restore(id: string): Promise<Recording>;
  /** Where its sound is. Throws AudioError when that is no id. */
  file(id: string): string;
}

export type TestsPort = Pick<
  TextTests,
  'onEvent' | 'onState' | 'onWords' | 'open' | 'list' | 'get' | 'say' | 'stop' | 'rewind' | 'branch' | 'close'
>;

export interface Imported {
  workflow: WorkflowRecord;
  format: ImportFormat;
  problems: WorkflowProblem[];
  hints: WorkflowProblem[];
  notes: ImportNote[];
}

interface MasterTool {
  tool: ToolDocument;
  updated_at: string;
}

/** Tools of the studio. */
export interface ToolsPort {
  readonly onChanged: Subscribe<undefined>;
  list(): Promise<MasterTool[]>;
  save(tool: ToolDocument, expectedAt: string | null): Promise<MasterTool>;
  delete(id: string): Promise<void>;
  restore(id: string): Promise<MasterTool>;
}

type Credential = Omit<MethodOutput<'credentials.set'>, 'used_in'>;

/** Secrets go in and are never told. */
export interface CredentialsPort {
  readonly onChanged: Subscribe<undefined>;
  list(): Promise<Credential[]>;
  set(change: {
    credential_uuid?: string | undefined;
    name: string;
    credential?: ToolCredential | undefined;
  }): Promise<Credential>;
  delete(id: string): Promise<void>;
}

export interface AgentsUsagePort {
  now(): Promise<{ tool(id: string): UsedIn[]; credential(id: string): UsedIn[] }>;
}

/** Agents as files. */
export interface ExchangePort {
  importText(text: string, name: string | undefined): Promise<Imported>;
  upload(id: string | null, bytes: Uint8Array): Promise<{ id: string; sizeBytes: number }>;
  importUpload(id: string, name: string | undefined): Promise<Imported>;
  pack(workflowId: string): Promise<{ id: string; name: string; sizeBytes: number; leftOut: string[] }>;
  download(
    id: string,
    offset: number,
    mostBytes: number,
  ): Promise<{ bytes: Uint8Array; next: number | null }>;
}

export interface GenerationsPort {
  readonly onProgress: Subscribe<{
    requestId: string;
    attempt: number;
    characters: number;
    mending: number;
  }>;
  generate(
    requestId: string,
    description: string,
  ): Promise<{
    document: WorkflowDocument | null;
    problems: WorkflowProblem[];
    hints: WorkflowProblem[];
    attempts: number;
    isStopped: boolean;
  }>;
  stop(requestId: string): void;
}

/** Telephone calls, by their run's id. */
export interface PhonePort {
  readonly onEvent: CallsPort['onEvent'];
  readonly onCall: Subscribe<PushPayload<'phone.call'>>;
  readonly onNotice: Subscribe<PushPayload<'phone.notice'>>;
  check(wish: {
    to: string;
    trunkId: string | null;
    workflowId: string | null;
  }): Promise<MethodOutput<'phone.check'>>;
  dial(wish: {
    workflowId: string;
    to: string;
    trunkId: string | null;
    callerId: string | null;
    initialContext: Record<string, unknown>;
  }): Promise<MethodOutput<'phone.dial'>>;
  calls(): MethodOutput<'phone.calls'>;
  /** Is it a telephone call whose run is not closed yet? */
  has(runId: string): boolean;
  events(runId: string): RunEvent[];
  attachAudio: CallsPort['attachAudio'];
  hangUp(runId: string): Promise<void>;
  hold(runId: string, held: boolean): Promise<void>;
  press(runId: string, keys: string): void;
  transfer(runId: string, wish: { kind: TransferKind; to: string; whisper: string }): Promise<void>;
  cancelTransfer(runId: string): Promise<void>;
  whisper(runId: string, text: string): void;
  muteAgent(runId: string, muted: boolean): void;
  takeOver(runId: string): Promise<void>;
  handBack(runId: string): void;
  wireLog(runId: string): Promise<WireEntry[]>;
}

export interface TrunksPort {
  /** A trunk, or how one stands, has changed. */
  readonly onChanged: Subscribe<undefined>;
  readonly onTestStep: Subscribe<PushPayload<'trunk.test-step'>>;
  list(): Promise<MethodOutput<'trunks.list'>>;
  save(trunk: Trunk, password?: string | null): Promise<MethodOutput<'trunks.save'>>;
  delete(id: string): Promise<void>;
  restore(id: string): Promise<MethodOutput<'trunks.restore'>>;
  test(id: string, withCall: boolean): Promise<MethodOutput<'trunks.test'>>;
  stopTest(id: string): void;
}

/** Numbers in any writing; without a country those without one are refused. */
export interface DoNotCallPort {
  list(query: MethodParsedInput<'do-not-call.list'>): Promise<MethodOutput<'do-not-call.list'>>;
  add(
    numbers: readonly string[],
    country: string | null,
    reason: string,
  ): Promise<MethodOutput<'do-not-call.add'>>;
  remove(number: string): Promise<void>;
}

export interface StudioPort {
  readonly library: LibraryPort;
  readonly calls: CallsPort;
  readonly phone: PhonePort;
  readonly trunks: TrunksPort;
  readonly doNotCall: DoNotCallPort;
  readonly tests: TestsPort;
  readonly tts: { readonly voices: readonly Voice[] };
  readonly connections: ConnectionsPort;
  readonly secrets: SecretsPort;
  readonly prices: PricesPort;
  readonly recordings: RecordingsPort;
  readonly exchange: ExchangePort;
  readonly generations: GenerationsPort;
  readonly tools: ToolsPort;
  readonly credentials: CredentialsPort;
  readonly agentsUsage: AgentsUsagePort;
  templates(): Promise<AgentTemplate[]>;
  /** Who would answer a call of an agent with these chains; of the studio without. */
  effectiveProviders(agent?: ProviderChains): Promise<EffectiveProviders>;
  /** All of `app.info` except the door, which only the door knows. */
  info(): Promise<Omit<AppInfo, 'door'>>;
}

/** Keys that are absent or undefined stay as they are. */
export type SettingsChange = MethodParsedInput<'settings.set'> & Partial<Pick<Settings, 'connections'>>;

/** A person's choices. A damaged file is set aside and the defaults are used. */
export interface SettingsStore {
  get(): Promise<Settings>;
  /** Answers the whole. */
  set(change: SettingsChange): Promise<Settings>;
  readonly onChanged: Subscribe<Settings>;
}

/** What every handler is given beside its input. */
export interface HandlerContext {
  readonly studio: StudioPort;
  readonly settings: SettingsStore;
  readonly door: AppInfo['door'];
  readonly logger: Logger;
}

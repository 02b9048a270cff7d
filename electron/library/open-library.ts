/** One opening of a library: whichever role this process has, and how it changes. */
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { AfterRunRecord, DueWork } from '#engine/after-run/port.ts';
import type { Disposable } from '#engine/base/disposable.ts';
import { LibraryError } from '#engine/base/errors.ts';
import { Emitter, type Subscribe } from '#engine/base/event.ts';
import type { Logger } from '#engine/base/logger.ts';
import type { NewRun, RunPatch } from '#engine/calls/run-store.ts';
import type { Peaks, RunFilter, WorkflowRecord, WorkflowSummary } from '#shared/bridge/contract.ts';
import type { Coverage, SearchHit, WorkflowVersion } from '#shared/bridge/versions.ts';
import type { AfterRun } from '#shared/bridge/deliveries.ts';
import type { Delivery } from '#shared/domain/after-run.ts';
import type { PriceBook } from '#shared/domain/prices.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import type {
  Library,
  LibraryChange,
  LibraryReads,
  LibraryWrites,
  PublishedWorkflow,
  RecordingInfo,
  RunFacets,
  RunLatency,
  RunPage,
  WorkflowArrangement,
  WorkflowInput,
} from './contract.ts';
import { runNotFound, toLibraryError } from './errors.ts';
import { dataLayout, newSocketPath, runFolderPath, type DataLayout } from './layout.ts';
import { Outbox } from './outbox.ts';
import { OwnerConnection } from './owner-connection.ts';
import { claimOwnership, type OwnerLock } from './owner-lock.ts';
import { Ownership } from './ownership.ts';
import { measurePeaks, readPeaks, writePeaks } from './peaks-file.ts';
import { thisProcess, type ProcessIdentity } from './process-identity.ts';
import type { DoNotCallPage, DoNotCallQuery, DoNotCallTrailEntry } from './store/do-not-call.ts';
import type { TrunkUse } from './store/trunk-use.ts';
import { WorkerClient } from './worker-client.ts';
import { TargetLost, type WriteTarget } from './write-target.ts';

/** How long to wait for an owner that is starting, or closing, before giving up. */
const OWNER_PATIENCE_MS = 30_000;
const OWNER_RETRY_MS = 40;
/** How often a reader without a connection looks whether something changed, while somebody listens. */
const POLL_MS = 1_000;

/** Openings in this process that are not closed: their runs are carried. */
const openSessions = new Set<string>();

export interface OpenOptions {
  dataDir: string;
  logger: Logger;
  now: () => number;
  prices?: PriceBook | undefined;
}

export class OpenLibrary implements Library {
  readonly #layout: DataLayout;
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #prices: PriceBook | undefined;
  readonly #self: ProcessIdentity = thisProcess();
  readonly #changes = new Emitter<LibraryChange>();
  readonly #outbox: Outbox;
  #worker: WorkerClient | null = null;
  #ownership: Ownership | null = null;
  #poll: NodeJS.Timeout | null = null;
  #seenVersion: number | null = null;
  #closed: Promise<void> | null = null;

  private constructor(options: OpenOptions) {
    this.#layout = dataLayout(options.dataDir);
    this.#logger = options.logger;
    this.#now = options.now;
    this.#prices = options.prices;
    this.#outbox = new Outbox(() => this.#establish());
  }

  static async open(options: OpenOptions): Promise<OpenLibrary> {
    const library = new OpenLibrary(options);
    openSessions.add(library.#self.session);
    try {
      await library.#outbox.connect();
      library.#worker ??= await library.#startReader();
      return library;
    } catch (thrown) {
      await library.close().catch(() => undefined);
      throw toLibraryError(thrown, library.#layout.dataDir);
    }
  }

  get isOwner(): boolean {
    return this.#ownership !== null;
  }

  get dataDir(): string {
    return this.#layout.dataDir;
  }

  readonly onChanged: Subscribe<LibraryChange> = (listener): Disposable => {
    const subscription = this.#changes.on(listener);
    this.#poll ??= setInterval(() => void this.#lookForChanges(), POLL_MS).unref();
    return {
      dispose: () => {
        subscription.dispose();
        if (this.#changes.listenerCount === 0) this.#stopPolling();
      },
    };
  };

  listWorkflows(): Promise<WorkflowSummary[]> {
    return this.#read('listWorkflows', []);
  }

  getWorkflow(id: string): Promise<WorkflowRecord | null> {
    return this.#read('getWorkflow', [id]);
  }

  getPublished(id: string): Promise<PublishedWorkflow | null> {
    return this.#read('getPublished', [id]);
  }

  listVersions(workflowId: string): Promise<WorkflowVersion[]> {
    return this.#read('listVersions', [workflowId]);
  }

  getVersion(
    workflowId: string,
    versionId: string,
  ): Promise<{ version: WorkflowVersion; document: WorkflowDocument } | null> {
    return this.#read('getVersion', [workflowId, versionId]);
  }

  searchWorkflows(text: string, limit: number): Promise<SearchHit[]> {
    return this.#read('searchWorkflows', [text, limit]);
  }

  workflowCoverage(workflowId: string, versionId: string | null): Promise<Coverage> {
    return this.#read('workflowCoverage', [workflowId, versionId]);
  }

  publishWorkflow(id: string, note: string, expectedRevision: number | null): Promise<WorkflowVersion> {
    return this.#write('publishWorkflow', () => [id, note, expectedRevision]);
  }

  organiseWorkflows(ids: readonly string[], change: WorkflowArrangement): Promise<void> {
    return this.#write('organiseWorkflows', () => [ids, change]);
  }

  saveWorkflow(input: WorkflowInput): Promise<WorkflowRecord> {
    const whole = { ...input, id: input.id ?? `workflow_${randomUUID()}` };
    return this.#write('saveWorkflow', () => [whole]);
  }

  duplicateWorkflow(id: string): Promise<WorkflowRecord> {
    const newId = `workflow_${randomUUID()}`;
    return this.#write('duplicateWorkflow', () => [id, newId]);
  }

  deleteWorkflow(id: string): Promise<void> {
    return this.#write('deleteWorkflow', () => [id]);
  }

  restoreWorkflow(id: string): Promise<WorkflowRecord> {
    return this.#write('restoreWorkflow', () => [id]);
  }

  listRuns(filter: RunFilter): Promise<RunPage> {
    return this.#read('listRuns', [filter]);
  }

  runLatency(workflowId: string | null): Promise<RunLatency> {
    return this.#read('runLatency', [workflowId]);
  }

  runFacets(): Promise<RunFacets> {
    return this.#read('runFacets', []);
  }

  getRun(id: string): Promise<Run | null> {
    return this.#read('getRun', [id]);
  }

  getRunDocument(id: string): Promise<WorkflowDocument | null> {
    return this.#read('getRunDocument', [id]);
  }

  getEvents(runId: string): Promise<RunEvent[]> {
    return this.#read('getEvents', [runId]);
  }

  getRecording(runId: string): Promise<RecordingInfo | null> {
    return this.#read('getRecording', [runId]);
  }

  async getPeaks(runId: string): Promise<Peaks | null> {
    const run = await this.getRun(runId);
    if (run === null) return null;
    const folder = runFolderPath(this.#layout, runId);
    try {
      const stored = run.is_completed ? await readPeaks(folder) : null;
      if (stored !== null) return stored;
      const measured = await measurePeaks(folder);
      if (measured !== null && run.is_completed) await writePeaks(folder, measured);
      return measured;
    } catch (thrown) {
      throw toLibraryError(thrown, folder);
    }
  }

  createRun(run: NewRun): Promise<Run> {
    const whole = { ...run, id: run.id ?? `run_${randomUUID()}` };
    return this.#write('createRun', (isRetry) => [whole, this.#self, isRetry]);
  }

  appendEvents(runId: string, events: RunEvent[]): Promise<void> {
    if (events.length === 0) return Promise.resolve();
    // The caller may go on to fill the same array.
    const batch = [...events];
    return this.#write('appendEvents', () => [runId, batch]);
  }

  updateRun(runId: string, patch: RunPatch): Promise<Run> {
    return this.#write('updateRun', () => [runId, patch]);
  }

  afterRunOf(runId: string): Promise<AfterRun> {
    return this.#read('afterRunOf', [runId]);
  }

  dueAfterRuns(now: string): Promise<DueWork> {
    return this.#read('dueAfterRuns', [now]);
  }

  recordAfterRun(runId: string, record: AfterRunRecord): Promise<void> {
    return this.#write('recordAfterRun', () => [runId, record]);
  }

  redeliver(deliveryUuid: string): Promise<Delivery> {
    return this.#write('redeliver', () => [deliveryUuid]);
  }

  deleteRun(id: string): Promise<void> {
    return this.#write('deleteRun', (isRetry) => [id, isRetry]);
  }

  isDoNotCall(number: string): Promise<boolean> {
    return this.#read('isDoNotCall', [number]);
  }

  listDoNotCall(query: DoNotCallQuery): Promise<DoNotCallPage> {
    return this.#read('listDoNotCall', [query]);
  }

  doNotCallTrail(number: string): Promise<DoNotCallTrailEntry[]> {
    return this.#read('doNotCallTrail', [number]);
  }

  trunkUse(trunkId: string, since: string, now: string): Promise<TrunkUse> {
    return this.#read('trunkUse', [trunkId, since, now]);
  }

  addDoNotCall(numbers: readonly string[], reason: string): Promise<number> {
    return this.#write('addDoNotCall', () => [numbers, reason]);
  }

  removeDoNotCall(number: string): Promise<boolean> {
    return this.#write('removeDoNotCall', () => [number]);
  }

  async runFolder(runId: string): Promise<string> {
    const folder = runFolderPath(this.#layout, runId);
    if ((await this.getRun(runId)) === null) throw runNotFound(runId);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    } catch (thrown) {
      throw toLibraryError(thrown, folder);
    }
    return folder;
  }

  close(): Promise<void> {
    this.#closed ??= this.#shutDown();
    return this.#closed;
  }

  async #shutDown(): Promise<void> {
    this.#stopPolling();
    await this.#outbox.settled();
    const { target } = this.#outbox;
    if (target instanceof OwnerConnection) await target.close();
    try {
      if (this.#ownership === null) await this.#worker?.close();
      else await this.#ownership.end();
    } finally {
      openSessions.delete(this.#self.session);
      this.#changes.dispose();
    }
  }

  #read<M extends keyof LibraryReads>(
    method: M,
    args: Parameters<LibraryReads[M]>,
  ): Promise<Awaited<ReturnType<LibraryReads[M]>>> {
    if (this.#closed !== null || this.#worker === null) return Promise.reject(this.#closedError());
    return this.#worker.request(method, args, this.#time());
  }

  #write<M extends keyof LibraryWrites>(
    method: M,
    args: (isRetry: boolean) => Parameters<LibraryWrites[M]>,
  ): Promise<Awaited<ReturnType<LibraryWrites[M]>>> {
    if (this.#closed !== null) return Promise.reject(this.#closedError());
    return this.#outbox.write(method, this.#time(), args);
  }

  #time(): string {
    return new Date(this.#now()).toISOString();
  }

  #closedError(): LibraryError {
    return new LibraryError('library-failed', `The library at ${this.#layout.dataDir} has been closed.`);
  }

  /** Becomes the owner, or connects to it: waits for one that is just starting or closing. */
  async #establish(): Promise<WriteTarget> {
    const deadlineMs = performance.now() + OWNER_PATIENCE_MS;
    for (;;) {
      const lock: OwnerLock = {
        ...this.#self,
        socket: newSocketPath(this.#layout),
        secret: randomBytes(32).toString('hex'),
      };
      const claim = await claimOwnership(this.#layout, lock);
      if (claim.claimed) return await this.#becomeOwner(lock);
      const connection = await this.#connect(claim.holder);
      if (connection !== null) return connection;
      if (performance.now() > deadlineMs) throw lockedBy(claim.holder, this.#layout);
      await delay(OWNER_RETRY_MS);
    }
  }

  async #becomeOwner(lock: OwnerLock): Promise<WriteTarget> {
    const former = this.#worker;
    const ownership = await Ownership.begin({
      layout: this.#layout,
      lock,
      logger: this.#logger,
      prices: this.#prices,
      changed: (change) => {
        this.#changes.emit(change);
      },
      openSessions: () => [...openSessions],
    });
    this.#ownership = ownership;
    this.#worker = ownership.worker;
    await former?.close();
    return ownership.worker;
  }

  async #connect(holder: OwnerLock): Promise<OwnerConnection | null> {
    try {
      const connection: OwnerConnection = await OwnerConnection.open(holder, this.#self, {
        changed: (change) => {
          this.#changes.emit(change);
        },
        lost: () => {
          this.#seenVersion = null;
          this.#outbox.lost(connection);
        },
      });
      return connection;
    } catch (thrown) {
      if (thrown instanceof TargetLost) return null;
      throw thrown;
    }
  }

  #startReader(): Promise<WorkerClient> {
    return WorkerClient.start(
      { dataDir: this.#layout.dataDir, mode: 'reader', self: this.#self, liveSessions: [] },
      { logger: this.#logger, changed: () => undefined },
    );
  }

  /** Owners know, connected readers are told; only a reader on its own has to look. */
  async #lookForChanges(): Promise<void> {
    if (this.#ownership !== null || this.#outbox.target !== null) return;
    const version = await this.#read('dataVersion', []).catch(() => null);
    const isNews = version !== null && this.#seenVersion !== null && version !== this.#seenVersion;
    this.#seenVersion = version;
    if (!isNews) return;
    this.#changes.emit({ what: 'workflows', id: null });
    this.#changes.emit({ what: 'runs', id: null });
    this.#changes.emit({ what: 'do-not-call', id: null });
  }

  #stopPolling(): void {
    if (this.#poll !== null) clearInterval(this.#poll);
    this.#poll = null;
    this.#seenVersion = null;
  }
}

function lockedBy(holder: OwnerLock, layout: DataLayout): LibraryError {
  const advice = existsSync(layout.databasePath)
    ? `Wait for it or end it; if no Parley runs there any more, delete ${layout.lockPath}.`
    : 'It is still starting: try again in a moment.';
  return new LibraryError(
    'library-locked',
    `The library at ${layout.dataDir} is in use by process ${String(holder.pid)} on ${holder.host}, which does not answer. ${advice}`,
    { retryable: true },
  );
}

/** The worker thread that holds the database connection. One thing at a time, in the order asked. */
import { mkdirSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { openForReading, openForWriting } from './connection.ts';
import { toLibraryError, toWire } from './errors.ts';
import { dataLayout } from './layout.ts';
import { liveness } from './process-identity.ts';
import { closeDeadRuns } from './recovery.ts';
import { Statements } from './statements.ts';
import { refreshDerived } from './store/derived.ts';
import { createReads } from './store/reads.ts';
import { createWrites, removeNotedFolders } from './store/writes.ts';
import type {
  WorkerMessage,
  WorkerMethods,
  WorkerOptions,
  WorkerRequest,
  WorkerRequests,
} from './worker-protocol.ts';

const options = workerData as WorkerOptions;
const layout = dataLayout(options.dataDir);
let requestTime = new Date().toISOString();

let outgoing: WorkerMessage[] = [];

/** Sent with whatever else this turn of the event loop has to say. */
function post(message: WorkerMessage): void {
  outgoing.push(message);
  if (outgoing.length > 1) return;
  setImmediate(() => {
    const messages = outgoing;
    outgoing = [];
    parentPort?.postMessage(messages);
  });
}

function makeRunsDir(): void {
  try {
    mkdirSync(layout.runsDir, { recursive: true, mode: 0o700 });
  } catch (thrown) {
    throw toLibraryError(thrown, layout.runsDir);
  }
}

type Answerer = (...args: readonly unknown[]) => unknown;

async function open(): Promise<Record<string, Answerer>> {
  const isOwner = options.mode === 'owner';
  if (isOwner) makeRunsDir();
  const db = isOwner ? openForWriting(layout.databasePath) : openForReading(layout.databasePath);
  const log = (level: 'debug' | 'info' | 'warn' | 'error', message: string, fields = {}): void => {
    post({ kind: 'log', level, message, fields });
  };
  const statements = new Statements(db, log);
  const reads = createReads(statements);
  const close = (): void => {
    if (isOwner) {
      db.pragma('optimize');
      db.pragma('wal_checkpoint(TRUNCATE)');
    }
    db.close();
  };
  if (!isOwner) return { ...reads, close } as Record<string, Answerer>;

  const changed: (change: Extract<WorkerMessage, { kind: 'change' }>['change']) => void = (change) => {
    post({ kind: 'change', change });
  };
  const recovery = { statements, layout, self: options.self, prices: options.prices, changed, log };
  const methods: WorkerMethods = {
    ...reads,
    ...createWrites({ statements, layout, now: () => requestTime, changed }),
    recover: async (liveSessions, disconnected) => {
      await closeDeadRuns({ ...recovery, liveSessions, now: currentTime });
      return liveness(disconnected) !== 'dead';
    },
    close,
  };
  refreshDerived(statements);
  await closeDeadRuns({ ...recovery, liveSessions: options.liveSessions, now: currentTime });
  removeNotedFolders(statements, layout);
  return { ...methods } as Record<string, Answerer>;
}

function currentTime(): string {
  return new Date().toISOString();
}

async function answer(methods: Record<string, Answerer>, request: WorkerRequest): Promise<void> {
  try {
    requestTime = request.time;
    const result = methods[request.method]?.(...request.args);
    post({ kind: 'value', id: request.id, value: result instanceof Promise ? await result : result });
  } catch (thrown) {
    post({ kind: 'error', id: request.id, error: toWire(toLibraryError(thrown, layout.databasePath)) });
  }
}

try {
  const methods = await open();
  parentPort?.on('message', (requests: WorkerRequests) => {
    for (const request of requests) {
      void answer(methods, request);
      // The last thing asked: once it is answered nothing keeps this thread.
      if (request.method === 'close') setImmediate(() => parentPort?.close());
    }
  });
  post({ kind: 'ready' });
} catch (thrown) {
  post({ kind: 'failed', error: toWire(toLibraryError(thrown, layout.databasePath)) });
}

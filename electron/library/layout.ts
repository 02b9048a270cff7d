/** Where things are in a data directory. */
import { createHash, randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LibraryError } from '#engine/base/errors.ts';

/** `sun_path` holds 104 bytes on macOS and 108 on Linux, terminator included. */
const SOCKET_PATH_MAX_BYTES = 103;

export interface DataLayout {
  readonly dataDir: string;
  readonly databasePath: string;
  readonly lockPath: string;
  /** Locked while a dead owner's lock is replaced; empty. */
  readonly takeoverPath: string;
  readonly runsDir: string;
}

export function dataLayout(dataDir: string): DataLayout {
  const root = resolve(dataDir);
  return {
    dataDir: root,
    databasePath: join(root, 'library.sqlite3'),
    lockPath: join(root, 'owner.lock'),
    takeoverPath: join(root, 'owner.takeover'),
    runsDir: join(root, 'runs'),
  };
}

/**
 * A fresh address for the owner's socket: inside the data directory where that fits, else in the system's
 * temporary folder; a named pipe on Windows. Fresh each time, so that nothing left behind can be in the way.
 */
export function newSocketPath(layout: DataLayout, platform: NodeJS.Platform = process.platform): string {
  const nonce = randomBytes(6).toString('hex');
  const hash = createHash('sha256').update(layout.dataDir).digest('hex').slice(0, 12);
  if (platform === 'win32') return `\\\\.\\pipe\\parley-${hash}-${nonce}`;
  const candidates = [
    join(layout.dataDir, `owner-${nonce}.sock`),
    join(tmpdir(), `parley-${hash}-${nonce}.sock`),
  ];
  return (
    candidates.find((path) => Buffer.byteLength(path) <= SOCKET_PATH_MAX_BYTES) ??
    `/tmp/parley-${hash}-${nonce}.sock`
  );
}

/** Run ids name folders: one path segment of plain characters. */
export function assertRunId(id: string): string {
  if (/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/.test(id)) return id;
  throw new LibraryError(
    'input-invalid',
    `A run id is up to 128 letters, digits, "-", "_" and "." and starts with no dot: ${JSON.stringify(id.slice(0, 200))} is not one.`,
  );
}

export function runFolderPath(layout: DataLayout, runId: string): string {
  return join(layout.runsDir, assertRunId(runId));
}

export const RECORDING_FILE = 'recording.wav';
export const PEAKS_FILE = 'peaks.json';

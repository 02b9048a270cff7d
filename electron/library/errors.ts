/** Faults of SQLite and of the file system as errors that a person can act on. */
import { LibraryError, StudioError, type ErrorCode } from '#engine/base/errors.ts';
import type { WireError } from '#shared/bridge/wire.ts';

/** Any fault met at `path`, as a LibraryError that names it and says what to do. */
export function toLibraryError(thrown: unknown, path: string): StudioError {
  if (thrown instanceof StudioError) return thrown;
  const code = errorCode(thrown);
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  const [advice, retryable] = adviceFor(code, path);
  return new LibraryError('library-failed', advice ?? `The library at ${path} failed: ${detail}.`, {
    retryable,
    cause: thrown,
  });
}

function errorCode(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return '';
  return String(thrown.code);
}

function adviceFor(code: string, path: string): [message: string | null, retryable: boolean] {
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT')
    return [`The disk that holds ${path} is full. Free some space and try again.`, true];
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT'))
    return [
      `The library at ${path} is damaged and was left as it is. Move it away to start with an empty library, or put a backup in its place.`,
      false,
    ];
  if (code.startsWith('SQLITE_READONLY') || code === 'EROFS')
    return [
      `The library at ${path} cannot be written: it is read-only. Allow writing or choose another data directory.`,
      false,
    ];
  if (code === 'EACCES' || code === 'EPERM' || code === 'SQLITE_PERM' || code === 'SQLITE_AUTH')
    return [
      `No permission to use ${path}. Give this user access to it or choose another data directory.`,
      false,
    ];
  if (code.startsWith('SQLITE_CANTOPEN'))
    return [
      `The library at ${path} cannot be opened. Check that the folder exists and may be written, or choose another data directory.`,
      false,
    ];
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return [`${path} is not a folder. Choose another data directory.`, false];
  if (code.startsWith('SQLITE_IOERR') || code === 'EIO')
    return [`The disk that holds ${path} reported a fault (${code}). Check the disk and try again.`, true];
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return [`The library at ${path} is being used by another program. Close it and try again.`, true];
  return [null, false];
}

export function workflowNotFound(id: string): LibraryError {
  return new LibraryError('workflow-not-found', `There is no workflow ${id} in the library.`);
}

/** Times in UTC: whoever shows this may not be in the zone of whoever saved. */
export function workflowConflict(
  current: { name: string; revision: number; updated_at: string; deleted_at: string | null },
  expectedRevision: number,
): LibraryError {
  const what =
    current.deleted_at === null
      ? `was changed elsewhere at ${current.updated_at}: it is revision ${String(current.revision)}, this change was made on revision ${String(expectedRevision)}`
      : `was deleted elsewhere at ${current.deleted_at}`;
  return new LibraryError(
    'workflow-conflict',
    `“${current.name}” ${what}. Load it again, or save over it on purpose.`,
  );
}

export function versionNotFound(id: string): LibraryError {
  return new LibraryError('workflow-not-found', `This agent has no version ${id}.`);
}

export function runNotFound(id: string): LibraryError {
  return new LibraryError('run-not-found', `There is no run ${id} in the library.`);
}

/** As it crosses a thread or a socket. */
export function toWire(error: StudioError): WireError {
  return { code: error.code, message: error.message, retryable: error.retryable };
}

/** Back from the wire; the code is one of ours because only our own processes speak there. */
export function fromWire(error: WireError): LibraryError {
  return new LibraryError(error.code as ErrorCode, error.message, { retryable: error.retryable });
}

/**
 * Opening the database file.
 *
 * Durability: WAL with `synchronous = NORMAL`. Each write is one committed transaction, handed to the operating
 * system before it is answered, so that `kill -9` loses nothing that was answered. Against a power cut the log is
 * additionally forced to the disk whenever something a person would miss is finished (see `durably`).
 */
import { existsSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { LibraryError } from '#engine/base/errors.ts';
import { toLibraryError } from './errors.ts';
import { migrate, migrations, newestVersion, schemaVersion } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';

/** 'PRLY' in the file's header, so that a file of another program is not taken for ours. */
const APPLICATION_ID = 0x50_52_4c_59;
/** How long to wait for another connection's lock; only checkpoints and a closing owner hold one. */
const BUSY_TIMEOUT_MS = 5_000;
const CACHE_KIB = 65_536;

/** Opens for writing, creates or migrates as needed. A damaged, foreign or newer file is refused and left untouched. */
export function openForWriting(path: string, list: readonly Migration[] = migrations): Database.Database {
  try {
    if (existsSync(path) && statSync(path).size > 0) inspect(path, list);
    const db = new Database(path, { timeout: BUSY_TIMEOUT_MS });
    try {
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = NORMAL');
      configure(db);
      if (schemaVersion(db) === 0) db.pragma(`application_id = ${String(APPLICATION_ID)}`);
      migrate(db, list);
      return db;
    } catch (thrown) {
      db.close();
      throw thrown;
    }
  } catch (thrown) {
    throw toLibraryError(thrown, path);
  }
}

/** Opens beside an owner: sees every commit, can write nothing. */
export function openForReading(path: string): Database.Database {
  try {
    const db = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    try {
      assertOurs(db, path, migrations);
      if (schemaVersion(db) < newestVersion())
        throw new LibraryError(
          'library-locked',
          `The library at ${path} is in use by an older Parley. Close that one and try again.`,
        );
      configure(db);
      return db;
    } catch (thrown) {
      db.close();
      throw thrown;
    }
  } catch (thrown) {
    throw toLibraryError(thrown, path);
  }
}

/** Runs a write and forces it, with all before it, to the disk. */
export function durably<T>(db: Database.Database, write: () => T): T {
  db.pragma('synchronous = FULL');
  try {
    return write();
  } finally {
    db.pragma('synchronous = NORMAL');
  }
}

function configure(db: Database.Database): void {
  db.pragma('foreign_keys = ON');
  db.pragma(`cache_size = -${String(CACHE_KIB)}`);
  db.pragma('temp_store = MEMORY');
}

/** Looks through a read-only connection, which changes nothing, not even by closing. */
function inspect(path: string, list: readonly Migration[]): void {
  const db = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  try {
    assertOurs(db, path, list);
  } finally {
    db.close();
  }
}

function assertOurs(db: Database.Database, path: string, list: readonly Migration[]): void {
  const tables = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM sqlite_schema').get();
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID && (tables?.n ?? 0) > 0)
    throw new LibraryError(
      'library-failed',
      `${path} belongs to another program and was left as it is. Choose another data directory.`,
    );
  const version = schemaVersion(db);
  if (version > newestVersion(list))
    throw new LibraryError(
      'library-failed',
      `The library at ${path} was made by a newer Parley (its version is ${String(version)}, this one knows ${String(newestVersion(list))}). It was left as it is: update Parley, or choose another data directory.`,
    );
}

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentLogger } from '#engine/base/logger.ts';
import { openForReading, openForWriting } from './connection.ts';
import { toLibraryError } from './errors.ts';
import { openLibrary } from './index.ts';
import { migrate, migrations, newestVersion, schemaVersion } from './migrations/index.ts';
import { Statements } from './statements.ts';
import { appendEvents } from './store/run-events.ts';
import { createRun } from './store/runs.ts';
import { newRun, someEvents, temporaryDataDir } from './testing/fixtures.ts';
import { thisProcess } from './process-identity.ts';

let dataDir: string;
let path: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ dataDir, remove } = await temporaryDataDir());
  mkdirSync(dataDir);
  path = join(dataDir, 'library.sqlite3');
});

afterEach(() => remove());

/** Everything in a database: its tables' definitions and rows. */
function contents(db: Database.Database): Record<string, unknown> {
  const tables = db
    .prepare<[], { name: string; sql: string | null }>(`SELECT name, sql FROM sqlite_schema ORDER BY name`)
    .all();
  return Object.fromEntries(
    tables.map(({ name, sql }) => [
      name,
      { sql, rows: sql?.startsWith('CREATE TABLE') ? db.prepare(`SELECT * FROM "${name}"`).all() : [] },
    ]),
  );
}

describe('opening', () => {
  test('a new file is made in write-ahead mode with foreign keys on', () => {
    const db = openForWriting(path);
    expect({
      version: schemaVersion(db),
      journal: db.pragma('journal_mode', { simple: true }),
      synchronous: db.pragma('synchronous', { simple: true }),
      foreignKeys: db.pragma('foreign_keys', { simple: true }),
    }).toEqual({ version: newestVersion(), journal: 'wal', synchronous: 1, foreignKeys: 1 });
    expect(
      db
        .prepare<[], { name: string; type: string; strict: number }>('PRAGMA table_list')
        .all()
        // The search index is a table of FTS5, which makes its own.
        .filter(({ name, type }) => type === 'table' && !name.startsWith('sqlite_')),
    ).toSatisfy((tables: { strict: number }[]) => tables.every((table) => table.strict === 1));
    db.close();
  });

  test('a library of a newer Parley is refused and not one byte of it changed', async () => {
    const db = openForWriting(path);
    db.pragma(`user_version = ${String(newestVersion() + 1)}`);
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const before = readFileSync(path);

    await expect(openLibrary({ dataDir, logger: silentLogger })).rejects.toMatchObject({
      name: 'LibraryError',
      code: 'library-failed',
      message: expect.stringContaining(`${path} was made by a newer Parley`) as string,
    });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('a damaged file is refused by its name and never written over', async () => {
    const damaged = Buffer.from('This is no database at all, whatever its name says. '.repeat(100));
    writeFileSync(path, damaged);

    await expect(openLibrary({ dataDir, logger: silentLogger })).rejects.toMatchObject({
      code: 'library-failed',
      message: `The library at ${path} is damaged and was left as it is. Move it away to start with an empty library, or put a backup in its place.`,
    });
    expect(readFileSync(path).equals(damaged)).toBe(true);
  });

  test('a database of another program is refused', () => {
    const db = new Database(path);
    db.exec('CREATE TABLE theirs (a)');
    db.close();
    expect(() => openForWriting(path)).toThrow(/belongs to another program/);
  });

  test('a data directory that is a file, or cannot be made, is named', async () => {
    writeFileSync(path, '');
    for (const where of [path, join(path, 'deeper')])
      await expect(openLibrary({ dataDir: where, logger: silentLogger })).rejects.toMatchObject({
        code: 'library-failed',
        message: `${where} is not a folder. Choose another data directory.`,
      });
  });

  test.each([
    ['EACCES', /^No permission to use \/data\. Give this user access/],
    ['EROFS', /^The library at \/data cannot be written: it is read-only\./],
    ['SQLITE_READONLY_DIRECTORY', /^The library at \/data cannot be written: it is read-only\./],
    ['SQLITE_CANTOPEN', /^The library at \/data cannot be opened\./],
    ['SQLITE_IOERR_WRITE', /^The disk that holds \/data reported a fault/],
    ['ENOSPC', /^The disk that holds \/data is full\./],
  ])('the fault %s says what to do', (code, message) => {
    expect(toLibraryError(Object.assign(new Error('x'), { code }), '/data').message).toMatch(message);
  });

  test('a reader cannot write', () => {
    openForWriting(path).close();
    const db = openForReading(path);
    expect(() => db.exec('DELETE FROM runs')).toThrow(/readonly/);
    db.close();
  });
});

test('a full disk loses the batch it had no room for, says so, and keeps the rest', () => {
  const db = openForWriting(path);
  const statements = new Statements(db, () => undefined);
  createRun(statements, { ...newRun(), id: 'run_1' }, thisProcess(), '2026-01-01T00:00:00.000Z');
  appendEvents(statements, 'run_1', someEvents(1, 10));
  db.pragma(`max_page_count = ${String(db.pragma('page_count', { simple: true }))}`);

  let thrown: unknown = null;
  let seq = 11;
  for (; thrown === null && seq < 100_000; seq += 50) {
    try {
      appendEvents(statements, 'run_1', someEvents(seq, 50));
    } catch (error) {
      thrown = toLibraryError(error, path);
    }
  }

  expect(thrown).toMatchObject({
    code: 'library-failed',
    retryable: true,
    message: `The disk that holds ${path} is full. Free some space and try again.`,
  });
  const kept = db.prepare('SELECT count(*) AS n, max(seq) AS last FROM run_events').get();
  expect(kept).toEqual({ n: seq - 51, last: seq - 51 });
  db.close();
});

describe('migrations', () => {
  test('are numbered without a gap', () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, at) => at + 1));
  });

  test('a step that fails leaves everything as it was before it', () => {
    const db = openForWriting(path);
    const before = contents(db);
    const broken = {
      version: newestVersion() + 1,
      name: 'broken',
      sql: `CREATE TABLE more (a TEXT) STRICT; DELETE FROM run_counts; INSERT INTO nowhere VALUES (1);`,
    };
    expect(() => {
      migrate(db, [...migrations, broken]);
    }).toThrow(/nowhere/);
    expect(contents(db)).toEqual(before);
    expect(schemaVersion(db)).toBe(newestVersion());
    db.close();
  });

  test('done again they change nothing', () => {
    const db = openForWriting(path);
    const statements = new Statements(db, () => undefined);
    createRun(statements, { ...newRun(), id: 'run_1' }, thisProcess(), '2026-01-01T00:00:00.000Z');
    appendEvents(statements, 'run_1', someEvents(1, 3));
    const before = contents(db);
    db.close();
    const again = openForWriting(path);
    expect(contents(again)).toEqual(before);
    again.close();
  });

  test('a version that was pinned cannot be rewritten', () => {
    const db = openForWriting(path);
    const statements = new Statements(db, () => undefined);
    createRun(statements, { ...newRun(), id: 'run_1' }, thisProcess(), '2026-01-01T00:00:00.000Z');
    expect(() => statements.run(`UPDATE workflow_versions SET document = '{}'`)).toThrow(/immutable/);
    db.close();
  });
});

test('a slow statement is logged without its parameters', () => {
  const db = openForWriting(path);
  const lines: unknown[] = [];
  const statements = new Statements(db, (...line) => lines.push(line), -1);
  statements.all('SELECT id FROM runs WHERE id = @id', { id: 'a secret' });
  expect(lines).toEqual([
    [
      'warn',
      'slow statement',
      { sql: 'SELECT id FROM runs WHERE id = @id', tookMs: expect.any(Number) as number },
    ],
  ]);
  db.close();
});

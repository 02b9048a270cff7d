import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Run } from '#shared/domain/run.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import { openForWriting } from '../connection.ts';
import { thisProcess } from '../process-identity.ts';
import { Statements } from '../statements.ts';
import { refreshDerived } from '../store/derived.ts';
import { publishWorkflow } from '../store/publications.ts';
import { appendEvents } from '../store/run-events.ts';
import { createRun } from '../store/runs.ts';
import { deleteWorkflow, saveWorkflow } from '../store/workflows.ts';
import { newRun, sampleDocument, temporaryDataDir } from '../testing/fixtures.ts';
import { migrations } from './index.ts';

const time = '2026-01-01T00:00:00.000Z';
let folder: string;
let remove: () => Promise<void>;
const open: Database.Database[] = [];

beforeEach(async () => {
  ({ dataDir: folder, remove } = await temporaryDataDir());
  mkdirSync(folder);
});
afterEach(async () => {
  for (const db of open.splice(0)) db.close();
  await remove();
});

function openDb(name: string, list = migrations): Database.Database {
  const db = openForWriting(join(folder, name), list);
  open.push(db);
  return db;
}

function tablesOf(db: Database.Database): string[] {
  return db
    .prepare<[], { name: string; type: string }>('PRAGMA table_list')
    .all()
    .filter(({ name, type }) => type !== 'virtual' && !name.startsWith('sqlite_'))
    .map(({ name }) => name)
    .sort();
}

/** Every row of every table; the search index itself is compared by what it finds. */
function contents(db: Database.Database): Record<string, unknown> {
  const tables = tablesOf(db).filter((name) => !name.startsWith('workflow_search'));
  return Object.fromEntries(tables.map((name) => [name, db.prepare(`SELECT * FROM "${name}"`).all()]));
}

function enters(nodeId: string, seq: number): RunEvent {
  const base = { time, at_ms: null, turn: 0, node_id: nodeId, node_name: nodeId };
  return {
    ...base,
    seq,
    type: 'node-enter',
    payload: { node_id: nodeId, node_name: nodeId, node_type: 'agentNode' },
  };
}

function takes(edgeId: string, seq: number): RunEvent {
  const names = { from_node_id: 'start', from_node_name: 'Start', to_node_id: 'end', to_node_name: 'End' };
  const base = { time, at_ms: null, turn: 0, node_id: 'start', node_name: 'Start' };
  const payload = { edge_id: edgeId, label: 'Done', function_name: 'done', by: 'model' as const, ...names };
  return { ...base, seq, type: 'transition', payload };
}

/** A library with agents, one of them deleted, and runs of two versions that act alike and of a file. */
function fill(db: Database.Database): Statements {
  const statements = new Statements(db, () => undefined);
  refreshDerived(statements);
  const document = sampleDocument('Ask for the zebra.');
  saveWorkflow(statements, { id: 'one', name: 'One', document }, time);
  saveWorkflow(statements, { id: 'two', name: 'Two', document: sampleDocument() }, time);
  deleteWorkflow(statements, 'two', time);
  const start = (id: string, workflow_id: string, x: number, extra: Run['extra'] = {}): void => {
    const viewport = { x, y: 0, zoom: 1 };
    const run = { ...newRun({ workflow_id, document: { ...document, viewport }, extra }), id };
    createRun(statements, run, thisProcess(), time);
  };
  start('run_1', 'one', 0);
  start('run_2', 'one', 50);
  start('run_3', 'file-1', 0);
  start('run_4', 'one', 0, { branch_of: { run_id: 'run_1', after_turn: 0 } });
  appendEvents(statements, 'run_1', [enters('start', 1), takes('done', 2), enters('end', 3)]);
  appendEvents(statements, 'run_2', [enters('start', 1)]);
  appendEvents(statements, 'run_3', [enters('start', 1)]);
  appendEvents(statements, 'run_4', [enters('start', 1), { ...takes('done', 2), turn: 1 }]);
  return statements;
}

/** As the Parley before wrote it: its tables, with the rows that it would have. */
function writtenByFormer(db: Database.Database): Database.Database {
  const former = openDb('former.sqlite3', migrations.slice(0, 3));
  former.pragma('foreign_keys = OFF');
  for (const name of tablesOf(former)) {
    const columns = former.prepare<[], { name: string }>(`PRAGMA table_info("${name}")`).all();
    const names = columns.map((column) => column.name).join(', ');
    const insert = former.prepare(
      `INSERT INTO "${name}" (${names}) VALUES (${columns.map((column) => `@${column.name}`).join(', ')})`,
    );
    for (const row of db.prepare(`SELECT ${names} FROM "${name}"`).all()) insert.run(row);
  }
  former.close();
  return former;
}

test('a library of the Parley before becomes what this one would have written', () => {
  const db = openDb('present.sqlite3');
  fill(db);
  writtenByFormer(db);

  const migrated = openDb('former.sqlite3');
  const statements = new Statements(migrated, () => undefined);
  refreshDerived(statements);

  expect(contents(migrated)).toEqual(contents(db));
  for (const each of [db, migrated])
    expect(
      each.prepare(`SELECT rowid FROM workflow_search WHERE workflow_search MATCH 'zebra'`).all(),
    ).toHaveLength(1);
});

test('the fill is done once, and again when what it holds is worked out otherwise', () => {
  const db = openDb('present.sqlite3');
  const statements = fill(db);
  publishWorkflow(statements, 'one', 'First', null, time);
  const before = contents(db);
  refreshDerived(statements);
  expect(contents(db)).toEqual(before);

  db.exec(
    `UPDATE derived_versions SET version = 0; DELETE FROM coverage_counts; DELETE FROM workflow_texts;`,
  );
  refreshDerived(statements);
  expect(contents(db)).toEqual(before);
});

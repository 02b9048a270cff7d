import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openForWriting } from '../connection.ts';
import { thisProcess } from '../process-identity.ts';
import { Statements } from '../statements.ts';
import { createRun } from '../store/runs.ts';
import { trunkUse } from '../store/trunk-use.ts';
import { newRun, temporaryDataDir } from '../testing/fixtures.ts';
import { migrations, newestVersion, schemaVersion } from './index.ts';

test('a library of the version before keeps its runs and counts those of a trunk by the new index', async () => {
  const { dataDir, remove } = await temporaryDataDir();
  onTestFinished(remove);
  mkdirSync(dataDir);
  const file = join(dataDir, 'library.sqlite3');
  const former = openForWriting(file, migrations.slice(0, 4));
  const run = {
    ...newRun({ mode: 'phone', call_type: 'outbound', extra: { trunk_id: 'desk' } }),
    id: 'run_1',
  };
  const time = '2026-01-01T10:00:00.000Z';
  createRun(new Statements(former, () => undefined), run, thisProcess(), time);
  const before = former.prepare('SELECT * FROM runs').all();
  former.close();

  const db = openForWriting(file);
  onTestFinished(() => void db.close());
  const statements = new Statements(db, () => undefined);
  expect(schemaVersion(db)).toBe(newestVersion());
  expect(db.prepare('SELECT * FROM runs').all()).toEqual(before);
  expect(trunkUse(statements, 'desk', time, time).outboundCalls).toBe(1);
  const plan = db
    .prepare<[], { detail: string }>(
      `EXPLAIN QUERY PLAN SELECT 1 FROM runs
       WHERE mode = 'phone' AND json_extract(extra, '$.trunk_id') = 'desk' AND created_at >= ''`,
    )
    .all();
  expect(plan.map(({ detail }) => detail).join()).toContain('runs_by_trunk');
});

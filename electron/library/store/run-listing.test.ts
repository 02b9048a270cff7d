import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunFilter } from '#shared/bridge/contract.ts';
import type { Run } from '#shared/domain/run.ts';
import { migrate } from '../migrations/index.ts';
import { thisProcess } from '../process-identity.ts';
import { Statements } from '../statements.ts';
import { newRun } from '../testing/fixtures.ts';
import { runFacets } from './run-facets.ts';
import { listRuns } from './run-listing.ts';
import { createRun, getRun, removeRunRows, updateRun } from './runs.ts';

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 0, 1);
const owner = thisProcess();

function emptyLibrary(): Statements {
  const db = new Database(':memory:');
  db.pragma('foreign_keys = ON');
  migrate(db);
  return new Statements(db, () => undefined);
}

interface Plan {
  workflow: string;
  mode: Run['mode'];
  atMs: number;
  disposition: string | null;
  status: 'completed' | 'failed' | null;
  isDeleted: boolean;
}

// Few distinct times, so that many runs share one, and several fall exactly on midnight.
const time = fc.integer({ min: 0, max: 30 }).map((step) => START_MS + (step * DAY_MS) / 8);
const plan: fc.Arbitrary<Plan> = fc.record({
  workflow: fc.constantFrom('w1', 'w2', 'w3'),
  mode: fc.constantFrom('web', 'text'),
  atMs: time,
  disposition: fc.constantFrom(null, 'user_hangup', 'my_own'),
  status: fc.constantFrom(null, 'completed', 'failed'),
  isDeleted: fc.boolean(),
});

function build(plans: Plan[]): { statements: Statements; runs: Run[] } {
  const statements = emptyLibrary();
  const runs: Run[] = [];
  plans.forEach((each, at) => {
    const input = {
      ...newRun({ workflow_id: each.workflow, mode: each.mode }),
      id: `run_${String(at % 7)}_${String(at)}`,
    };
    const run = createRun(statements, input, owner, new Date(each.atMs).toISOString());
    if (each.status !== null)
      updateRun(statements, run.id, {
        state: 'completed',
        status: each.status,
        is_completed: true,
        gathered_context: each.disposition === null ? {} : { call_disposition: each.disposition },
      });
    if (each.status !== null && each.isDeleted) removeRunRows(statements, run.id);
    else runs.push(getRun(statements, run.id) ?? run);
  });
  runs.sort((a, b) => (a.created_at + a.id < b.created_at + b.id ? 1 : -1));
  return { statements, runs };
}

function matches(run: Run, filter: RunFilter): boolean {
  return (
    (filter.workflow_id === undefined || run.workflow_id === filter.workflow_id) &&
    (filter.mode === undefined || run.mode === filter.mode) &&
    (filter.status === undefined || (run.status ?? 'running') === filter.status) &&
    (filter.disposition === undefined || run.gathered_context.call_disposition === filter.disposition) &&
    (filter.from === undefined || run.created_at >= filter.from) &&
    (filter.to === undefined || run.created_at < filter.to)
  );
}

const isoTime = time.map((ms) => new Date(ms).toISOString());
const filter: fc.Arbitrary<RunFilter> = fc.record(
  {
    workflow_id: fc.constantFrom('w1', 'w2', 'none'),
    mode: fc.constantFrom('web', 'text'),
    status: fc.constantFrom('completed', 'failed', 'running'),
    disposition: fc.constantFrom('user_hangup', 'my_own'),
    from: isoTime,
    to: isoTime,
    limit: fc.integer({ min: 1, max: 12 }),
  },
  { requiredKeys: ['limit'] },
);

test('pages in a row are exactly the runs that match, newest first, and totals are their number', () => {
  fc.assert(
    fc.property(
      fc.array(plan, { maxLength: 60 }),
      fc.array(filter, { minLength: 1, maxLength: 8 }),
      (plans, filters) => {
        const { statements, runs } = build(plans);
        for (const wanted of filters) {
          const expected = runs.filter((run) => matches(run, wanted));
          const listed: Run[] = [];
          let after: string | null = null;
          do {
            const page = listRuns(statements, after === null ? wanted : { ...wanted, after });
            expect(page.total).toBe(expected.length);
            expect(page.runs.length).toBeLessThanOrEqual(wanted.limit ?? 0);
            listed.push(...page.runs);
            after = page.next;
          } while (after !== null);
          expect(listed).toEqual(expected);
        }
        statements.db.close();
      },
    ),
    { numRuns: 60 },
  );
});

test('counts are those of the rows, whatever was made, changed and deleted', () => {
  fc.assert(
    fc.property(fc.array(plan, { maxLength: 40 }), (plans) => {
      const { statements } = build(plans);
      const counted = (day: string, sql: string) =>
        statements.all(
          `SELECT ${day} AS day, facet_id, ${sql} AS count FROM ${sql === 'count' ? `run_counts WHERE day <> '' AND count <> 0` : 'runs GROUP BY 1, 2'} ORDER BY 1, 2`,
        );
      expect(counted('day', 'count')).toEqual(counted('substr(created_at, 1, 10)', 'count(*)'));
      const total = runFacets(statements).statuses.reduce((sum, each) => sum + each.count, 0);
      expect([{ n: total }]).toEqual(statements.all('SELECT count(*) AS n FROM runs'));
      statements.db.close();
    }),
    { numRuns: 40 },
  );
});

test('the next page is found although the last run of the page before was deleted', () => {
  const { statements, runs } = build(
    Array.from({ length: 6 }, (_, at): Plan => ({
      workflow: 'w1',
      mode: 'web',
      atMs: START_MS + at,
      disposition: null,
      status: 'completed',
      isDeleted: false,
    })),
  );
  const page = listRuns(statements, { limit: 3 });
  removeRunRows(statements, page.runs[2]?.id ?? '');
  const next = listRuns(statements, { limit: 3, after: page.next ?? '' });
  expect(next.runs).toEqual(runs.slice(3));
  expect(listRuns(statements, { limit: 3, after: runs[1]?.id ?? '' }).runs).toEqual([
    runs[3],
    runs[4],
    runs[5],
  ]);
});

test('days and times with an offset are understood, others are refused by name', () => {
  const statements = emptyLibrary();
  createRun(statements, { ...newRun(), id: 'run_1' }, owner, '2026-01-01T23:30:00.000Z');
  const total = (change: RunFilter) => listRuns(statements, change).total;
  expect([
    total({ from: '2026-01-01' }),
    total({ from: '2026-01-02' }),
    total({ from: '2026-01-02T00:00:00+01:00' }),
    total({ to: '2026-01-02T00:30:00+01:00' }),
  ]).toEqual([1, 0, 1, 0]);
  expect(() => listRuns(statements, { from: 'yesterday' })).toThrow(/"from" is to be a date or time/);
});

/** Pages of runs, newest first, by keyset: the cost of a page does not grow with how far down it is. */
import { StudioError } from '#engine/base/errors.ts';
import type { RunFilter } from '#shared/bridge/contract.ts';
import type { RunPage } from '../contract.ts';
import { runNotFound } from '../errors.ts';
import { first, type Parameters, type Statements } from '../statements.ts';
import { dayOf, facetCondition } from './run-facets.ts';
import { selectRunColumns, toRun, type RunRow } from './run-row.ts';

const DEFAULT_LIMIT = 100;
/** Later than any time, in text order. */
const END_OF_TIME = '~';
const DAY_MS = 86_400_000;

/** A place in the list: everything listed after it is older. */
interface Position {
  created_at: string;
  id: string;
}

export function listRuns(statements: Statements, filter: RunFilter): RunPage {
  const limit = filter.limit ?? DEFAULT_LIMIT;
  const from = filter.from === undefined ? '' : toTime(filter.from, 'from');
  const to = filter.to === undefined ? END_OF_TIME : toTime(filter.to, 'to');
  const total = countRuns(statements, filter, from, to);
  const upper = earlier({ created_at: to, id: '' }, afterPosition(statements, filter.after));
  const found = total === 0 ? [] : page(statements, filter, from, upper, limit + 1);
  const last = found.length > limit ? found[limit - 1] : undefined;
  return {
    runs: rowsInOrder(statements, found.slice(0, limit)),
    total,
    next: last === undefined ? null : `${last.created_at}~${last.id}`,
  };
}

/** The newest `count` places before `upper`. */
function page(
  statements: Statements,
  filter: RunFilter,
  from: string,
  upper: Position,
  count: number,
): Position[] {
  const bounds = { from, upperAt: upper.created_at, upperId: upper.id };
  const condition = facetCondition(filter);
  if (condition.isOpen)
    return statements.all<Position>(
      `SELECT r.created_at, r.id FROM runs r INDEXED BY runs_by_time
       WHERE (r.created_at, r.id) < (@upperAt, @upperId) AND r.created_at >= @from
       ORDER BY r.created_at DESC, r.id DESC LIMIT @count`,
      { ...bounds, count },
    );
  // Each facet is a list of its own, newest first. Merge those whose newest run can still reach the page.
  const heads = statements.all<{ facet_id: number } & Position>(
    `SELECT r.facet_id, r.created_at, r.id FROM run_facets f JOIN runs r ON r.rowid =
       (SELECT n.rowid FROM runs n INDEXED BY runs_by_facet
        WHERE n.facet_id = f.id AND (n.created_at, n.id) < (@upperAt, @upperId) AND n.created_at >= @from
        ORDER BY n.created_at DESC, n.id DESC LIMIT 1)
     WHERE ${condition.sql}`,
    { ...bounds, ...condition.parameters },
  );
  heads.sort(newestFirst);
  let best: Position[] = [];
  for (const head of heads) {
    const worst = best[count - 1];
    if (worst !== undefined && newestFirst(worst, head) < 0) break;
    const rows = statements.all<Position>(
      `SELECT r.created_at, r.id FROM runs r INDEXED BY runs_by_facet
       WHERE r.facet_id = @facetId AND (r.created_at, r.id) < (@upperAt, @upperId)
         AND r.created_at >= @from AND r.created_at >= @floor
       ORDER BY r.created_at DESC, r.id DESC LIMIT @count`,
      { ...bounds, facetId: head.facet_id, floor: worst?.created_at ?? '', count },
    );
    best = [...best, ...rows].sort(newestFirst).slice(0, count);
  }
  return best;
}

/** Whole days are summed from the counts; only the days that `from` and `to` cut through are counted. */
function countRuns(statements: Statements, filter: RunFilter, from: string, to: string): number {
  const condition = facetCondition(filter);
  const sum = (days: string, parameters: Parameters) =>
    first(
      statements.all<{ n: number }>(
        `SELECT coalesce(sum(c.count), 0) AS n FROM run_counts c
       WHERE ${days} ${condition.isOpen ? '' : `AND c.facet_id IN (SELECT f.id FROM run_facets f WHERE ${condition.sql})`}`,
        { ...parameters, ...condition.parameters },
      ),
    )?.n ?? 0;
  const count = (start: string, end: string) =>
    first(
      statements.all<{ n: number }>(
        `SELECT count(*) AS n FROM runs r WHERE r.created_at >= @start AND r.created_at < @end
       ${condition.isOpen ? '' : `AND r.facet_id IN (SELECT f.id FROM run_facets f WHERE ${condition.sql})`}`,
        { start, end, ...condition.parameters },
      ),
    )?.n ?? 0;

  if (from === '' && to === END_OF_TIME) return sum("c.day = ''", {});
  if (from >= to) return 0;
  const firstWhole = from === '' ? '0' : dayAtOrAfter(from);
  const endWhole = to === END_OF_TIME ? to : dayOf(to);
  if (firstWhole >= endWhole) return count(from, to);
  const before = from === '' || firstWhole === dayOf(from) ? 0 : count(from, firstWhole);
  const after = to === END_OF_TIME || isMidnight(to) ? 0 : count(endWhole, to);
  return before + sum('c.day >= @firstWhole AND c.day < @endWhole', { firstWhole, endWhole }) + after;
}

function isMidnight(time: string): boolean {
  return time.endsWith('T00:00:00.000Z');
}

function dayAtOrAfter(time: string): string {
  if (isMidnight(time)) return dayOf(time);
  return dayOf(new Date(Date.parse(dayOf(time)) + DAY_MS).toISOString());
}

/** Any ISO 8601 time or day as UTC with milliseconds, the spelling that is stored. */
function toTime(text: string, field: string): string {
  const ms = Date.parse(text);
  if (!Number.isNaN(ms)) return new Date(ms).toISOString();
  throw new StudioError(
    'input-invalid',
    `"${field}" is to be a date or time such as 2026-11-25 or 2026-11-25T09:30:00Z, not ${JSON.stringify(text)}.`,
  );
}

/** `after` is the `next` of a page, which holds after that run was deleted too, or a run's id. */
function afterPosition(statements: Statements, after: string | undefined): Position {
  if (after === undefined) return { created_at: END_OF_TIME, id: '' };
  const [, time, id] = /^([\d:.TZ+-]+)~(.+)$/.exec(after) ?? [];
  if (time !== undefined && id !== undefined) return { created_at: time, id };
  const row = first(statements.all<Position>('SELECT created_at, id FROM runs WHERE id = @after', { after }));
  if (row === null) throw runNotFound(after);
  return row;
}

function newestFirst(a: Position, b: Position): number {
  if (a.created_at !== b.created_at) return a.created_at < b.created_at ? 1 : -1;
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}

function earlier(a: Position, b: Position): Position {
  return newestFirst(a, b) > 0 ? a : b;
}

function rowsInOrder(statements: Statements, positions: Position[]): RunPage['runs'] {
  if (positions.length === 0) return [];
  const rows = statements.all<RunRow>(
    `SELECT ${selectRunColumns} FROM json_each(@ids) j JOIN runs r ON r.id = j.value ORDER BY j.key`,
    { ids: JSON.stringify(positions.map((position) => position.id)) },
  );
  return rows.map(toRun);
}

/**
 * Facets: the distinct combinations of what runs are filtered by, and how many runs each has (see migration 001).
 * Every insert, removal or change of a run goes through here, so that the counts are always those of the rows.
 */
import type { RunFilter } from '#shared/bridge/contract.ts';
import type { Run } from '#shared/domain/run.ts';
import type { RunFacets } from '../contract.ts';
import { first, type Parameters, type Statements } from '../statements.ts';

/** The facet of a run, made when it is the first of its kind. */
export function facetOf(statements: Statements, run: Run): number {
  const values = {
    workflowId: run.workflow_id,
    status: run.status ?? 'running',
    disposition: run.gathered_context.call_disposition ?? '',
    mode: run.mode,
  };
  const find = () =>
    first(
      statements.all<{ id: number }>(
        `SELECT id FROM run_facets
       WHERE workflow_id = @workflowId AND status = @status AND disposition = @disposition AND mode = @mode`,
        values,
      ),
    );
  const known = find();
  if (known !== null) return known.id;
  statements.run(
    `INSERT INTO run_facets (workflow_id, status, disposition, mode)
     VALUES (@workflowId, @status, @disposition, @mode)`,
    values,
  );
  return find()?.id ?? 0;
}

/** Counts a run in (+1) or out (−1), on its day and overall. */
export function countRun(statements: Statements, facetId: number, createdAt: string, change: 1 | -1): void {
  for (const day of [dayOf(createdAt), ''])
    statements.run(
      `INSERT INTO run_counts (day, facet_id, count) VALUES (@day, @facetId, @change)
       ON CONFLICT DO UPDATE SET count = count + @change`,
      { day, facetId, change },
    );
}

export function dayOf(time: string): string {
  return time.slice(0, 10);
}

/** The filter's part that facets answer, as SQL over `run_facets f`. */
export function facetCondition(filter: RunFilter): { sql: string; parameters: Parameters; isOpen: boolean } {
  const wanted: [column: string, value: string | undefined][] = [
    ['workflow_id', filter.workflow_id],
    ['status', filter.status],
    ['disposition', filter.disposition],
    ['mode', filter.mode],
  ];
  const parameters: Record<string, string> = {};
  const terms: string[] = [];
  for (const [column, value] of wanted) {
    if (value === undefined) continue;
    terms.push(`f.${column} = @${column}`);
    parameters[column] = value;
  }
  return { sql: terms.length === 0 ? 'true' : terms.join(' AND '), parameters, isOpen: terms.length === 0 };
}

/** What the filters may be set to, most frequent first. */
export function runFacets(statements: Statements): RunFacets {
  const rows = statements.all<{ workflow_id: string; status: string; disposition: string; count: number }>(
    `SELECT f.workflow_id, f.status, f.disposition, sum(c.count) AS count
     FROM run_counts c JOIN run_facets f ON f.id = c.facet_id
     WHERE c.day = '' GROUP BY f.workflow_id, f.status, f.disposition HAVING sum(c.count) > 0`,
  );
  const sums = (key: (row: (typeof rows)[number]) => string) => {
    const totals = new Map<string, number>();
    for (const row of rows) totals.set(key(row), (totals.get(key(row)) ?? 0) + row.count);
    return [...totals].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  };
  return {
    workflows: sums((row) => row.workflow_id).map(([id, count]) => ({
      id,
      name: workflowName(statements, id),
      count,
    })),
    dispositions: sums((row) => row.disposition)
      .filter(([value]) => value !== '')
      .map(([value, count]) => ({ value, count })),
    statuses: sums((row) => row.status).map(([value, count]) => ({ value, count })),
  };
}

/** As it is called now, or was when it last ran. */
function workflowName(statements: Statements, id: string): string {
  return (
    first(
      statements.all<{ name: string | null }>(
        `SELECT coalesce((SELECT name FROM workflows WHERE id = @id),
         (SELECT workflow_name FROM runs WHERE workflow_id = @id ORDER BY created_at DESC LIMIT 1)) AS name`,
        { id },
      ),
    )?.name ?? id
  );
}

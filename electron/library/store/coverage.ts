/**
 * How often the nodes and edges of each logic were run: counted as runs and events come, taken back with the run.
 *
 * A text test that goes back to a turn and on from there is another run, whose log begins with the events of the first up to
 * that turn. Those count for the first run alone, under the logic that it had: nobody came by twice. As runs both count, the
 * one that was left too: each has a path that only it took. When the first is deleted, what it came by counts no more.
 */
import type { Coverage } from '#shared/bridge/versions.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import { workflowNotFound } from '../errors.ts';
import { first, type Statements } from '../statements.ts';
import { mustHaveVersion } from './workflow-versions.ts';

/** SQL for the last turn whose events a run has from another, by `extra.branch_of` (`shared/bridge/text-tests.ts`); else null. */
export const takenOverTurn = (extra: string): string => `json_extract(${extra}, '$.branch_of.after_turn')`;

type CountKind = 'run' | 'node' | 'edge';

/** Types of events that count; others need not be looked at. */
export const coveringTypes: readonly RunEvent['type'][] = ['node-enter', 'transition'];

export function countCoverage(
  statements: Statements,
  definitionId: string,
  event: RunEvent,
  change: 1 | -1,
): void {
  if (event.type === 'node-enter') count(statements, definitionId, 'node', event.payload.node_id, change);
  if (event.type === 'transition') count(statements, definitionId, 'edge', event.payload.edge_id, change);
}

export function countCoveringRun(statements: Statements, definitionId: string, change: 1 | -1): void {
  count(statements, definitionId, 'run', '', change);
}

function count(
  statements: Statements,
  definitionId: string,
  kind: CountKind,
  elementId: string,
  change: 1 | -1,
): void {
  statements.run(
    `INSERT INTO coverage_counts (logic_id, kind, element_id, count)
     SELECT logic_id, @kind, @elementId, @change FROM version_logics WHERE version_id = @definitionId
     ON CONFLICT DO UPDATE SET count = count + @change`,
    { definitionId, kind, elementId, change },
  );
}

/** Of the version's logic, or (null) of the present draft's. Throws LibraryError `workflow-not-found`. */
export function workflowCoverage(
  statements: Statements,
  workflowId: string,
  versionId: string | null,
): Coverage {
  if (versionId !== null) mustHaveVersion(statements, workflowId, versionId);
  const logic = first(
    versionId === null
      ? statements.all<{ id: number | null }>('SELECT logic_id AS id FROM workflows WHERE id = @workflowId', {
          workflowId,
        })
      : statements.all<{ id: number | null }>(
          'SELECT logic_id AS id FROM version_logics WHERE version_id = @versionId',
          { versionId },
        ),
  );
  if (logic === null) throw workflowNotFound(workflowId);
  const coverage: Coverage = { run_count: 0, nodes: {}, edges: {} };
  const rows = statements.all<{ kind: CountKind; element_id: string; count: number }>(
    'SELECT kind, element_id, count FROM coverage_counts WHERE logic_id = @id AND count > 0',
    { id: logic.id },
  );
  for (const { kind, element_id: id, count: times } of rows) {
    if (kind === 'run') coverage.run_count = times;
    else coverage[kind === 'node' ? 'nodes' : 'edges'][id] = times;
  }
  return coverage;
}

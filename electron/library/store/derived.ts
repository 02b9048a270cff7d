/**
 * What is worked out from other rows by code: logics with their coverage, and the texts for search. Filled in when the
 * library has it from an older Parley or not at all; raise a version here when what it holds is worked out otherwise.
 */
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { first, type Statements } from '../statements.ts';
import { takenOverTurn } from './coverage.ts';
import { logicId, noteVersionLogic } from './workflow-logics.ts';
import { indexTexts } from './workflow-texts.ts';

interface Derived {
  name: string;
  version: number;
  /** Empties and fills; part of a transaction. */
  fill: (statements: Statements) => void;
}

const derived: readonly Derived[] = [
  { name: 'logics', version: 2, fill: fillLogics },
  { name: 'texts', version: 1, fill: fillTexts },
];

/** Each in one transaction: a process that dies meanwhile leaves it to the next. */
export function refreshDerived(statements: Statements): void {
  for (const { name, version, fill } of derived)
    statements.transaction(() => {
      const held = first(
        statements.all<{ version: number }>('SELECT version FROM derived_versions WHERE name = @name', {
          name,
        }),
      );
      if (held?.version === version) return;
      fill(statements);
      statements.run(
        'INSERT INTO derived_versions (name, version) VALUES (@name, @version) ON CONFLICT DO UPDATE SET version = @version',
        { name, version },
      );
    });
}

function fillLogics(statements: Statements): void {
  statements.run('DELETE FROM coverage_counts');
  statements.run('DELETE FROM version_logics');
  statements.run('UPDATE workflows SET logic_id = NULL');
  statements.run('DELETE FROM workflow_logics');
  for (const { id } of idsOf(statements)) {
    const document = documentOf(statements, 'workflows', id);
    statements.run('UPDATE workflows SET logic_id = @logicId WHERE id = @id', {
      id,
      logicId: logicId(statements, id, document),
    });
  }
  const versions = statements.all<{ id: string; workflow_id: string }>(
    'SELECT id, workflow_id FROM workflow_versions',
  );
  for (const { id, workflow_id: workflowId } of versions)
    noteVersionLogic(statements, {
      id,
      workflowId,
      document: documentOf(statements, 'workflow_versions', id),
    });
  countAllRuns(statements);
}

/** The same sums as `coverage.ts` makes one by one. */
function countAllRuns(statements: Statements): void {
  const place: Record<'node' | 'edge', { type: RunEvent['type']; key: string }> = {
    node: { type: 'node-enter', key: '$.node_id' },
    edge: { type: 'transition', key: '$.edge_id' },
  };
  statements.run(
    `INSERT INTO coverage_counts (logic_id, kind, element_id, count)
     SELECT l.logic_id, 'run', '', count(*) FROM runs r JOIN version_logics l ON l.version_id = r.definition_id
     GROUP BY l.logic_id`,
  );
  for (const [kind, { type, key }] of Object.entries(place))
    statements.run(
      `INSERT INTO coverage_counts (logic_id, kind, element_id, count)
       SELECT l.logic_id, @kind, json_extract(e.payload, @key), count(*)
       FROM run_events e JOIN runs r ON r.id = e.run_id JOIN version_logics l ON l.version_id = r.definition_id
       WHERE e.type = @type AND e.turn > coalesce(${takenOverTurn('r.extra')}, -1)
       GROUP BY l.logic_id, json_extract(e.payload, @key)`,
      { kind, type, key },
    );
}

function fillTexts(statements: Statements): void {
  statements.run('DELETE FROM workflow_texts');
  for (const { id, name } of idsOf(statements))
    indexTexts(statements, id, name, documentOf(statements, 'workflows', id));
}

function idsOf(statements: Statements): { id: string; name: string }[] {
  return statements.all<{ id: string; name: string }>(`SELECT id, name FROM workflows`);
}

/** One at a time: all documents of a library need not fit in memory. */
function documentOf(
  statements: Statements,
  table: 'workflows' | 'workflow_versions',
  id: string,
): WorkflowDocument {
  const row = first(
    statements.all<{ document: string }>(`SELECT document FROM ${table} WHERE id = @id`, { id }),
  );
  return JSON.parse(row?.document ?? '{"nodes":[],"edges":[]}') as WorkflowDocument;
}

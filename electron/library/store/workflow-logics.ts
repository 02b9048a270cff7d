/** Which versions act the same in a call: see migration 004. */
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { logicOf } from '#shared/graph/logic.ts';
import { first, type Statements } from '../statements.ts';
import { contentHash } from './canonical-json.ts';

/** The logic of a document of this workflow, noted when it is the first of its kind. Part of a transaction. */
export function logicId(statements: Statements, workflowId: string, document: WorkflowDocument): number {
  const key = { workflowId, hash: contentHash(logicOf(document)) };
  const find = () =>
    first(
      statements.all<{ id: number }>(
        'SELECT id FROM workflow_logics WHERE workflow_id = @workflowId AND logic_hash = @hash',
        key,
      ),
    );
  const known = find();
  if (known !== null) return known.id;
  statements.run('INSERT INTO workflow_logics (workflow_id, logic_hash) VALUES (@workflowId, @hash)', key);
  return find()?.id ?? 0;
}

export function noteVersionLogic(
  statements: Statements,
  version: { id: string; workflowId: string; document: WorkflowDocument },
): void {
  statements.run(
    'INSERT INTO version_logics (version_id, logic_id) VALUES (@id, @logicId) ON CONFLICT DO NOTHING',
    { id: version.id, logicId: logicId(statements, version.workflowId, version.document) },
  );
}

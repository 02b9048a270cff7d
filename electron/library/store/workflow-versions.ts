/** Immutable versions: what a run executed stays readable however the workflow is edited afterwards. */
import { createHash } from 'node:crypto';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { first, type Statements } from '../statements.ts';
import { contentHash } from './canonical-json.ts';

/** The version of this workflow with this content, made when there is none. Its id follows from both. */
export function pinVersion(
  statements: Statements,
  workflowId: string,
  document: WorkflowDocument,
  time: string,
): string {
  const hash = contentHash(document);
  const id = `version_${createHash('sha256').update(`${workflowId}\n${hash}`).digest('hex').slice(0, 32)}`;
  statements.run(
    `INSERT INTO workflow_versions (id, workflow_id, document_hash, document, created_at)
     VALUES (@id, @workflowId, @hash, @document, @time) ON CONFLICT DO NOTHING`,
    { id, workflowId, hash, document: JSON.stringify(document), time },
  );
  return id;
}

export function versionDocument(statements: Statements, id: string): WorkflowDocument | null {
  const row = first(
    statements.all<{ document: string }>('SELECT document FROM workflow_versions WHERE id = @id', {
      id,
    }),
  );
  return row === null ? null : (JSON.parse(row.document) as WorkflowDocument);
}

/** Null before the first run. */
export function newestVersionId(statements: Statements, workflowId: string): string | null {
  return (
    first(
      statements.all<{ id: string }>(
        `SELECT id FROM workflow_versions WHERE workflow_id = @workflowId ORDER BY created_at DESC, rowid DESC LIMIT 1`,
        { workflowId },
      ),
    )?.id ?? null
  );
}

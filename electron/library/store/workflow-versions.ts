/** Immutable versions: what a run executed or a person published stays readable however the draft is edited afterwards. */
import { createHash } from 'node:crypto';
import type { Publication, WorkflowVersion } from '#shared/bridge/versions.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { versionNotFound } from '../errors.ts';
import { first, type Statements } from '../statements.ts';
import { contentHash } from './canonical-json.ts';
import { noteVersionLogic } from './workflow-logics.ts';

/** The version of this workflow with this content, made when there is none. Its id follows from both. */
export function pinVersion(
  statements: Statements,
  workflowId: string,
  document: WorkflowDocument,
  time: string,
): string {
  const hash = contentHash(document);
  const id = `version_${createHash('sha256').update(`${workflowId}\n${hash}`).digest('hex').slice(0, 32)}`;
  const added = statements.run(
    `INSERT INTO workflow_versions (id, workflow_id, document_hash, document, created_at)
     VALUES (@id, @workflowId, @hash, @document, @time) ON CONFLICT DO NOTHING`,
    { id, workflowId, hash, document: JSON.stringify(document), time },
  );
  if (added > 0) noteVersionLogic(statements, { id, workflowId, document });
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

/** Null before the first run or publication. */
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

export function newestPublication(statements: Statements, workflowId: string): Publication | null {
  return first(
    statements.all<Publication>(
      `SELECT version_id, number, note, published_at FROM workflow_publications
       WHERE workflow_id = @workflowId ORDER BY number DESC LIMIT 1`,
      { workflowId },
    ),
  );
}

const SELECT_VERSIONS = `
  SELECT v.id AS version_id, p.number, coalesce(p.note, '') AS note, v.created_at, p.published_at,
         (SELECT count(*) FROM runs r WHERE r.definition_id = v.id) AS run_count,
         (SELECT max(r.created_at) FROM runs r WHERE r.definition_id = v.id) AS last_run_at
  FROM workflow_versions v
  LEFT JOIN workflow_publications p ON p.workflow_id = v.workflow_id AND p.version_id = v.id
  WHERE v.workflow_id = @workflowId`;

/** Newest first: a published version stands at its publication, another where its content first ran. */
export function listVersions(statements: Statements, workflowId: string): WorkflowVersion[] {
  return statements.all<WorkflowVersion>(
    `${SELECT_VERSIONS} ORDER BY coalesce(p.published_at, v.created_at) DESC, p.number DESC, v.rowid DESC`,
    { workflowId },
  );
}

/** With its newest publication. Null when there is none of that id among this workflow's. */
export function findVersion(
  statements: Statements,
  workflowId: string,
  versionId: string,
): WorkflowVersion | null {
  return first(
    statements.all<WorkflowVersion>(
      `${SELECT_VERSIONS} AND v.id = @versionId ORDER BY p.number DESC LIMIT 1`,
      { workflowId, versionId },
    ),
  );
}

export function mustHaveVersion(statements: Statements, workflowId: string, versionId: string): void {
  const held = statements.all(
    'SELECT 1 FROM workflow_versions WHERE id = @versionId AND workflow_id = @workflowId',
    { versionId, workflowId },
  );
  if (held.length === 0) throw versionNotFound(versionId);
}

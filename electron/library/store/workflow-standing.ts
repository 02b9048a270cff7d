/** What lists and records say of an agent beside its document. */
import type { WorkflowSummary } from '#shared/bridge/contract.ts';
import type { workflowStandingShape } from '#shared/bridge/versions.ts';

type Standing = Pick<WorkflowSummary, keyof typeof workflowStandingShape>;

export interface StandingRow {
  revision: number;
  folder: string | null;
  tags: string;
  archived_at: string | null;
  publication: string | null;
  has_unpublished_changes: number;
}

/** Of `workflows w`. */
export const STANDING_COLUMNS = `w.revision, w.folder, w.tags, w.archived_at,
  (SELECT json_object('version_id', p.version_id, 'number', p.number, 'note', p.note, 'published_at', p.published_at)
   FROM workflow_publications p WHERE p.workflow_id = w.id ORDER BY p.number DESC LIMIT 1) AS publication,
  (SELECT l.logic_id FROM workflow_publications p JOIN version_logics l ON l.version_id = p.version_id
   WHERE p.workflow_id = w.id ORDER BY p.number DESC LIMIT 1) IS NOT w.logic_id AS has_unpublished_changes`;

export function standingOf(row: StandingRow): Standing {
  return {
    revision: row.revision,
    folder: row.folder,
    tags: JSON.parse(row.tags) as string[],
    is_archived: row.archived_at !== null,
    published: row.publication === null ? null : (JSON.parse(row.publication) as Standing['published']),
    has_unpublished_changes: row.has_unpublished_changes === 1,
  };
}

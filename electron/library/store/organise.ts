/** Where agents are kept: folder, tags, archive. None of it is a change of the draft. */
import type { WorkflowArrangement } from '../contract.ts';
import { workflowNotFound } from '../errors.ts';
import { first, type Statements } from '../statements.ts';

interface ArrangementRow {
  folder: string | null;
  tags: string;
  archived_at: string | null;
}

/** Answers the ids of those that were changed. All or none. */
export function organiseWorkflows(
  statements: Statements,
  ids: readonly string[],
  change: WorkflowArrangement,
  time: string,
): string[] {
  return statements.transaction(() => ids.filter((id) => organise(statements, id, change, time)));
}

function organise(statements: Statements, id: string, change: WorkflowArrangement, time: string): boolean {
  const before = first(
    statements.all<ArrangementRow>('SELECT folder, tags, archived_at FROM workflows WHERE id = @id', { id }),
  );
  if (before === null) throw workflowNotFound(id);
  const tags = new Set([...(JSON.parse(before.tags) as string[]), ...change.addTags]);
  for (const tag of change.removeTags) tags.delete(tag);
  const after: ArrangementRow = {
    folder: change.folder === undefined ? before.folder : change.folder,
    tags: JSON.stringify([...tags].sort((a, b) => a.localeCompare(b, 'en'))),
    archived_at:
      change.isArchived === undefined
        ? before.archived_at
        : change.isArchived
          ? (before.archived_at ?? time)
          : null,
  };
  const isSame =
    after.folder === before.folder && after.tags === before.tags && after.archived_at === before.archived_at;
  if (isSame) return false;
  statements.run(
    'UPDATE workflows SET folder = @folder, tags = @tags, archived_at = @archived_at WHERE id = @id',
    { id, ...after },
  );
  return true;
}

/** Workflows as people edit them. */
import type { WorkflowRecord, WorkflowSummary } from '#shared/bridge/contract.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import type { WorkflowInput } from '../contract.ts';
import { workflowConflict, workflowNotFound } from '../errors.ts';
import { first, type Statements } from '../statements.ts';
import { contentHash } from './canonical-json.ts';
import { standingOf, STANDING_COLUMNS, type StandingRow } from './workflow-standing.ts';
import { workflowCard } from './workflow-card.ts';
import { logicId } from './workflow-logics.ts';
import { indexTexts } from './workflow-texts.ts';
import { newestVersionId } from './workflow-versions.ts';

const NAME_MAX_CHARACTERS = 200;

interface WorkflowRow extends StandingRow {
  id: string;
  name: string;
  document: string;
  content_hash: string;
  sample_hash: string | null;
  updated_at: string;
  deleted_at: string | null;
}

type SummaryRow = Omit<WorkflowSummary, keyof ReturnType<typeof standingOf> | 'is_sample'> & {
  is_sample: number;
};

export function listWorkflows(statements: Statements): WorkflowSummary[] {
  const rows = statements.all<SummaryRow & StandingRow>(
    `SELECT ${STANDING_COLUMNS}, w.id, w.name, w.updated_at, w.node_count,
            coalesce((SELECT sum(c.count) FROM run_facets f JOIN run_counts c ON c.day = '' AND c.facet_id = f.id
                      WHERE f.workflow_id = w.id), 0) AS run_count,
            (SELECT max(r.created_at) FROM runs r WHERE r.workflow_id = w.id) AS last_run_at,
            w.problem_count, w.sample_hash IS NOT NULL AS is_sample, w.description
     FROM workflows w WHERE w.deleted_at IS NULL ORDER BY w.name COLLATE NOCASE, w.id`,
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    updated_at: row.updated_at,
    node_count: row.node_count,
    run_count: row.run_count,
    last_run_at: row.last_run_at,
    problem_count: row.problem_count,
    is_sample: row.is_sample === 1,
    description: row.description,
    ...standingOf(row),
  }));
}

export function getWorkflow(statements: Statements, id: string): WorkflowRecord | null {
  const row = findRow(statements, id);
  return row === null || row.deleted_at !== null ? null : toRecord(statements, row);
}

/**
 * Answers whether anything was changed: saving what is already there is no change, and no conflict either, so that
 * asking again after a lost answer is answered the same. Part of a transaction.
 */
export function saveWorkflow(
  statements: Statements,
  input: WorkflowInput & { id: string },
  time: string,
): boolean {
  const { id, name, document } = input;
  const hash = contentHash({ name, document });
  const row = findRow(statements, id);
  if (row === null) {
    insert(statements, { id, name, document, hash, sampleHash: input.isSample === true ? hash : null }, time);
    return true;
  }
  const isTouched = row.deleted_at !== null || row.content_hash !== row.sample_hash;
  if (input.isSample === true && isTouched) return false;
  if (row.content_hash === hash && row.deleted_at === null) return false;
  assertExpected(row, input.expectedRevision ?? null);
  indexTexts(statements, id, name, document);
  statements.run(
    `UPDATE workflows SET name = @name, document = @document, content_hash = @hash, sample_hash = @sampleHash,
       revision = revision + 1, logic_id = @logicId,
       node_count = @node_count, problem_count = @problem_count, description = @description,
       updated_at = @time, deleted_at = NULL
     WHERE id = @id`,
    {
      id,
      name,
      document: JSON.stringify(document),
      hash,
      sampleHash: input.isSample === true ? hash : row.sample_hash,
      logicId: logicId(statements, id, document),
      time,
      ...workflowCard(document),
    },
  );
  return true;
}

/** Asking again with the same `newId` gives the copy that was made. */
export function duplicateWorkflow(statements: Statements, id: string, newId: string, time: string): void {
  if (findRow(statements, newId) !== null) return;
  const row = findRow(statements, id);
  if (row === null || row.deleted_at !== null) throw workflowNotFound(id);
  const name = copyName(statements, row.name);
  const document = JSON.parse(row.document) as WorkflowDocument;
  if (document.name !== undefined) document.name = name;
  insert(
    statements,
    { id: newId, name, document, hash: contentHash({ name, document }), sampleHash: null },
    time,
  );
  statements.run('UPDATE workflows SET folder = @folder, tags = @tags WHERE id = @newId', {
    newId,
    folder: row.folder,
    tags: row.tags,
  });
}

export function deleteWorkflow(statements: Statements, id: string, time: string): boolean {
  if (findRow(statements, id) === null) throw workflowNotFound(id);
  return (
    statements.run('UPDATE workflows SET deleted_at = @time WHERE id = @id AND deleted_at IS NULL', {
      id,
      time,
    }) > 0
  );
}

export function restoreWorkflow(statements: Statements, id: string): boolean {
  if (findRow(statements, id) === null) throw workflowNotFound(id);
  return (
    statements.run('UPDATE workflows SET deleted_at = NULL WHERE id = @id AND deleted_at IS NOT NULL', {
      id,
    }) > 0
  );
}

/** The row of a workflow, deleted or not. */
export function findDraft(statements: Statements, id: string): WorkflowRow | null {
  return findRow(statements, id);
}

/** Null expects nothing. Throws LibraryError `workflow-conflict`. */
export function assertExpected(row: WorkflowRow, expectedRevision: number | null): void {
  if (expectedRevision === null) return;
  if (row.deleted_at !== null || row.revision !== expectedRevision)
    throw workflowConflict(row, expectedRevision);
}

export function mustGetWorkflow(statements: Statements, id: string): WorkflowRecord {
  const row = findRow(statements, id);
  if (row === null) throw workflowNotFound(id);
  return toRecord(statements, row);
}

interface NewWorkflow {
  id: string;
  name: string;
  document: WorkflowDocument;
  hash: string;
  sampleHash: string | null;
}

function insert(statements: Statements, workflow: NewWorkflow, time: string): void {
  statements.run(
    `INSERT INTO workflows (id, name, document, content_hash, sample_hash, node_count, problem_count, description,
       created_at, updated_at, deleted_at, logic_id)
     VALUES (@id, @name, @document, @hash, @sampleHash, @node_count, @problem_count, @description, @time, @time, NULL,
       @logicId)`,
    {
      ...workflow,
      document: JSON.stringify(workflow.document),
      time,
      logicId: logicId(statements, workflow.id, workflow.document),
      ...workflowCard(workflow.document),
    },
  );
  indexTexts(statements, workflow.id, workflow.name, workflow.document);
}

/** `Name (copy)`, then `Name (copy 2)` …; the copy of a copy counts on instead of nesting. */
function copyName(statements: Statements, name: string): string {
  const stem = name.replace(/ \(copy(?: \d+)?\)$/, '');
  const taken = new Set(
    statements
      .all<{ name: string }>('SELECT name FROM workflows WHERE deleted_at IS NULL')
      .map((row) => row.name),
  );
  for (let copy = 1; ; copy += 1) {
    const suffix = copy === 1 ? ' (copy)' : ` (copy ${String(copy)})`;
    const candidate = stem.slice(0, NAME_MAX_CHARACTERS - suffix.length) + suffix;
    if (!taken.has(candidate)) return candidate;
  }
}

function findRow(statements: Statements, id: string): WorkflowRow | null {
  return first(
    statements.all<WorkflowRow>(
      `SELECT ${STANDING_COLUMNS}, w.id, w.name, w.document, w.content_hash, w.sample_hash, w.updated_at, w.deleted_at
       FROM workflows w WHERE w.id = @id`,
      { id },
    ),
  );
}

function toRecord(statements: Statements, row: WorkflowRow): WorkflowRecord {
  return {
    id: row.id,
    name: row.name,
    document: JSON.parse(row.document) as WorkflowDocument,
    updated_at: row.updated_at,
    definition_id: newestVersionId(statements, row.id),
    ...standingOf(row),
  };
}

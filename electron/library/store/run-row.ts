/** A run record and its row. */
import type { Run } from '#shared/domain/run.ts';
import type { Parameters } from '../statements.ts';

/** Columns that hold JSON; the others hold their value as it is. */
const jsonColumns = [
  'usage_info',
  'cost_info',
  'initial_context',
  'gathered_context',
  'logs',
  'annotations',
  'extra',
] as const satisfies (keyof Run)[];

const plainColumns = [
  'id',
  'name',
  'workflow_id',
  'workflow_name',
  'definition_id',
  'mode',
  'call_type',
  'state',
  'status',
  'recording_url',
  'transcript_url',
  'campaign_id',
  'queued_run_id',
  'created_at',
  'started_at',
  'ended_at',
] as const satisfies (keyof Run)[];

type JsonColumn = (typeof jsonColumns)[number];
export type RunRow = Omit<Run, JsonColumn | 'is_completed'> &
  Record<JsonColumn, string | null> & { is_completed: number };

export const runColumns: readonly string[] = [...plainColumns, ...jsonColumns, 'is_completed'];
/** `r.id, r.name, …` */
export const selectRunColumns = runColumns.map((column) => `r.${column}`).join(', ');

export function toRow(run: Run): Parameters {
  const row: Record<string, string | number | null> = { is_completed: run.is_completed ? 1 : 0 };
  for (const column of plainColumns) row[column] = run[column];
  for (const column of jsonColumns) row[column] = run[column] === null ? null : JSON.stringify(run[column]);
  return row;
}

/** Keys in the order of the run schema, so that exports read well. */
export function toRun(row: RunRow): Run {
  return {
    id: row.id,
    name: row.name,
    workflow_id: row.workflow_id,
    workflow_name: row.workflow_name,
    definition_id: row.definition_id,
    mode: row.mode,
    call_type: row.call_type,
    state: row.state,
    status: row.status,
    is_completed: row.is_completed === 1,
    recording_url: row.recording_url,
    transcript_url: row.transcript_url,
    usage_info: parse<Run['usage_info']>(row.usage_info, null),
    cost_info: parse<Run['cost_info']>(row.cost_info, null),
    initial_context: parse<Run['initial_context']>(row.initial_context, {}),
    gathered_context: parse<Run['gathered_context']>(row.gathered_context, {}),
    logs: parse<Run['logs']>(row.logs, {}),
    annotations: parse<Run['annotations']>(row.annotations, {}),
    extra: parse<Run['extra']>(row.extra, {}),
    campaign_id: row.campaign_id,
    queued_run_id: row.queued_run_id,
    created_at: row.created_at,
    started_at: row.started_at,
    ended_at: row.ended_at,
  };
}

function parse<T>(json: string | null, otherwise: T): T {
  return json === null ? otherwise : (JSON.parse(json) as T);
}

/** The starting context as it is being typed: rows of names and values, or one JSON object. */
import type { WorkflowDocument } from '#shared/domain/workflow.ts';

export interface ContextRow {
  name: string;
  value: string;
}

export interface ContextDraft {
  mode: 'rows' | 'json';
  rows: readonly ContextRow[];
  json: string;
}

export const emptyDraft: ContextDraft = { mode: 'rows', rows: [], json: '' };

/** Rows where every value is text, else JSON, which keeps what is a number a number. */
export function draftOf(values: Readonly<Record<string, unknown>>): ContextDraft {
  const entries = Object.entries(values);
  if (entries.length === 0) return emptyDraft;
  const isText = entries.every(([, value]) => typeof value === 'string');
  return isText
    ? { ...emptyDraft, rows: entries.map(([name, value]) => ({ name, value: String(value) })) }
    : { ...emptyDraft, mode: 'json', json: JSON.stringify(values, null, 2) };
}

export type ContextResult =
  | { ok: true; context: Record<string, unknown> }
  /** What is wrong and what to do. */
  | { ok: false; message: string };

/** The context that a draft stands for. Rows without a name are left out; values of rows are text. */
export function contextOf(draft: ContextDraft): ContextResult {
  if (draft.mode === 'json') return parseContext(draft.json);
  const context: Record<string, unknown> = {};
  for (const { name, value } of draft.rows) {
    const key = name.trim();
    if (key === '') {
      if (value !== '') return { ok: false, message: `Give the value “${value}” a name, or remove its row.` };
      continue;
    }
    if (Object.hasOwn(context, key))
      return { ok: false, message: `“${key}” is there twice. Keep one of the two rows.` };
    context[key] = value;
  }
  return { ok: true, context };
}

function parseContext(text: string): ContextResult {
  if (text.trim() === '') return { ok: true, context: {} };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    return { ok: false, message: `This is not JSON yet: ${reason}` };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { ok: false, message: 'Write one JSON object, such as {"customer_name": "Ada"}.' };
  return { ok: true, context: value as Record<string, unknown> };
}

/** The draft in the other form. A JSON value that is no text keeps its JSON spelling in a row. */
export function withMode(draft: ContextDraft, mode: ContextDraft['mode']): ContextDraft {
  if (mode === draft.mode) return draft;
  const current = contextOf(draft);
  if (!current.ok) return { ...draft, mode };
  const entries = Object.entries(current.context);
  return mode === 'json'
    ? { ...draft, mode, json: entries.length === 0 ? '' : JSON.stringify(current.context, null, 2) }
    : {
        ...draft,
        mode,
        rows: entries.map(([name, value]) => ({
          name,
          value: typeof value === 'string' ? value : JSON.stringify(value),
        })),
      };
}

/** Filled by the engine itself. */
const BUILT_IN = /^current_(time|weekday)/;

/** Names that the agent's texts ask the context for, `{{customer_name | there}}`, in order of appearance. */
export function namesAskedFor(document: WorkflowDocument): string[] {
  const names = new Set<string>();
  const texts = [...document.nodes, ...document.edges].flatMap(({ data }) =>
    Object.values(data).filter((value): value is string => typeof value === 'string'),
  );
  for (const text of texts) {
    for (const [, inside = ''] of text.matchAll(/\{\{([^{}]+)\}\}/g)) {
      const path = (inside.split('|')[0] ?? '').trim();
      const name = (path.split('.')[0] ?? '').trim();
      if (/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(name) && !BUILT_IN.test(name)) names.add(name);
    }
  }
  return [...names];
}

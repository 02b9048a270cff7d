/** Changes as a list that a person reads: one entry a node, edge, tool or setting. */
import type { NodeType, WorkflowDocument } from '#shared/domain/workflow.ts';
import type { Change, FieldChange, LayoutChanges } from '#shared/graph/diff/index.ts';
import { plural } from '../../ui/plural.ts';
import { fieldLabel, plainWords, valueText } from './field-words.ts';

export interface FieldRow {
  path: readonly string[];
  label: string;
  before: string;
  after: string;
}

export interface ChangeRow {
  change: Change;
  mark: 'added' | 'removed' | 'changed';
  /** `Node`, `Edge` … */
  what: string;
  name: string;
  /** What a click shows on the canvas. */
  place: { kind: 'node' | 'edge'; id: string } | null;
  fields: readonly FieldRow[];
}

export function namesIn(...documents: WorkflowDocument[]): (id: string) => string {
  const names = new Map<string, string>();
  for (const { nodes, workflow_configurations: settings } of documents) {
    for (const { id, data } of nodes) names.set(id, data.name?.trim() || id);
    for (const tool of settings?.tools ?? []) names.set(tool.tool_uuid, tool.name ?? tool.tool_uuid);
  }
  return (id) => names.get(id) ?? id;
}

/** `nameOf`: see `namesIn`, of both documents. */
export function changeRows(changes: readonly Change[], nameOf: (id: string) => string): ChangeRow[] {
  return changes.map((change) => rowOf(change, nameOf));
}

function rowOf(change: Change, nameOf: (id: string) => string): ChangeRow {
  const base = { change, mark: change.change, place: null };
  switch (change.kind) {
    case 'node': {
      const node = change.after ?? change.before;
      const type = node?.type ?? null;
      const fields = fieldRows(type, change.fields, nameOf);
      const name = node?.data.name?.trim() || (node?.id ?? change.key);
      return { ...base, what: 'Node', name, place: { kind: 'node', id: node?.id ?? change.key }, fields };
    }
    case 'edge': {
      const edge = change.after ?? change.before;
      const ends = edge ? `${nameOf(edge.source)} → ${nameOf(edge.target)}` : change.key;
      const label = edge?.data.label?.trim() ?? '';
      const fields = fieldRows('edge', change.fields, nameOf);
      return {
        ...base,
        what: 'Edge',
        name: label === '' ? ends : `${label} (${ends})`,
        place: { kind: 'edge', id: edge?.id ?? change.key },
        fields,
      };
    }
    case 'tool': {
      const tool = change.after ?? change.before;
      return {
        ...base,
        what: 'Tool',
        name: tool?.name ?? change.key,
        fields: fieldRows(null, change.fields, nameOf),
      };
    }
    case 'setting':
    case 'document': {
      const what = change.kind === 'setting' ? 'Setting' : 'Unknown key';
      return { ...base, what, name: plainWords(change.key), fields: fieldRows(null, change.fields, nameOf) };
    }
    case 'order':
      return {
        ...base,
        what: 'Order',
        name:
          change.key === 'edges'
            ? 'The edges are offered, and their guards tried, in another order'
            : 'The tools are offered in another order',
        fields: [],
      };
  }
}

const fieldRows = (
  type: NodeType | 'edge' | null,
  fields: readonly FieldChange[],
  nameOf: (id: string) => string,
): FieldRow[] =>
  fields.map(({ path, before, after }) => ({
    path,
    label: fieldLabel(type, path),
    before: valueText(type, path, before, nameOf),
    after: valueText(type, path, after, nameOf),
  }));

/** `3 nodes moved, 1 note changed`; null when nothing of the drawing has. */
export function layoutWords(layout: LayoutChanges): string | null {
  const { movedNodeIds, notes, frames, isRenamed, hasOtherTestValues } = layout;
  const parts = [
    movedNodeIds.length > 0 && `${plural(movedNodeIds.length, 'node')} moved`,
    notes > 0 && `${plural(notes, 'note')} changed`,
    frames > 0 && `${plural(frames, 'frame')} changed`,
    isRenamed && 'the name in the document changed',
    hasOtherTestValues && 'values of test calls changed',
  ].filter((part) => part !== false);
  return parts.length === 0 ? null : parts.join(', ');
}

/** `2 nodes added, 1 edge changed, 1 setting changed`. */
export function summaryWords(changes: readonly Change[]): string {
  const counts = new Map<string, number>();
  for (const { kind, change } of changes) {
    const word = {
      node: 'node',
      edge: 'edge',
      tool: 'tool',
      setting: 'setting',
      document: 'unknown key',
      order: 'order',
    };
    const key = `${word[kind]}|${change}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .map(([key, count]) => {
      const [one = '', what = ''] = key.split('|');
      return `${plural(count, one)} ${what}`;
    })
    .join(', ');
}

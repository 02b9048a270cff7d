import type { ToolDocument } from '../../domain/tool.ts';
import type { WorkflowConfigurations, WorkflowDocument } from '../../domain/workflow.ts';
import { keyed, type Change, type FieldChange } from './change.ts';
import { isPlain, type Plain } from './same.ts';

/**
 * The document with the changes in it. They may be some of those of another document: what is changed here but is not
 * there is left alone.
 */
export function applyChanges(document: WorkflowDocument, changes: readonly Change[]): WorkflowDocument {
  let next = document;
  const nodes = applied(document.nodes, changes, 'node', ({ id }) => id);
  const edges = applied(document.edges, changes, 'edge', ({ id }) => id);
  if (nodes !== document.nodes || edges !== document.edges) next = { ...next, nodes, edges };
  const tools = document.workflow_configurations?.tools ?? [];
  const nextTools = applied(tools, changes, 'tool', (tool) => tool.tool_uuid);
  if (nextTools !== tools) next = withSetting(next, 'tools', nextTools);
  for (const change of changes) {
    if (change.kind === 'setting') next = withSetting(next, change.key, change.fields[0].after);
    if (change.kind === 'document')
      next = set(next, [change.key], change.fields[0].after) as unknown as WorkflowDocument;
    if (change.kind === 'order' && change.key === 'edges')
      next = { ...next, edges: sorted(next.edges, change.after, ({ id }) => id) };
    if (change.kind === 'order' && change.key === 'tools')
      next = withSetting(
        next,
        'tools',
        sorted(toolsOf(next), change.after, (tool) => tool.tool_uuid),
      );
  }
  return next;
}

const toolsOf = ({ workflow_configurations: settings }: WorkflowDocument): readonly ToolDocument[] =>
  settings?.tools ?? [];

function applied<T extends object>(
  items: readonly T[],
  changes: readonly Change[],
  kind: 'node' | 'edge' | 'tool',
  idOf: (item: T) => string,
): T[] {
  let list: [string, T][] | null = null;
  for (const change of changes) {
    if (change.kind !== kind) continue;
    list ??= [...keyed(items, idOf)];
    const at = list.findIndex(([key]) => key === change.key);
    if (change.change === 'removed') list = list.filter((_, index) => index !== at);
    else if (change.change === 'added' && at < 0) {
      const before = change.follows === null ? -1 : list.findIndex(([key]) => key === change.follows);
      const place = before < 0 && change.follows !== null ? list.length : before + 1;
      list.splice(place, 0, [change.key, change.after as unknown as T]);
    } else if (change.change === 'changed') {
      const item = list[at];
      if (item) list[at] = [item[0], withFields(item[1], change.fields)];
    }
  }
  return list === null ? (items as T[]) : list.map(([, item]) => item);
}

const withFields = <T extends object>(item: T, fields: readonly FieldChange[]): T =>
  fields.reduce<Plain>((made, { path, after }) => set(made, path, after), item as Plain) as T;

/** `undefined` takes the key out. */
function set(value: Plain, path: readonly string[], to: unknown): Plain {
  const [key = '', ...rest] = path;
  const inner = value[key];
  const next = rest.length === 0 ? to : set(isPlain(inner) ? inner : {}, rest, to);
  const { [key]: _gone, ...others } = value;
  if (next === undefined) return others;
  return key in value ? { ...value, [key]: next } : { ...others, [key]: next };
}

function withSetting(document: WorkflowDocument, key: string, value: unknown): WorkflowDocument {
  const settings = set(document.workflow_configurations ?? {}, [key], value) as WorkflowConfigurations;
  return { ...document, workflow_configurations: settings };
}

/** In the order of `keys`; others keep their order, after them. */
function sorted<T>(items: readonly T[], keys: readonly string[], idOf: (item: T) => string): T[] {
  const places = new Map(keys.map((key, index) => [key, index]));
  const placeOf = (key: string): number => places.get(key) ?? keys.length;
  return [...keyed(items, idOf)].sort(([a], [b]) => placeOf(a) - placeOf(b)).map(([, item]) => item);
}

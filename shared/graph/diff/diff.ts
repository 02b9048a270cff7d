/** What two documents do otherwise in a call, and apart from it how they are drawn otherwise. */
import type { ToolDocument } from '../../domain/tool.ts';
import type { WorkflowDocument } from '../../domain/workflow.ts';
import { documentLayout, elementLayout, onlyForTests } from '../logic.ts';
import { applyChanges } from './apply.ts';
import {
  keyed,
  type Change,
  type ElementChange,
  type FieldChange,
  type LayoutChanges,
  type WorkflowDiff,
} from './change.ts';
import { isPlain, isSame, keysOfBoth, type Plain } from './same.ts';

/** `applyChanges(before, result.changes)` acts like `after`. */
export function diffWorkflows(before: WorkflowDocument, after: WorkflowDocument): WorkflowDiff {
  const changes = [
    ...elementChanges('node', before.nodes, after.nodes, (node) => node.id),
    ...elementChanges('edge', before.edges, after.edges, (edge) => edge.id),
    ...elementChanges('tool', toolsOf(before), toolsOf(after), (tool) => tool.tool_uuid),
    ...settingChanges(before, after),
  ] as Change[];
  return {
    changes: [...changes, ...orderChanges(applyChanges(before, changes), after)],
    layout: layoutChanges(before, after),
  };
}

export const isSameDrawing = ({ layout }: WorkflowDiff): boolean =>
  layout.movedNodeIds.length === 0 &&
  layout.notes + layout.frames === 0 &&
  !layout.isRenamed &&
  !layout.hasOtherTestValues;

const toolsOf = ({ workflow_configurations: settings }: WorkflowDocument): readonly ToolDocument[] =>
  settings?.tools ?? [];

function elementChanges<T extends object>(
  kind: 'node' | 'edge' | 'tool',
  before: readonly T[],
  after: readonly T[],
  idOf: (item: T) => string,
): ElementChange<string, T>[] {
  const old = keyed(before, idOf);
  const now = keyed(after, idOf);
  const changes: ElementChange<string, T>[] = [];
  let follows: string | null = null;
  for (const [key, item] of now) {
    const was = old.get(key);
    const fields = was === undefined ? [] : fieldChanges(was, item);
    if (was === undefined)
      changes.push({ kind, key, change: 'added', before: was, after: item, fields, follows });
    else if (fields.length > 0)
      changes.push({ kind, key, change: 'changed', before: was, after: item, fields, follows: null });
    follows = key;
  }
  for (const [key, item] of old)
    if (!now.has(key))
      changes.push({
        kind,
        key,
        change: 'removed',
        before: item,
        after: undefined,
        fields: [],
        follows: null,
      });
  return changes;
}

/** Objects within an element whose keys are looked at one by one. */
const openKeys = new Set(['data', 'definition', 'config']);

/** An edit keeps the objects of what it leaves alone, so that a keystroke compares one node anew. */
const compared = new WeakMap<object, { before: object; fields: readonly FieldChange[] }>();

function fieldChanges(before: object, after: object): readonly FieldChange[] {
  if (before === after) return [];
  const known = compared.get(after);
  if (known?.before === before) return known.fields;
  const fields = keyChanges(before as Plain, after as Plain, [], elementLayout);
  compared.set(after, { before, fields });
  return fields;
}

function keyChanges(
  before: Plain,
  after: Plain,
  path: readonly string[],
  ignored?: ReadonlySet<string>,
): FieldChange[] {
  return keysOfBoth(before, after).flatMap((key): FieldChange[] => {
    const [old, now] = [before[key], after[key]];
    if (ignored?.has(key) === true || isSame(old, now)) return [];
    const place = [...path, key];
    return openKeys.has(key) && isPlain(old) && isPlain(now)
      ? keyChanges(old, now, place)
      : [{ path: place, before: old, after: now }];
  });
}

function settingChanges(before: WorkflowDocument, after: WorkflowDocument): Change[] {
  const whole = new Set([...documentLayout, 'nodes', 'edges', 'workflow_configurations']);
  const settings = new Set([...onlyForTests, 'tools']);
  const of = (kind: 'setting' | 'document', found: FieldChange[]): Change[] =>
    found.map((field) => ({ kind, key: field.path[0] ?? '', change: 'changed', fields: [field] }));
  return [
    ...of(
      'setting',
      plainChanges(before.workflow_configurations ?? {}, after.workflow_configurations ?? {}, settings),
    ),
    ...of('document', plainChanges(before, after, whole)),
  ];
}

const plainChanges = (before: Plain, after: Plain, ignored: ReadonlySet<string>): FieldChange[] =>
  keysOfBoth(before, after)
    .filter((key) => !ignored.has(key) && !isSame(before[key], after[key]))
    .map((key) => ({ path: [key], before: before[key], after: after[key] }));

/** What is left when everything else has been applied. */
function orderChanges(applied: WorkflowDocument, after: WorkflowDocument): Change[] {
  const edges = [...keyed(after.edges, ({ id }) => id).keys()];
  const tools = [...keyed(toolsOf(after), (tool) => tool.tool_uuid).keys()];
  const changes: Change[] = [];
  if (!isSame([...keyed(applied.edges, ({ id }) => id).keys()], edges))
    changes.push({ kind: 'order', key: 'edges', change: 'changed', after: edges });
  const listed = applied.workflow_configurations?.tools;
  const wanted = after.workflow_configurations?.tools;
  if (!isSame([...keyed(toolsOf(applied), (tool) => tool.tool_uuid).keys()], tools))
    changes.push({ kind: 'order', key: 'tools', change: 'changed', after: tools });
  else if (!isSame(listed, wanted))
    changes.push({
      kind: 'setting',
      key: 'tools',
      change: 'changed',
      fields: [{ path: ['tools'], before: listed, after: wanted }],
    });
  return changes;
}

function layoutChanges(before: WorkflowDocument, after: WorkflowDocument): LayoutChanges {
  const old = new Map(before.nodes.map((node) => [node.id, node.position]));
  const moved = after.nodes.filter(({ id, position }) => {
    const was = old.get(id);
    return was !== undefined && (was.x !== position.x || was.y !== position.y);
  });
  const tests = [...onlyForTests].some(
    (key) => !isSame(before.workflow_configurations?.[key], after.workflow_configurations?.[key]),
  );
  return {
    movedNodeIds: moved.map(({ id }) => id),
    notes: differing(before.notes, after.notes),
    frames: differing(before.frames, after.frames),
    isRenamed: before.name !== after.name,
    hasOtherTestValues: tests,
  };
}

function differing(before: readonly { id: string }[] = [], after: readonly { id: string }[] = []): number {
  const old = new Map(before.map((item) => [item.id, item]));
  const now = new Map(after.map((item) => [item.id, item]));
  return [...new Set([...old.keys(), ...now.keys()])].filter((id) => !isSame(old.get(id), now.get(id)))
    .length;
}

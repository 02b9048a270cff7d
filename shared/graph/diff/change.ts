/** What a difference between two documents is made of. */
import type { ToolDocument } from '../../domain/tool.ts';
import type { WorkflowEdge, WorkflowNode } from '../../domain/workflow.ts';

/** A value that differs; `path` leads to it within its element. `undefined`: there is none. */
export interface FieldChange {
  path: readonly string[];
  before: unknown;
  after: unknown;
}

/** Of nodes, edges and tools. `key` is the id, made distinct where a draft holds an id twice. */
export interface ElementChange<Kind extends string, T> {
  kind: Kind;
  key: string;
  change: 'added' | 'removed' | 'changed';
  before: T | undefined;
  after: T | undefined;
  /** Empty unless `changed`. */
  fields: readonly FieldChange[];
  /** Of what was added: key of the one before it in the new order; null: it comes first. */
  follows: string | null;
}

export type Change =
  | ElementChange<'node', WorkflowNode>
  | ElementChange<'edge', WorkflowEdge>
  | ElementChange<'tool', ToolDocument>
  /** A key of `workflow_configurations`, or an unknown one of the document itself. */
  | { kind: 'setting' | 'document'; key: string; change: 'changed'; fields: readonly [FieldChange] }
  /** Edges are offered, and guards tried, in their order. `after`: all keys. */
  | { kind: 'order'; key: 'edges' | 'tools'; change: 'changed'; after: readonly string[] };

/** What no call notices. */
export interface LayoutChanges {
  movedNodeIds: readonly string[];
  /** How many notes, and how many frames, are not as they were. */
  notes: number;
  frames: number;
  isRenamed: boolean;
  hasOtherTestValues: boolean;
}

export interface WorkflowDiff {
  changes: readonly Change[];
  layout: LayoutChanges;
}

/** Items by id; the second of one id is `id (2)`. */
export function keyed<T>(items: readonly T[], idOf: (item: T) => string): Map<string, T> {
  const found = new Map<string, T>();
  for (const item of items) {
    const id = idOf(item);
    let key = id;
    for (let count = 2; found.has(key); count += 1) key = `${id} (${count})`;
    found.set(key, item);
  }
  return found;
}

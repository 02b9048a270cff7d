/** Taking a piece of an earlier document back into a later one, with what the piece cannot stand without. */
import type { WorkflowDocument } from '../../domain/workflow.ts';
import { leaveFrames } from '../edit/frames.ts';
import { applyChanges } from './apply.ts';
import type { Change } from './change.ts';
import { diffWorkflows } from './diff.ts';
import { isSame } from './same.ts';

/** Whole elements, or (with `path`) one field of one. */
export interface Piece {
  kind: Change['kind'];
  key: string;
  path?: readonly string[];
}

/**
 * The document with one piece as it is in `source`. An edge brings the nodes it needs, a node the tools it names; a node
 * that goes takes its edges along.
 */
export function restorePiece(
  document: WorkflowDocument,
  source: WorkflowDocument,
  { kind, key, path }: Piece,
): WorkflowDocument {
  const { changes } = diffWorkflows(document, source);
  const change = changes.find((each) => each.kind === kind && each.key === key);
  if (!change) return document;
  if (path !== undefined && 'fields' in change && change.change === 'changed') {
    const fields = change.fields.filter((field) => isSame(field.path, path));
    return applyChanges(document, [{ ...change, fields } as Change]);
  }
  const wanted = new Set([change]);
  const add = (found: Change | undefined): void => {
    if (found) wanted.add(found);
  };
  const adding = (of: Change['kind'], id: string): Change | undefined =>
    changes.find((each) => each.kind === of && each.key === id && each.change === 'added');
  if (change.kind === 'edge' && change.after)
    for (const end of [change.after.source, change.after.target]) add(adding('node', end));
  for (const each of [...wanted])
    if (each.kind === 'node') for (const id of each.after?.data.tool_uuids ?? []) add(adding('tool', id));
  if (change.kind !== 'node' || change.change !== 'removed')
    return applyChanges(document, inOrder(changes, wanted));
  for (const each of changes)
    if (each.kind === 'edge' && (each.before?.source === key || each.before?.target === key)) add(each);
  return leaveFrames(applyChanges(document, inOrder(changes, wanted)), [key]);
}

const inOrder = (changes: readonly Change[], wanted: ReadonlySet<Change>): Change[] =>
  changes.filter((change) => wanted.has(change));

/** All of an earlier document; what is looked at stays where it is. */
export const restoreAll = (document: WorkflowDocument, source: WorkflowDocument): WorkflowDocument => ({
  ...source,
  viewport: document.viewport,
});

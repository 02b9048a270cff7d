import type { WorkflowDocument } from '../../domain/workflow.ts';
import { leaveFrames, unframe } from './frames.ts';
import { withNotes } from './notes.ts';
import { framesIn, isSelected, notesIn, type Selection } from './selection.ts';

/** Takes out what is selected, and the edges of nodes that go. A frame goes without the nodes in it. */
export function removeSelected(document: WorkflowDocument, selection: Selection): WorkflowDocument {
  if (!isSelected(selection)) return document;
  const nodeIds = new Set(selection.nodeIds);
  const edgeIds = new Set(selection.edgeIds);
  const noteIds = new Set(notesIn(selection));
  const left: WorkflowDocument = {
    ...document,
    nodes: document.nodes.filter(({ id }) => !nodeIds.has(id)),
    edges: document.edges.filter(
      ({ id, source, target }) => !edgeIds.has(id) && !nodeIds.has(source) && !nodeIds.has(target),
    ),
  };
  const unframed = framesIn(selection).length === 0 ? left : unframe(left, framesIn(selection));
  const emptied = leaveFrames(unframed, selection.nodeIds);
  return noteIds.size === 0
    ? emptied
    : withNotes(
        emptied,
        (emptied.notes ?? []).filter(({ id }) => !noteIds.has(id)),
      );
}

import {
  frameNodes,
  framesIn,
  isSelected,
  joinFrame,
  leaveFrames,
  unframe,
} from '#shared/graph/edit/index.ts';
import { writeInPlace } from '../../../canvas/canvas-context.ts';
import { mayLeave } from '../../../canvas/connections.ts';
import { freePlace } from '../../../canvas/geometry.ts';
import { canvasElement } from '../canvas-element.ts';
import { documentOf, insertNote, say } from '../canvas-edits.ts';
import { pointerOver } from '../pointer-place.ts';
import { openBox } from '../surface.ts';
import type { ActionTarget, EditorAction } from './action.ts';
import { selectionIn } from './edit-actions.ts';

/** The one selected node, from which an edge may lead; null otherwise. */
export function sourceOf({ editor }: ActionTarget): string | null {
  const { nodeIds, edgeIds } = editor.store.getState().selection;
  const [id] = nodeIds;
  if (id === undefined || nodeIds.length > 1 || edgeIds.length > 0) return null;
  const node = documentOf(editor).nodes.find((each) => each.id === id);
  return node && mayLeave(node.type) ? id : null;
}

/** The one selected edge; null otherwise. */
const edgeOf = (target: ActionTarget): string | null => {
  const { nodeIds, edgeIds } = selectionIn(target);
  return nodeIds.length === 0 && edgeIds.length === 1 ? (edgeIds[0] ?? null) : null;
};

export const addActions: readonly EditorAction[] = [
  {
    id: 'add',
    label: 'Add or find a step',
    group: 'Add',
    keys: ['/', 'Insert'],
    onCanvas: true,
    keywords: 'new node search just type',
    run: (target) => {
      openBox({ kind: 'add', from: sourceOf(target) });
    },
  },
  {
    id: 'connect',
    label: 'Lead an edge to …',
    group: 'Add',
    keys: ['mod+Enter'],
    onCanvas: true,
    keywords: 'connect draw link',
    run: (target) => {
      const from = sourceOf(target);
      const edgeId = edgeOf(target);
      if (from !== null) openBox({ kind: 'connect', from, isDrawn: false });
      else if (edgeId !== null) openBox({ kind: 'reroute', edgeId, end: 'target' });
      else say('Select the node from which the edge is to lead, or the edge that is to lead elsewhere.');
    },
  },
  {
    id: 'reroute-source',
    label: 'Let the edge begin at …',
    group: 'Add',
    keys: ['mod+shift+Enter'],
    onCanvas: true,
    keywords: 'reroute reconnect edge source',
    run: (target) => {
      const edgeId = edgeOf(target);
      if (edgeId === null) say('Select the edge that is to begin elsewhere.');
      else openBox({ kind: 'reroute', edgeId, end: 'source' });
    },
  },
  {
    id: 'note',
    label: 'Add a note',
    group: 'Add',
    keys: ['shift+alt+N'],
    keywords: 'sticky comment text',
    run: ({ editor, flow }) => {
      const canvas = canvasElement();
      if (!canvas) return;
      const point = flow.screenToFlowPosition(pointerOver(canvas), { snapToGrid: false });
      insertNote(editor, freePlace(documentOf(editor).nodes, point));
    },
  },
  {
    id: 'frame',
    label: 'Frame the selected nodes',
    group: 'Add',
    keys: ['mod+G'],
    keywords: 'group section',
    run: (target) => {
      const { editor } = target;
      const selection = selectionIn(target);
      const [frameId] = framesIn(selection);
      if (selection.nodeIds.length === 0) {
        say('Select the nodes that belong together to put a frame around them.');
        return;
      }
      if (frameId !== undefined) {
        editor.edit((document) => joinFrame(document, frameId, selection.nodeIds));
        editor.select({ nodeIds: [], edgeIds: [], frameIds: [frameId] });
        return;
      }
      let id = '';
      editor.edit((document) => {
        const framed = frameNodes(document, selection.nodeIds, 'New frame');
        id = framed.id;
        return framed.document;
      });
      editor.select({ nodeIds: [], edgeIds: [], frameIds: [id] });
      writeInPlace(id);
    },
  },
  {
    id: 'unframe',
    label: 'Take out of the frame',
    group: 'Add',
    keys: ['mod+shift+G'],
    keywords: 'ungroup unframe dissolve',
    run: (target) => {
      const { editor } = target;
      const selection = selectionIn(target);
      if (!isSelected(selection)) {
        say('Select a frame to take it away, or nodes to take them out of theirs.');
        return;
      }
      editor.edit((document) =>
        framesIn(selection).length > 0
          ? unframe(document, framesIn(selection))
          : leaveFrames(document, selection.nodeIds),
      );
    },
  },
];

import { neighbourToward, nextInOrder, type Direction } from '../../../canvas/navigation.ts';
import { documentOf } from '../canvas-edits.ts';
import { focusCanvas } from '../canvas-element.ts';
import { goToProblem, hasProblems } from '../problem-walk.ts';
import { reveal } from '../reveal.ts';
import type { ActionTarget, EditorAction } from './action.ts';
import { selectionIn } from './edit-actions.ts';

function goTo({ editor, flow }: ActionTarget, nodeId: string | undefined): void {
  if (nodeId === undefined) return;
  editor.select({ nodeIds: [nodeId], edgeIds: [] });
  reveal(editor, flow, [nodeId]);
}

/** From a node to the one that lies there; from an edge to one of its ends. */
function toward(target: ActionTarget, direction: Direction): string | undefined {
  const document = documentOf(target.editor);
  const { nodeIds, edgeIds } = selectionIn(target);
  const edge = document.edges.find(({ id }) => id === edgeIds.at(-1));
  if (nodeIds.length === 0 && edge)
    return direction === 'right' || direction === 'down' ? edge.target : edge.source;
  const from = nodeIds.at(-1);
  return from === undefined
    ? nextInOrder(document.nodes, undefined, 1)?.id
    : neighbourToward(document, from, direction)?.id;
}

const go = (direction: Direction, label: string, key: string): EditorAction => ({
  id: `go-${direction}`,
  label,
  group: 'Go',
  keys: [key],
  onCanvas: true,
  keywords: 'neighbour along edge move focus',
  run: (target) => {
    goTo(target, toward(target, direction));
  },
});

const inOrder = (step: 1 | -1, label: string, key: string): EditorAction => {
  const next = (target: ActionTarget): string | undefined =>
    nextInOrder(documentOf(target.editor).nodes, selectionIn(target).nodeIds.at(-1), step)?.id;
  return {
    id: step === 1 ? 'go-next' : 'go-previous',
    label,
    group: 'Go',
    keys: [key],
    onCanvas: true,
    // After the last node the key leaves the canvas.
    when: (target) => next(target) !== undefined,
    keywords: 'reading order',
    run: (target) => {
      goTo(target, next(target));
    },
  };
};

const problem = (step: 1 | -1, label: string, key: string): EditorAction => ({
  id: step === 1 ? 'go-next-problem' : 'go-previous-problem',
  label,
  group: 'Go',
  keys: [key],
  inFields: true,
  when: hasProblems,
  keywords: 'error warning hint lint',
  run: () => {
    goToProblem(step);
  },
});

export const goActions: readonly EditorAction[] = [
  problem(1, 'Go to the next problem or hint', 'F8'),
  problem(-1, 'Go to the previous problem or hint', 'shift+F8'),
  go('right', 'Go to the node on the right', 'alt+ArrowRight'),
  go('left', 'Go to the node on the left', 'alt+ArrowLeft'),
  go('up', 'Go to the node above', 'alt+ArrowUp'),
  go('down', 'Go to the node below', 'alt+ArrowDown'),
  inOrder(1, 'Go to the next node', 'Tab'),
  inOrder(-1, 'Go to the previous node', 'shift+Tab'),
  {
    id: 'go-edge',
    label: 'Go to the edges of the node, one by one',
    group: 'Go',
    keys: ['alt+E'],
    onCanvas: true,
    keywords: 'select edge outgoing',
    run: (target) => {
      const { edges } = documentOf(target.editor);
      const { nodeIds, edgeIds } = selectionIn(target);
      const present = edges.find(({ id }) => id === edgeIds.at(-1));
      const source = present?.source ?? nodeIds.at(-1);
      const leaving = edges.filter((edge) => edge.source === source);
      const among = leaving.length > 0 ? leaving : edges.filter((edge) => edge.target === source);
      const next = among[present ? (among.indexOf(present) + 1) % among.length : 0];
      if (next) target.editor.select({ nodeIds: [], edgeIds: [next.id] });
    },
  },
  {
    id: 'go-canvas',
    label: 'Back from the fields to the canvas',
    group: 'Go',
    keys: ['Escape'],
    inFields: true,
    // Elsewhere Escape has other work; a list that is open in a field closes first.
    when: () => {
      const field = window.document.activeElement;
      return (
        field?.closest('[data-document-fields]') != null && field.getAttribute('aria-expanded') !== 'true'
      );
    },
    run: focusCanvas,
  },
];

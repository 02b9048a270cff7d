/** Undo and redo of everything that can be done to a document: each step comes back exactly. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import {
  addEdge,
  addNodeWith,
  addNote,
  align,
  distribute,
  dropNodes,
  duplicate,
  frameNodes,
  joinFrame,
  leaveFrames,
  nudge,
  patchEdge,
  patchNode,
  removeSelected,
  renameFrame,
  rerouteEdge,
  resizeNote,
  selectable,
  selectionOf,
  unframe,
  writeNote,
  type Selection,
} from '#shared/graph/edit/index.ts';
import { sample } from '#shared/graph/edit/testing/graphs.ts';
import { change, redo, startHistory, undo } from './history.ts';

type Edit = (
  document: WorkflowDocument,
  at: (count: number) => number,
  selection: Selection,
) => WorkflowDocument;

/** One of the ids, any of them. */
const idAt = (items: readonly { id: string }[] | undefined, at: (count: number) => number): string =>
  items?.[at(items.length)]?.id ?? 'none';

const edits: readonly Edit[] = [
  (now, at) =>
    addNodeWith(now, 'agentNode', { x: at(900), y: at(900) }, { name: 'New', prompt: '' }).document,
  (now, at) => addEdge(now, idAt(now.nodes, at), idAt(now.nodes, at)).document,
  (now, _, selection) => removeSelected(now, selection),
  (now, at, selection) => nudge(now, selection, { x: at(80) - 40, y: -0 }),
  (now, at) => dropNodes(now, new Map([[idAt(now.nodes, at), { x: at(1500), y: at(900) + 0.4 }]])),
  (now, at) => rerouteEdge(now, idAt(now.edges, at), 'target', idAt(now.nodes, at)),
  (now, at) => patchNode(now, idAt(now.nodes, at), { prompt: `Prompt ${at(9)}`, greeting: undefined }),
  (now, at) => patchEdge(now, idAt(now.edges, at), { label: `Label ${at(9)}` }),
  (now, _, selection) => duplicate(now, selection).document,
  (now, _, selection) => frameNodes(now, selection.nodeIds, 'Group').document,
  (now, at) => renameFrame(now, idAt(now.frames, at), `Frame ${at(9)}`),
  (now, at, selection) => joinFrame(now, idAt(now.frames, at), selection.nodeIds),
  (now, _, selection) => leaveFrames(now, selection.nodeIds),
  (now, at) => unframe(now, [idAt(now.frames, at)]),
  (now, at) => addNote(now, { x: at(900), y: at(900) }).document,
  (now, at) => writeNote(now, idAt(now.notes, at), `Note ${at(9)}`),
  (now, at) => resizeNote(now, idAt(now.notes, at), { x: at(99), y: 0, width: at(400), height: at(400) }),
  (now, _, selection) => align(now, selection, 'left'),
  (now, _, selection) => distribute(now, selection, 'y'),
];

const steps = fc.array(
  fc.record({
    edit: fc.nat(edits.length - 1),
    picks: fc.array(fc.nat(10_000), { minLength: 1, maxLength: 6 }),
    selected: fc.array(fc.nat(10_000), { maxLength: 4 }),
  }),
  { minLength: 1, maxLength: 30 },
);

test('undo and redo of any edits give back each document exactly, with no selection in them', () => {
  fc.assert(
    fc.property(steps, (plan) => {
      let history = startHistory(sample);
      // What each document was when it was made, which no later edit may have touched.
      const seen = [{ document: sample, text: JSON.stringify(sample), copy: structuredClone(sample) }];
      for (const { edit, picks, selected } of plan) {
        const { present } = history;
        let pick = 0;
        const at = (count: number): number => (picks[pick++ % picks.length] ?? 0) % Math.max(1, count);
        const all = [...present.nodes, ...present.edges, ...(present.notes ?? []), ...(present.frames ?? [])];
        const ids = selected.map((index) => all[index % Math.max(1, all.length)]?.id ?? 'none');
        const next = edits[edit]?.(present, at, selectionOf(present, ids)) ?? present;
        history = change(history, next, null, 0);
        if (next !== present)
          seen.push({ document: next, text: JSON.stringify(next), copy: structuredClone(next) });
      }
      const check = (index: number): void => {
        const then = seen[index];
        expect(history.present).toBe(then?.document);
        expect(history.present).toStrictEqual(then?.copy);
        expect(JSON.stringify(history.present)).toBe(then?.text);
        const selection = selectionOf(seen.at(-1)?.document ?? sample, [
          'ask',
          'agent-1',
          'note-1',
          'frame-1',
        ]);
        const left = selectable(selection, history.present);
        expect(selectionOf(history.present, Object.values(left).flat())).toMatchObject(left);
      };
      for (let index = seen.length - 1; index > 0; index -= 1) {
        check(index);
        history = undo(history);
      }
      check(0);
      for (let index = 1; index < seen.length; index += 1) {
        history = redo(history);
        check(index);
      }
      expect(redo(history)).toBe(history);
    }),
    { numRuns: 200 },
  );
});

test('ids stay unique whatever is added, copied and framed', () => {
  fc.assert(
    fc.property(steps, (plan) => {
      let document = sample;
      for (const { edit, picks, selected } of plan) {
        let pick = 0;
        const at = (count: number): number => (picks[pick++ % picks.length] ?? 0) % Math.max(1, count);
        const all = [...document.nodes, ...(document.frames ?? [])];
        const ids = selected.map((index) => all[index % Math.max(1, all.length)]?.id ?? 'none');
        document = edits[edit]?.(document, at, selectionOf(document, ids)) ?? document;
      }
      const ids = [
        ...document.nodes,
        ...document.edges,
        ...(document.notes ?? []),
        ...(document.frames ?? []),
      ].map(({ id }) => id);
      const nodeIds = document.nodes.map(({ id }) => id);
      const framed = (document.frames ?? []).flatMap((frame) => frame.node_ids);
      expect([new Set(ids).size, new Set(framed).size]).toEqual([ids.length, framed.length]);
      expect(nodeIds).toEqual(expect.arrayContaining([...new Set(framed)]));
    }),
    { numRuns: 200 },
  );
});

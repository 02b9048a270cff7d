import {
  align,
  distribute,
  isSelected,
  nudge,
  type Alignment,
  type Point,
} from '#shared/graph/edit/index.ts';
import { fitOptions } from '../../../canvas/canvas-controls.tsx';
import { say } from '../canvas-edits.ts';
import { layOut } from '../layout/lay-out.ts';
import { glideMs } from '../reveal.ts';
import type { EditorAction } from './action.ts';
import { selectionIn } from './edit-actions.ts';

/** Canvas pixels by one press of an arrow, and with Shift. */
const stepPx = 8;
const stridePx = 40;

const nudging = (name: string, arrow: string, by: Point): EditorAction[] =>
  [
    { id: `nudge-${name}`, keys: [arrow], px: stepPx, label: `Move ${name}` },
    { id: `nudge-far-${name}`, keys: [`shift+${arrow}`], px: stridePx, label: `Move far ${name}` },
  ].map(({ id, keys, px, label }) => ({
    id,
    label,
    group: 'Arrange',
    keys,
    onCanvas: true,
    when: (target) => isSelected(selectionIn(target)),
    keywords: 'nudge',
    run: (target) => {
      const selection = selectionIn(target);
      const ids = Object.values(selection).flat().join(' ');
      target.editor.edit(
        (document) => nudge(document, selection, { x: by.x * px, y: by.y * px }),
        `nudge ${ids}`,
      );
    },
  }));

const aligning = (how: Alignment, label: string, key: string): EditorAction => ({
  id: `align-${how}`,
  label,
  group: 'Arrange',
  keys: [key],
  onCanvas: true,
  keywords: 'align line up',
  run: (target) => {
    const selection = selectionIn(target);
    target.editor.edit((document) => align(document, selection, how));
  },
});

const distributing = (along: 'x' | 'y', label: string, key: string): EditorAction => ({
  id: `distribute-${along}`,
  label,
  group: 'Arrange',
  keys: [key],
  onCanvas: true,
  keywords: 'distribute spread equal gaps',
  run: (target) => {
    const selection = selectionIn(target);
    target.editor.edit((document) => distribute(document, selection, along));
  },
});

export const arrangeActions: readonly EditorAction[] = [
  ...nudging('left', 'ArrowLeft', { x: -1, y: 0 }),
  ...nudging('right', 'ArrowRight', { x: 1, y: 0 }),
  ...nudging('up', 'ArrowUp', { x: 0, y: -1 }),
  ...nudging('down', 'ArrowDown', { x: 0, y: 1 }),
  aligning('left', 'Align left edges', 'alt+A'),
  aligning('centre', 'Align centres', 'alt+H'),
  aligning('right', 'Align right edges', 'alt+D'),
  aligning('top', 'Align top edges', 'alt+W'),
  aligning('middle', 'Align middles', 'alt+V'),
  aligning('bottom', 'Align bottom edges', 'alt+S'),
  distributing('x', 'Equal gaps across', 'alt+shift+H'),
  distributing('y', 'Equal gaps down', 'alt+shift+V'),
  {
    id: 'lay-out',
    label: 'Lay everything out',
    group: 'Arrange',
    keys: ['alt+shift+T'],
    keywords: 'auto layout tidy up',
    run: ({ editor, flow }) => {
      void layOut(editor).then(() => {
        // The canvas shows the new places with the next frame.
        requestAnimationFrame(() => void flow.fitView({ ...fitOptions, duration: glideMs() }));
      });
    },
  },
  {
    id: 'lay-out-selection',
    label: 'Lay the selected nodes out',
    group: 'Arrange',
    keys: ['alt+shift+L'],
    keywords: 'auto layout tidy up',
    run: (target) => {
      const { nodeIds } = selectionIn(target);
      if (nodeIds.length < 2) say('Select the nodes to lay out, at least two.');
      else void layOut(target.editor, nodeIds);
    },
  },
];

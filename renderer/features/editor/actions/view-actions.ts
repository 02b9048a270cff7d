import {
  boxAround,
  cardBox,
  noteBox,
  placesOfSelected,
  isSelected,
  type Box,
} from '#shared/graph/edit/index.ts';
import { fitOptions } from '../../../canvas/canvas-controls.tsx';
import { setPanelOpen, useLayout } from '../../../stores/layout.ts';
import { documentOf, say } from '../canvas-edits.ts';
import { glideMs } from '../reveal.ts';
import { useSurface } from '../surface.ts';
import type { ActionTarget, EditorAction } from './action.ts';
import { selectionIn } from './edit-actions.ts';

/** Panels that are on until they are switched off. */
export const mapPanel = 'map';
export const snapPanel = 'snap';

const toggle = (panel: string): void => {
  setPanelOpen(panel, !(useLayout.getState().open[panel] ?? true));
};

function selectedBox(target: ActionTarget): Box | null {
  const { nodes, notes = [], edges } = documentOf(target.editor);
  const selection = selectionIn(target);
  const ids = new Set(placesOfSelected(documentOf(target.editor), selection).keys());
  for (const { id, source, target: end } of edges)
    if (selection.edgeIds.includes(id)) {
      ids.add(source);
      ids.add(end);
    }
  return boxAround([
    ...nodes.filter(({ id }) => ids.has(id)).map(({ position }) => cardBox(position)),
    ...notes.filter(({ id }) => ids.has(id)).map(noteBox),
  ]);
}

export const viewActions: readonly EditorAction[] = [
  {
    id: 'view-all',
    label: 'Show everything',
    group: 'View',
    keys: ['shift+1'],
    onCanvas: true,
    keywords: 'zoom to fit',
    run: ({ flow }) => {
      void flow.fitView({ ...fitOptions, duration: glideMs() });
    },
  },
  {
    id: 'view-selection',
    label: 'Show what is selected',
    group: 'View',
    keys: ['shift+2'],
    onCanvas: true,
    keywords: 'zoom to selection',
    run: (target) => {
      const box = isSelected(selectionIn(target)) ? selectedBox(target) : null;
      if (box === null) say('Select something to look at it.');
      else void target.flow.fitBounds(box, { padding: 0.3, duration: glideMs() });
    },
  },
  {
    id: 'view-actual',
    label: 'Zoom to 100 %',
    group: 'View',
    keys: ['shift+0'],
    onCanvas: true,
    keywords: 'actual size reset',
    run: ({ flow }) => {
      void flow.zoomTo(1, { duration: glideMs() });
    },
  },
  {
    id: 'zoom-in',
    label: 'Zoom in',
    group: 'View',
    keys: ['Plus', '='],
    onCanvas: true,
    run: ({ flow }) => {
      void flow.zoomIn({ duration: glideMs() });
    },
  },
  {
    id: 'zoom-out',
    label: 'Zoom out',
    group: 'View',
    keys: ['-'],
    onCanvas: true,
    run: ({ flow }) => {
      void flow.zoomOut({ duration: glideMs() });
    },
  },
  {
    id: 'map',
    label: 'Show or hide the map',
    group: 'View',
    keys: ['shift+alt+M'],
    keywords: 'minimap overview',
    run: () => {
      toggle(mapPanel);
    },
  },
  {
    id: 'snap',
    label: 'Snap to the grid, or not',
    group: 'View',
    keys: ["mod+'"],
    keywords: 'grid align',
    run: () => {
      toggle(snapPanel);
      say(useLayout.getState().open[snapPanel] === false ? 'Snapping is off.' : 'Snapping is on.');
    },
  },
  {
    id: 'inspector',
    label: 'Show or hide the inspector',
    group: 'View',
    keys: ['mod+I'],
    keywords: 'fields panel',
    run: () => {
      setPanelOpen('inspector', !(useLayout.getState().open['inspector'] ?? true));
    },
  },
  {
    id: 'key-map',
    label: 'Show the keys',
    group: 'View',
    keys: ['?'],
    onCanvas: true,
    keywords: 'shortcuts help keyboard map',
    run: () => {
      useSurface.setState({ isKeyMapOpen: true });
    },
  },
];

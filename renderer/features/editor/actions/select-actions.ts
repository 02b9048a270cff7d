import {
  everything,
  extendAlong,
  isSelected,
  nothingSelected,
  type Reach,
} from '#shared/graph/edit/index.ts';
import { documentOf, say } from '../canvas-edits.ts';
import type { EditorAction } from './action.ts';
import { selectionIn } from './edit-actions.ts';

const along = (reach: Reach, label: string, key: string, keywords: string): EditorAction => ({
  id: `select-${reach}`,
  label,
  group: 'Select',
  keys: [key],
  onCanvas: true,
  keywords,
  run: (target) => {
    const { editor } = target;
    const selection = selectionIn(target);
    if (selection.nodeIds.length + selection.edgeIds.length === 0) say('Select a node to begin from.');
    else editor.select(extendAlong(documentOf(editor), selection, reach));
  },
});

export const selectActions: readonly EditorAction[] = [
  {
    id: 'select-all',
    label: 'Select everything',
    group: 'Select',
    keys: ['mod+A'],
    onCanvas: true,
    run: ({ editor }) => {
      editor.select(everything(documentOf(editor)));
    },
  },
  {
    id: 'select-none',
    label: 'Select nothing',
    group: 'Select',
    keys: ['Escape'],
    onCanvas: true,
    when: (target) => isSelected(selectionIn(target)),
    keywords: 'clear deselect',
    run: ({ editor }) => {
      editor.select(nothingSelected);
    },
  },
  along('downstream', 'Select all that follows', 'alt+shift+ArrowRight', 'downstream after leads to'),
  along('upstream', 'Select all that leads here', 'alt+shift+ArrowLeft', 'upstream before'),
  along('connected', 'Select all that is connected', 'alt+shift+ArrowDown', 'component whole'),
];

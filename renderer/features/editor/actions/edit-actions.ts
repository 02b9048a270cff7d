import type { EditorAction } from './action.ts';

export const editActions: readonly EditorAction[] = [
  {
    id: 'undo',
    label: 'Undo',
    group: 'Edit',
    keys: ['mod+Z'],
    inFields: true,
    run: ({ editor }) => {
      editor.undo();
    },
  },
  {
    id: 'redo',
    label: 'Redo',
    group: 'Edit',
    keys: ['mod+shift+Z', 'mod+Y'],
    inFields: true,
    run: ({ editor }) => {
      editor.redo();
    },
  },
];

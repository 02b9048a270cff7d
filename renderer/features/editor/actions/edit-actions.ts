import { duplicate, framesIn, isSelected, notesIn, type Selection } from '#shared/graph/edit/index.ts';
import { writeInPlace } from '../../../canvas/canvas-context.ts';
import { setPanelOpen } from '../../../stores/layout.ts';
import { focusFields } from '../canvas-element.ts';
import { deleteSelected, documentOf, say } from '../canvas-edits.ts';
import { copySelected, pasteFromClipboard } from '../clipboard.ts';
import type { ActionTarget, EditorAction } from './action.ts';

export const selectionIn = ({ editor }: ActionTarget): Selection => editor.store.getState().selection;

const hasSelection = (target: ActionTarget): boolean => isSelected(selectionIn(target));

/** The only thing that is selected; null for none or several. */
function single(selection: Selection): { kind: 'thing' | 'note' | 'frame'; id: string } | null {
  const things = [...selection.nodeIds, ...selection.edgeIds];
  const notes = notesIn(selection);
  const frames = framesIn(selection);
  if (things.length + notes.length + frames.length !== 1) return null;
  const [thing, note, frame] = [things[0], notes[0], frames[0]];
  if (thing !== undefined) return { kind: 'thing', id: thing };
  if (note !== undefined) return { kind: 'note', id: note };
  return frame === undefined ? null : { kind: 'frame', id: frame };
}

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
  {
    id: 'copy',
    label: 'Copy',
    group: 'Edit',
    keys: ['mod+C'],
    isByEvent: true,
    keywords: 'clipboard json',
    run: ({ editor }) => {
      copySelected(editor, false);
    },
  },
  {
    id: 'cut',
    label: 'Cut',
    group: 'Edit',
    keys: ['mod+X'],
    isByEvent: true,
    keywords: 'clipboard',
    run: ({ editor }) => {
      copySelected(editor, true);
    },
  },
  {
    id: 'paste',
    label: 'Paste nodes or a workflow',
    group: 'Edit',
    keys: ['mod+V'],
    isByEvent: true,
    keywords: 'clipboard json dograh',
    run: ({ editor, flow }) => {
      pasteFromClipboard(editor, flow);
    },
  },
  {
    id: 'duplicate',
    label: 'Duplicate',
    group: 'Edit',
    keys: ['mod+D'],
    keywords: 'copy clone',
    run: (target) => {
      const { editor } = target;
      const copy = duplicate(documentOf(editor), selectionIn(target));
      if (!isSelected(copy.selection)) {
        say(copy.remarks[0] ?? 'Select a node or a note to duplicate it.');
        return;
      }
      editor.edit(() => copy.document);
      editor.select(copy.selection);
      if (copy.remarks.length > 0) say(copy.remarks.join(' '));
    },
  },
  {
    id: 'delete',
    label: 'Delete',
    group: 'Edit',
    keys: ['Delete', 'Backspace'],
    onCanvas: true,
    when: hasSelection,
    keywords: 'remove',
    run: ({ editor }) => {
      deleteSelected(editor);
    },
  },
  {
    id: 'open-fields',
    label: 'Open the fields of what is selected',
    group: 'Edit',
    keys: ['Enter'],
    onCanvas: true,
    keywords: 'edit inspector write',
    run: (target) => {
      const one = single(selectionIn(target));
      if (one?.kind === 'note') {
        writeInPlace(one.id);
        return;
      }
      setPanelOpen('inspector', true);
      focusFields();
    },
  },
  {
    id: 'rename',
    label: 'Rename',
    group: 'Edit',
    keys: ['F2'],
    onCanvas: true,
    when: (target) => single(selectionIn(target)) !== null,
    keywords: 'name label title',
    run: (target) => {
      const one = single(selectionIn(target));
      if (one === null) return;
      if (one.kind !== 'thing') {
        writeInPlace(one.id);
        return;
      }
      setPanelOpen('inspector', true);
      focusFields();
    },
  },
];

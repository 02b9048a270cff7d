import { useEffect, useMemo } from 'react';
import { isSelected } from '../../canvas/adapter.ts';
import type { Editor } from '../../stores/editor.ts';
import { useCommands, type Command } from '../../stores/commands.ts';
import { setCallPanelOpen, setPanelOpen } from '../../stores/layout.ts';
import { commandKeys } from '../../ui/command-keys.ts';
import { exportDocument } from '../agents/export.ts';

export const keysOf = (action: 'undo' | 'redo'): string =>
  action === 'undo' ? commandKeys('Z') : commandKeys('Shift Z');

/**
 * Ctrl/Cmd-Z and its reverse, also while a field of the inspector has the focus: those are part of the document.
 * Other fields, such as the call's type-instead box, undo by themselves.
 */
export function useEditorKeys(editor: Editor): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      const isRedo = (key === 'z' && event.shiftKey) || key === 'y';
      if (!isRedo && key !== 'z') return;
      const field = event.target instanceof Element ? event.target.closest('input, textarea') : null;
      if (field !== null && field.closest('[data-document-fields]') === null) return;
      event.preventDefault();
      if (isRedo) editor.redo();
      else editor.undo();
    };
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
    };
  }, [editor]);
}

/** What the palette offers while an agent is open. */
export function useEditorCommands(editor: Editor, isDrawerOpen: boolean): void {
  const commands = useMemo<Command[]>(
    () =>
      [
        {
          id: 'editor-call',
          label: 'Call this agent',
          run: () => {
            setCallPanelOpen(true, { isInUse: isSelected(editor.store.getState().selection) });
          },
        },
        {
          id: 'editor-problems',
          label: isDrawerOpen ? 'Hide problems' : 'Show problems',
          run: () => {
            setPanelOpen('problems', !isDrawerOpen);
          },
        },
        { id: 'editor-undo', label: 'Undo', hint: keysOf('undo'), run: editor.undo },
        { id: 'editor-redo', label: 'Redo', hint: keysOf('redo'), run: editor.redo },
        {
          id: 'editor-export',
          label: 'Export this agent as JSON',
          run: () => {
            const { name, document } = editor.store.getState().history.present;
            exportDocument(name, document);
          },
        },
      ].map((command) => ({ ...command, group: 'This agent' })),
    [editor, isDrawerOpen],
  );
  useCommands('editor', commands);
}

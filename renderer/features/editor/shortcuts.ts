import { useEffect, useMemo, useRef } from 'react';
import type { Editor } from '../../stores/editor.ts';
import { useCommands, type Command } from '../../stores/commands.ts';
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

export interface EditorActions {
  editor: Editor;
  openCall: () => void;
  toggleProblems: () => void;
}

/** What the palette offers while an agent is open. */
export function useEditorCommands(actions: EditorActions): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  const commands = useMemo<Command[]>(() => {
    const entry = (id: string, label: string, run: (now: EditorActions) => void, hint?: string): Command => ({
      id: `editor-${id}`,
      group: 'This agent',
      label,
      ...(hint === undefined ? {} : { hint }),
      run: () => {
        run(latest.current);
      },
    });
    return [
      entry('call', 'Call this agent', (now) => {
        now.openCall();
      }),
      entry('problems', 'Show or hide problems', (now) => {
        now.toggleProblems();
      }),
      entry(
        'undo',
        'Undo',
        ({ editor }) => {
          editor.undo();
        },
        keysOf('undo'),
      ),
      entry(
        'redo',
        'Redo',
        ({ editor }) => {
          editor.redo();
        },
        keysOf('redo'),
      ),
      entry('export', 'Export this agent as JSON', ({ editor }) => {
        const { name, document } = editor.store.getState().history.present;
        exportDocument(name, document);
      }),
    ];
  }, []);
  useCommands('editor', commands);
}

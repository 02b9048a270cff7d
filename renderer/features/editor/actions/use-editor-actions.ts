import { getHotkeyHandler } from '@mantine/hooks';
import { useReactFlow } from '@xyflow/react';
import { useEffect, useMemo } from 'react';
import { useCommands, type Command } from '../../../stores/commands.ts';
import type { Editor } from '../../../stores/editor.ts';
import type { ActionTarget, EditorAction } from './action.ts';
import { agentActions } from './agent-actions.ts';
import { keysOf } from './chords.ts';
import { editActions } from './edit-actions.ts';

const editorActions: readonly EditorAction[] = [...editActions, ...agentActions];

/** Fields take their keys first; those of the document give up what is meant for all of it. */
function isFor({ inFields }: EditorAction, target: EventTarget | null): boolean {
  const field =
    target instanceof Element ? target.closest('input, textarea, select, [contenteditable="true"]') : null;
  return field === null || (inFields === true && field.closest('[data-document-fields]') !== null);
}

/** The keys of the editor, and its commands in the palette. */
export function useEditorActions(editor: Editor, workflowId: string): void {
  const flow = useReactFlow();
  const target = useMemo<ActionTarget>(() => ({ editor, workflowId, flow }), [editor, workflowId, flow]);
  useEffect(() => {
    const press = getHotkeyHandler(
      editorActions.flatMap((action) =>
        (action.keys ?? []).map((key): [string, (event: unknown) => void, { preventDefault: boolean }] => [
          key,
          (event) => {
            if (!(event instanceof KeyboardEvent) || !isFor(action, event.target)) return;
            event.preventDefault();
            action.run(target);
          },
          { preventDefault: false },
        ]),
      ),
    );
    window.addEventListener('keydown', press);
    return () => {
      window.removeEventListener('keydown', press);
    };
  }, [target]);
  const commands = useMemo<Command[]>(
    () =>
      editorActions.map(({ id, label, keys, keywords, run }) => ({
        id: `editor-${id}`,
        label,
        group: 'This agent',
        ...(keys?.[0] === undefined ? {} : { hint: keysOf(keys[0]) }),
        ...(keywords === undefined ? {} : { keywords }),
        run: () => {
          run(target);
        },
      })),
    [target],
  );
  useCommands('editor', commands);
}

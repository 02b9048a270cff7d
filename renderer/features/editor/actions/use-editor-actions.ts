/** The keys of the editor and its commands in the palette. The actions themselves are listed in `all.ts`. */
import { useReactFlow } from '@xyflow/react';
import { useEffect, useMemo } from 'react';
import { useCommands, type Command } from '../../../stores/commands.ts';
import type { Editor } from '../../../stores/editor.ts';
import { canvasElement } from '../canvas-element.ts';
import { followPointer } from '../pointer-place.ts';
import { openBox } from '../surface.ts';
import type { ActionTarget, EditorAction } from './action.ts';
import { sourceOf } from './add-actions.ts';
import { editorActions } from './all.ts';
import { isPressed, isTyping, keysOf } from './chords.ts';

/** Fields take their keys first; those of the document give up what is meant for all of it. */
function isFor({ inFields, onCanvas }: EditorAction, target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return true;
  if (target.closest('[role="dialog"], [role="menu"]') !== null) return false;
  const field = target.closest(
    'input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable="true"]',
  );
  if (field !== null) return inFields === true && field.closest('[data-document-fields]') !== null;
  return onCanvas !== true || isCanvas(target);
}

/** The canvas has the focus, or nothing has. */
const isCanvas = (target: Element): boolean => target === canvasElement() || target === window.document.body;

/** What an action of the editor works on; within the editor. */
export function useActionTarget(editor: Editor, workflowId: string): ActionTarget {
  const flow = useReactFlow();
  return useMemo<ActionTarget>(() => ({ editor, workflowId, flow }), [editor, workflowId, flow]);
}

export function useEditorActions(target: ActionTarget): void {
  useEffect(followPointer, []);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const action = editorActions.find(
        (each) =>
          each.isByEvent !== true &&
          each.keys?.some((chord) => isPressed(chord, event)) === true &&
          isFor(each, event.target) &&
          each.when?.(target) !== false,
      );
      if (action) {
        event.preventDefault();
        action.run(target);
      } else if (isTyping(event) && event.target instanceof Element && isCanvas(event.target)) {
        event.preventDefault();
        openBox({ kind: 'add', from: sourceOf(target) }, null, event.key);
      }
    };
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

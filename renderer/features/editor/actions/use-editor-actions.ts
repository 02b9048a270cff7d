/** The keys of the editor and its commands in the palette. The actions themselves are listed in `all.ts`. */
import { useReactFlow } from '@xyflow/react';
import { useEffect, useMemo } from 'react';
import { useCommands, type Command } from '../../../stores/commands.ts';
import type { Editor } from '../../../stores/editor.ts';
import { isForDraftOnly } from '../../versions/versions-actions.ts';
import { lookOf } from '../../versions/versions-store.ts';
import { say } from '../canvas-edits.ts';
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

/** While the canvas shows a version the draft behind it is left alone. */
function runAction(action: EditorAction, target: ActionTarget): void {
  if (lookOf(target.workflowId) !== null && isForDraftOnly(action))
    say('The canvas shows a version, to read only. Press Escape to go back to the draft.');
  else action.run(target);
}

export function useEditorActions(target: ActionTarget): void {
  useEffect(followPointer, []);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const meant = editorActions.filter(
        (each) =>
          each.isByEvent !== true &&
          each.keys?.some((chord) => isPressed(chord, event)) === true &&
          isFor(each, event.target) &&
          each.when?.(target) !== false,
      );
      const isLooking = lookOf(target.workflowId) !== null;
      const action = (isLooking ? meant.find((each) => !isForDraftOnly(each)) : undefined) ?? meant[0];
      // Beside a version Tab leads from the canvas to what is around it, as anywhere.
      if (isLooking && event.key === 'Tab') return;
      if (action) {
        event.preventDefault();
        runAction(action, target);
      } else if (!isLooking && isTyping(event) && event.target instanceof Element && isCanvas(event.target)) {
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
      editorActions.map((action) => ({
        id: `editor-${action.id}`,
        label: action.label,
        group: 'This agent',
        ...(action.keys?.[0] === undefined ? {} : { hint: keysOf(action.keys[0]) }),
        ...(action.keywords === undefined ? {} : { keywords: action.keywords }),
        run: () => {
          runAction(action, target);
        },
      })),
    [target],
  );
  useCommands('editor', commands);
}

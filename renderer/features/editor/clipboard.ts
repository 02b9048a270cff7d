/** Copy, cut and paste through the system's clipboard, as text: between agents, windows and programs. */
import type { ReactFlowInstance } from '@xyflow/react';
import { useEffect } from 'react';
import { clipFromText, clipOf, clipToText, isEmptyClip, type Point } from '#shared/graph/edit/index.ts';
import type { Editor } from '../../stores/editor.ts';
import { showError } from '../../ui/toast.tsx';
import { useVersionsStore } from '../versions/versions-store.ts';
import { canvasElement } from './canvas-element.ts';
import { deleteSelected, documentOf, insertClip, say } from './canvas-edits.ts';
import { pointerOver } from './pointer-place.ts';
import { reveal } from './reveal.ts';

type Flow = ReactFlowInstance;

/** What is selected as text; null when nothing of it can stand by itself. */
function selectedText(editor: Editor): string | null {
  const clip = clipOf(documentOf(editor), editor.store.getState().selection);
  return isEmptyClip(clip) ? null : clipToText(clip);
}

export function pasteText(editor: Editor, flow: Flow, text: string): void {
  const read = clipFromText(text);
  if ('refusal' in read) {
    say(read.refusal);
    return;
  }
  const canvas = canvasElement();
  const point: Point = canvas ? pointerOver(canvas) : { x: 0, y: 0 };
  insertClip(editor, read.clip, { middle: flow.screenToFlowPosition(point, { snapToGrid: false }) });
  const { nodeIds, noteIds = [] } = editor.store.getState().selection;
  reveal(editor, flow, [...nodeIds, ...noteIds]);
}

/** The clipboard events of the window that are meant for the canvas. */
export function useClipboard(editor: Editor, flow: Flow): void {
  useEffect(() => {
    const take = (event: ClipboardEvent, isCut: boolean): void => {
      if (!isForCanvas(event)) return;
      const text = selectedText(editor);
      if (text === null) return;
      event.preventDefault();
      event.clipboardData?.setData('text/plain', text);
      if (isCut) deleteSelected(editor);
    };
    const copy = (event: ClipboardEvent): void => {
      take(event, false);
    };
    const cut = (event: ClipboardEvent): void => {
      take(event, true);
    };
    const paste = (event: ClipboardEvent): void => {
      if (!isForCanvas(event)) return;
      event.preventDefault();
      pasteText(editor, flow, event.clipboardData?.getData('text/plain') ?? '');
    };
    window.addEventListener('copy', copy);
    window.addEventListener('cut', cut);
    window.addEventListener('paste', paste);
    return () => {
      window.removeEventListener('copy', copy);
      window.removeEventListener('cut', cut);
      window.removeEventListener('paste', paste);
    };
  }, [editor, flow]);
}

/** Not for a field, a dialog, a version that is only looked at, or words that are marked somewhere on the page. */
function isForCanvas({ target }: ClipboardEvent): boolean {
  if (useVersionsStore.getState().look !== null) return false;
  const isWords = window.getSelection()?.isCollapsed === false;
  if (isWords || !(target instanceof Element)) return !isWords;
  return target.closest('input, textarea, select, [contenteditable="true"], [role="dialog"]') === null;
}

/** Copies without a clipboard event, as from the palette; `isCut` deletes what was copied. */
export function copySelected(editor: Editor, isCut: boolean): void {
  const text = selectedText(editor);
  if (text === null) {
    say('Select a node or a note to copy it.');
    return;
  }
  navigator.clipboard.writeText(text).then(
    () => {
      if (isCut) deleteSelected(editor);
    },
    (thrown: unknown) => {
      showError('The clipboard cannot be written', thrown);
    },
  );
}

export function pasteFromClipboard(editor: Editor, flow: Flow): void {
  navigator.clipboard.readText().then(
    (text) => {
      pasteText(editor, flow, text);
    },
    () => {
      say('The clipboard may not be read from a menu here. Paste with the keyboard instead.');
    },
  );
}

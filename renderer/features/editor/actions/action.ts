/** Everything a person can do in the editor without pointing: one list for the keys, the key map and the palette. */
import type { ReactFlowInstance } from '@xyflow/react';
import type { Editor } from '../../../stores/editor.ts';

/** What an action works on. */
export interface ActionTarget {
  editor: Editor;
  workflowId: string;
  /** The canvas: where it is looked at, and how to look elsewhere. */
  flow: ReactFlowInstance;
}

export const actionGroups = ['Add', 'Edit', 'Select', 'Go', 'Arrange', 'View', 'Agent'] as const;

export interface EditorAction {
  id: string;
  label: string;
  group: (typeof actionGroups)[number];
  /** Any of these, such as `mod+shift+Z` (`mod`: Ctrl, or Cmd on a Mac); see `chords.ts`. */
  keys?: readonly string[];
  /** Also while a field of the document has the focus. Fields that are no part of the document never lose a key. */
  inFields?: boolean;
  /** Its keys work while the canvas, or nothing at all, has the focus: keys that mean something else on a button. */
  onCanvas?: boolean;
  /** The browser itself tells of the keys, by a clipboard event: they are shown and not listened to. */
  isByEvent?: boolean;
  /** Whether it can be done now; absent: always. A key that cannot is left to the browser. */
  when?: (target: ActionTarget) => boolean;
  /** More words by which the palette finds it. */
  keywords?: string;
  run: (target: ActionTarget) => void;
}

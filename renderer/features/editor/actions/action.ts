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

export interface EditorAction {
  id: string;
  label: string;
  group: 'Edit' | 'Select' | 'Arrange' | 'View' | 'Agent';
  /** Any of these, such as `mod+shift+Z` (`mod`: Ctrl, or Cmd on a Mac), in the words of Mantine's hotkeys. */
  keys?: readonly string[];
  /** Also while a field of the document has the focus. Fields that are no part of the document never lose a key. */
  inFields?: boolean;
  /** More words by which the palette finds it. */
  keywords?: string;
  run: (target: ActionTarget) => void;
}

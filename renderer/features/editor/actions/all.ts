import type { EditorAction } from './action.ts';
import { testerActions } from '../../tester/tester-actions.ts';
import { versionsActions } from '../../versions/versions-actions.ts';
import { addActions } from './add-actions.ts';
import { agentActions } from './agent-actions.ts';
import { arrangeActions } from './arrange-actions.ts';
import { editActions } from './edit-actions.ts';
import { exportActions } from './export-actions.ts';
import { goActions } from './go-actions.ts';
import { selectActions } from './select-actions.ts';
import { textActions } from './text-actions.ts';
import { viewActions } from './view-actions.ts';

/** In the order in which keys are tried, and in which the key map lists them. */
export const editorActions: readonly EditorAction[] = [
  ...versionsActions,
  ...addActions,
  ...editActions,
  ...selectActions,
  ...textActions,
  ...goActions,
  ...arrangeActions,
  ...viewActions,
  ...agentActions,
  ...exportActions,
  ...testerActions,
];

export const actionById = (id: string): EditorAction | undefined =>
  editorActions.find((action) => action.id === id);

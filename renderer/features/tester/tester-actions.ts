import type { EditorAction } from '../editor/actions/action.ts';
import { showDrawer, toggleDrawer } from '../editor/drawer/tab.ts';
import { openTest, testOf } from './test-store.ts';

export const testerActions: readonly EditorAction[] = [
  {
    id: 'tester',
    label: 'Show or hide the text tester',
    group: 'Agent',
    keys: ['alt+T'],
    keywords: 'test try chat conversation text rewind branch',
    run: () => {
      toggleDrawer('tester');
    },
  },
  {
    id: 'test-new',
    label: 'Start a new text test',
    group: 'Agent',
    keywords: 'try chat conversation text',
    run: ({ editor, workflowId }) => {
      showDrawer('tester');
      const { document } = editor.store.getState().history.present;
      if (!testOf(workflowId)) void openTest(workflowId, { document, flush: editor.flush });
    },
  },
];

import { isSelected } from '../../../canvas/adapter.ts';
import { setCallPanelOpen } from '../../../stores/layout.ts';
import { toggleDrawer } from '../drawer/tab.ts';
import type { EditorAction } from './action.ts';

export const agentActions: readonly EditorAction[] = [
  {
    id: 'call',
    label: 'Call this agent',
    group: 'Agent',
    run: ({ editor }) => {
      setCallPanelOpen(true, { isInUse: isSelected(editor.store.getState().selection) });
    },
  },
  {
    id: 'problems',
    label: 'Show or hide problems',
    group: 'Agent',
    run: () => {
      toggleDrawer('problems');
    },
  },
];

import { toggleDrawer } from '../drawer/tab.ts';
import { openFind } from '../find/find-state.ts';
import { hasPromptField, toggleLarge } from '../prompt/open-fields.ts';
import type { EditorAction } from './action.ts';

export const textActions: readonly EditorAction[] = [
  {
    id: 'find',
    label: 'Find and replace in all texts',
    group: 'Edit',
    keys: ['mod+F'],
    inFields: true,
    keywords: 'search prompts regular expression',
    run: () => {
      openFind('texts');
    },
  },
  {
    id: 'rename-variable',
    label: 'Rename a variable everywhere',
    group: 'Edit',
    keywords: 'refactor extraction test value placeholder',
    run: () => {
      openFind('variable');
    },
  },
  {
    id: 'large-prompt',
    label: 'Edit the prompt in large',
    group: 'Edit',
    keys: ['mod+E'],
    inFields: true,
    keywords: 'enlarge expand full screen',
    run: () => {
      if (hasPromptField()) toggleLarge();
    },
  },
  {
    id: 'preview',
    label: 'Preview as sent: what the model gets at this step',
    group: 'Agent',
    keys: ['mod+shift+P'],
    inFields: true,
    keywords: 'system prompt functions request json tokens',
    run: () => {
      toggleDrawer('preview');
    },
  },
];

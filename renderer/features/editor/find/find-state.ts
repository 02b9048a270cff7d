/** What is looked for, kept while the studio is open, so that the tab comes back as it was. */
import { create } from 'zustand';
import type { TextQuery } from '#shared/graph/find-texts.ts';
import { setPanelOpen } from '../../../stores/layout.ts';
import { showDrawerTab } from '../drawer/tab.ts';

export type FindMode = 'texts' | 'variable';

interface FindState {
  mode: FindMode;
  query: TextQuery;
  replacement: string;
  /** Counts the times that the tab was asked for: its field takes the focus each time. */
  asked: number;
}

export const useFind = create<FindState>()(() => ({
  mode: 'texts',
  query: { find: '', isRegex: false, matchCase: false, wholeWord: false },
  replacement: '',
  asked: 0,
}));

export function openFind(mode: FindMode): void {
  showDrawerTab('find');
  setPanelOpen('drawer', true);
  useFind.setState(({ asked }) => ({ mode, asked: asked + 1 }));
}

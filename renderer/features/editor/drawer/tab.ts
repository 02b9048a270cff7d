import type { ComponentType } from 'react';
import type { WorkflowProblem } from '#shared/domain/workflow.ts';
import { setPanelOpen, setPanelTab, useLayout } from '../../../stores/layout.ts';
import type { Findings } from '../use-problems.ts';

/** What every tab of the drawer is given. */
export interface DrawerTabProps {
  workflowId: string;
  findings: Findings;
  /** Selects what a problem names and brings it into view. */
  onShow: (problem: WorkflowProblem) => void;
}

export interface DrawerTab {
  id: string;
  title: string;
  /** Beside the title, when it is not 0. */
  count?: (findings: Findings) => number;
  /** CSS pixels, for a tab that has a height of its own; the others share one. */
  heightPx?: number;
  /** Only mounted while it is looked at. */
  Content: ComponentType<DrawerTabProps>;
}

const panel = 'drawer';

/** Opens the drawer at a tab; closes it when that tab is already looked at. */
export function toggleDrawer(tab: string): void {
  const { open, tabs } = useLayout.getState();
  const isShown = open[panel] === true && (tabs[panel] ?? tab) === tab;
  setPanelTab(panel, tab);
  setPanelOpen(panel, !isShown);
}

/** Opens the drawer at a tab. */
export function showDrawer(tab: string): void {
  setPanelTab(panel, tab);
  setPanelOpen(panel, true);
}

export function closeDrawer(): void {
  setPanelOpen(panel, false);
}

/** The open tab; null while the drawer is closed. */
export const useDrawerTab = (): string | null =>
  useLayout(({ open, tabs }) => (open[panel] === true ? (tabs[panel] ?? null) : null));

export const showDrawerTab = (tab: string): void => {
  setPanelTab(panel, tab);
};

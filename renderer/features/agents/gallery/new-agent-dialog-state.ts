import { create } from 'zustand';

/** The ways to begin, in the order in which they are offered. */
export const waysToBegin = ['templates', 'describe', 'guided'] as const;
export type WayToBegin = (typeof waysToBegin)[number];

export const useNewAgentDialog = create<{ isOpen: boolean; way: WayToBegin }>()(() => ({
  isOpen: false,
  way: 'templates',
}));

export function openNewAgent(way?: WayToBegin): void {
  useNewAgentDialog.setState({ isOpen: true, ...(way === undefined ? {} : { way }) });
}

export function closeNewAgent(): void {
  useNewAgentDialog.setState({ isOpen: false });
}

import { useDeferredValue, useMemo } from 'react';
import { create } from 'zustand';
import type { WorkflowSummary } from '#shared/bridge/contract.ts';

/** What was searched, kept while the person visits other screens. */
const useQuery = create<{ query: string }>()(() => ({ query: '' }));

/** Agents whose name or first words hold every word of the query; the latest changed first. */
export function filterAgents(agents: readonly WorkflowSummary[], query: string): WorkflowSummary[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return agents
    .filter(({ name, description }) => {
      const text = `${name} ${description}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => b.updated_at.localeCompare(a.updated_at) || a.name.localeCompare(b.name));
}

export function useAgentFilter(agents: readonly WorkflowSummary[] | null): {
  query: string;
  setQuery: (query: string) => void;
  found: WorkflowSummary[];
} {
  const query = useQuery((state) => state.query);
  const settled = useDeferredValue(query);
  const found = useMemo(() => filterAgents(agents ?? [], settled), [agents, settled]);
  return {
    query,
    setQuery: (next) => {
      useQuery.setState({ query: next });
    },
    found,
  };
}

/** Which agents are shown: a place (folder, archive), tags, and what was searched. Kept while the person visits other screens. */
import { useDeferredValue, useMemo } from 'react';
import { create } from 'zustand';
import type { WorkflowSummary } from '#shared/bridge/contract.ts';

export type Place = { kind: 'all' | 'unfiled' | 'archive' } | { kind: 'folder'; name: string };

export interface AgentFilter {
  query: string;
  place: Place;
  /** Agents have all of them. */
  tags: readonly string[];
}

export const everything: AgentFilter = { query: '', place: { kind: 'all' }, tags: [] };

export const useAgentFilter = create<AgentFilter>()(() => everything);

export const isSamePlace = (a: Place, b: Place): boolean =>
  a.kind === b.kind && (a.kind !== 'folder' || b.kind !== 'folder' || a.name === b.name);

function isIn(agent: WorkflowSummary, place: Place): boolean {
  switch (place.kind) {
    case 'archive':
      return agent.is_archived;
    case 'all':
      return !agent.is_archived;
    case 'unfiled':
      return !agent.is_archived && agent.folder === null;
    case 'folder':
      return !agent.is_archived && agent.folder === place.name;
  }
}

/**
 * The latest changed first. A query looks at all agents, whatever the place, those in the archive last: every word of it
 * is in the name, the folder, the tags or what the agent says first.
 */
export function filterAgents(agents: readonly WorkflowSummary[], filter: AgentFilter): WorkflowSummary[] {
  const words = filter.query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const matches = ({ name, description, folder, tags }: WorkflowSummary): boolean => {
    const text = `${name} ${description} ${folder ?? ''} ${tags.join(' ')}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return agents
    .filter((agent) => filter.tags.every((tag) => agent.tags.includes(tag)))
    .filter((agent) => (words.length === 0 ? isIn(agent, filter.place) : matches(agent)))
    .sort(
      (a, b) =>
        Number(a.is_archived) - Number(b.is_archived) ||
        b.updated_at.localeCompare(a.updated_at) ||
        a.name.localeCompare(b.name),
    );
}

export interface Count {
  name: string;
  count: number;
}

export interface Places {
  all: number;
  unfiled: number;
  archive: number;
  folders: readonly Count[];
  /** Of agents that are not in the archive. */
  tags: readonly Count[];
}

/** What there is to choose, by name, with the number of agents in each. */
export function placesOf(agents: readonly WorkflowSummary[]): Places {
  const live = agents.filter(({ is_archived: isArchived }) => !isArchived);
  const counted = (names: readonly string[]): Count[] => {
    const counts = new Map<string, number>();
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
    return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => a.name.localeCompare(b.name));
  };
  return {
    all: live.length,
    unfiled: live.filter(({ folder }) => folder === null).length,
    archive: agents.length - live.length,
    folders: counted(live.flatMap(({ folder }) => (folder === null ? [] : [folder]))),
    tags: counted(live.flatMap(({ tags }) => tags)),
  };
}

/** Typing stays quick whatever there is to filter. */
export function useFoundAgents(agents: readonly WorkflowSummary[] | null): WorkflowSummary[] {
  const filter = useDeferredValue(useAgentFilter());
  return useMemo(() => filterAgents(agents ?? [], filter), [agents, filter]);
}

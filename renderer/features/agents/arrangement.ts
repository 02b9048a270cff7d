/** Changes of folder, tags and archive of several agents, and the changes that take them back. */
import type { WorkflowSummary } from '#shared/bridge/contract.ts';
import type { Arrangement } from '../../stores/agents.ts';

/** Undefined: they are in different ones. */
export function commonFolder(agents: readonly WorkflowSummary[]): string | null | undefined {
  const folders = new Set(agents.map(({ folder }) => folder));
  return folders.size === 1 ? [...folders][0] : undefined;
}

export function commonTags(agents: readonly WorkflowSummary[]): string[] {
  const [first, ...others] = agents;
  return (first?.tags ?? []).filter((tag) => others.every(({ tags }) => tags.includes(tag)));
}

/** What was typed, as a change. A folder that was mixed and left empty stays mixed. */
export function arrangementOf(
  before: { folder: string | null | undefined; tags: readonly string[] },
  typed: { folder: string; tags: readonly string[] },
): Arrangement {
  const folder = typed.folder === '' ? null : typed.folder;
  const isSame = before.folder === undefined ? folder === null : folder === before.folder;
  return {
    ...(isSame ? {} : { folder }),
    add_tags: typed.tags.filter((tag) => !before.tags.includes(tag)),
    remove_tags: before.tags.filter((tag) => !typed.tags.includes(tag)),
  };
}

/** One change for each group of agents that were arranged alike. */
export function inverse(
  agents: readonly WorkflowSummary[],
  change: Arrangement,
): { ids: string[]; change: Arrangement }[] {
  const groups = new Map<string, { ids: string[]; change: Arrangement }>();
  for (const agent of agents) {
    const back: Arrangement = {
      ...(change.folder === undefined ? {} : { folder: agent.folder }),
      ...(change.is_archived === undefined ? {} : { is_archived: agent.is_archived }),
      add_tags: (change.remove_tags ?? []).filter((tag) => agent.tags.includes(tag)),
      remove_tags: (change.add_tags ?? []).filter((tag) => !agent.tags.includes(tag)),
    };
    const key = JSON.stringify(back);
    const group = groups.get(key) ?? { ids: [], change: back };
    group.ids.push(agent.id);
    groups.set(key, group);
  }
  return [...groups.values()];
}

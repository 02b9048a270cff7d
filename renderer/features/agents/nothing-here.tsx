/** A place, tags or a search that leave no agent: why, and the way back. */
import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { EmptyState } from '../../ui/empty-state.tsx';
import { everything, useAgentFilter, type AgentFilter } from './agent-filter.ts';

export function NothingHere({
  filter,
  failure,
}: {
  filter: AgentFilter;
  /** Why the texts could not be searched. */
  failure: string | null;
}): ReactElement {
  const { title, text } = words(filter, failure);
  return (
    <EmptyState
      title={title}
      actions={
        <Button
          variant="default"
          onClick={() => {
            useAgentFilter.setState(everything);
          }}
        >
          Show all agents
        </Button>
      }
    >
      {text}
    </EmptyState>
  );
}

function words({ query, place, tags }: AgentFilter, failure: string | null): { title: string; text: string } {
  if (query.trim() !== '')
    return {
      title: `Nothing matches “${query.trim()}”`,
      text:
        failure ??
        'Looked through the names, prompts, greetings, edges, tools and notes of all agents, those in the archive too.',
    };
  if (tags.length > 0)
    return {
      title: `No agent here is tagged ${tags.map((tag) => `“${tag}”`).join(' and ')}`,
      text: 'Click a tag on the left again to take it out of the filter.',
    };
  if (place.kind === 'archive')
    return {
      title: 'The archive is empty',
      text: 'Agents that are put away are kept here, with their versions and runs. Search still finds them.',
    };
  return place.kind === 'folder'
    ? {
        title: `There is nothing in “${place.name}” any more`,
        text: 'A folder is there as long as it holds an agent.',
      }
    : { title: 'All agents are put away', text: 'They are in folders or in the archive, on the left.' };
}

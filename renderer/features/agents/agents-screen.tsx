/** Every agent as a card; new, imported and dropped ones join them. */
import { Button, Skeleton, TextInput } from '@mantine/core';
import { IconFileImport, IconPlus, IconSearch } from '@tabler/icons-react';
import { useMemo, useRef, type ReactElement } from 'react';
import type { WorkflowSummary } from '#shared/bridge/contract.ts';
import { loadAgents, useAgents } from '../../stores/agents.ts';
import { useCommands, type Command } from '../../stores/commands.ts';
import { useScrollMemory } from '../../ui/scroll-memory.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Failure } from '../../ui/failure.tsx';
import { plural } from '../../ui/plural.ts';
import { AgentCard } from './agent-card.tsx';
import { AgentsArt } from './agents-art.tsx';
import { DropZone } from './drop-zone.tsx';
import { ImportReport } from './import-report.tsx';
import { useAgentActions, type AgentActions } from './agent-actions.ts';
import { useAgentFilter } from './agent-filter.ts';
import classes from './agents-screen.module.css';

export function AgentsScreen(): ReactElement {
  const { agents, failure } = useAgents();
  const actions = useAgentActions();
  const picker = useRef<HTMLInputElement>(null);
  const pick = (): void => picker.current?.click();
  const commands = useMemo<Command[]>(
    () => [
      { id: 'new-agent', group: 'Agents', label: 'New agent', run: actions.create },
      {
        id: 'import-agent',
        group: 'Agents',
        label: 'Import an agent from a file',
        run: () => picker.current?.click(),
      },
    ],
    [actions.create],
  );
  useCommands('agents', commands);
  return (
    <main className={classes['screen']} aria-label="Agents">
      <DropZone onFiles={actions.importFiles}>
        <input
          ref={picker}
          type="file"
          accept=".json,application/json"
          multiple
          hidden
          onChange={(event) => {
            actions.importFiles([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = '';
          }}
        />
        {agents === null && failure !== null ? (
          <Failure title="The agents could not be read" detail={failure} onRetry={() => void loadAgents()} />
        ) : agents?.length === 0 ? (
          <NoAgents actions={actions} onPick={pick} />
        ) : (
          <AgentList agents={agents} actions={actions} onPick={pick} />
        )}
      </DropZone>
      <ImportReport reports={actions.reports} onClose={actions.closeReports} />
    </main>
  );
}

interface AgentListProps {
  /** Null while they are being read. */
  agents: readonly WorkflowSummary[] | null;
  actions: AgentActions;
  onPick: () => void;
}

function AgentList({ agents, actions, onPick }: AgentListProps): ReactElement {
  const { query, setQuery, found } = useAgentFilter(agents);
  const scroller = useScrollMemory('agents');
  const isFiltered = query.trim() !== '';
  return (
    <div className={classes['scroller']} ref={scroller}>
      <header className={classes['bar']}>
        <TextInput
          className={classes['search'] ?? ''}
          aria-label="Search agents"
          placeholder="Search agents"
          leftSection={<IconSearch size={14} />}
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setQuery('');
          }}
        />
        <span className={classes['count']} role="status">
          {agents !== null &&
            (isFiltered
              ? `${found.length} of ${plural(agents.length, 'agent')}`
              : plural(agents.length, 'agent'))}
        </span>
        <div className={classes['actions']}>
          <Button variant="default" leftSection={<IconFileImport size={15} />} onClick={onPick}>
            Import
          </Button>
          <Button leftSection={<IconPlus size={15} />} onClick={actions.create} loading={actions.isCreating}>
            New agent
          </Button>
        </div>
      </header>
      {agents === null ? (
        <div className={classes['grid']} aria-busy aria-label="Reading the agents">
          {[1, 2, 3, 4].map((place) => (
            <Skeleton key={place} height={236} radius="lg" />
          ))}
        </div>
      ) : found.length === 0 ? (
        <EmptyState
          title={`No agent matches “${query.trim()}”`}
          actions={
            <Button
              variant="default"
              onClick={() => {
                setQuery('');
              }}
            >
              Show all agents
            </Button>
          }
        >
          Agents are found by their name and by what they say first.
        </EmptyState>
      ) : (
        <ul className={classes['grid']}>
          {found.map((agent) => (
            <AgentCard key={agent.id} agent={agent} actions={actions} />
          ))}
        </ul>
      )}
    </div>
  );
}

function NoAgents({ actions, onPick }: { actions: AgentActions; onPick: () => void }): ReactElement {
  return (
    <EmptyState
      art={<AgentsArt />}
      title="Draw your first agent"
      actions={
        <>
          <Button leftSection={<IconPlus size={15} />} onClick={actions.create} loading={actions.isCreating}>
            New agent
          </Button>
          <Button variant="default" leftSection={<IconFileImport size={15} />} onClick={onPick}>
            Import a file
          </Button>
        </>
      }
    >
      An agent is a call drawn as a graph: each node is a step with its own prompt, each edge says when to go
      on. Draw it, press Call, and talk to it. A workflow exported from Dograh opens here too: drop the file
      anywhere on this page.
    </EmptyState>
  );
}

/** Every agent as a card; new, imported and dropped ones join them. */
import { Button, Skeleton, TextInput } from '@mantine/core';
import { IconFileImport, IconPlus, IconSearch } from '@tabler/icons-react';
import { useCallback, useMemo, useRef, useState, type ReactElement } from 'react';
import type { WorkflowSummary } from '#shared/bridge/contract.ts';
import { loadAgents, useAgents } from '../../stores/agents.ts';
import { useCommands, type Command } from '../../stores/commands.ts';
import { useScrollMemory } from '../../ui/scroll-memory.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Failure } from '../../ui/failure.tsx';
import { plural } from '../../ui/plural.ts';
import { AgentGrid } from './agent-grid.tsx';
import { AgentsArt } from './agents-art.tsx';
import { DropZone } from './drop-zone.tsx';
import { NewAgentDialog } from './gallery/new-agent-dialog.tsx';
import { openNewAgent } from './gallery/new-agent-dialog-state.ts';
import { ImportReport } from './import-report.tsx';
import { useAgentActions, type AgentActions } from './agent-actions.ts';
import { placesOf, useAgentFilter, useFoundAgents, type Places } from './agent-filter.ts';
import { useCardSelection } from './card-selection.ts';
import { cardPx, columnsOf } from './grid-window.ts';
import { NothingHere } from './nothing-here.tsx';
import { OrganiseDialog } from './organise-dialog.tsx';
import { PlacesStrip } from './places-strip.tsx';
import { SearchHits, useSearch } from './search-hits.tsx';
import { SelectionBar } from './selection-bar.tsx';
import classes from './agents-screen.module.css';

export function AgentsScreen(): ReactElement {
  const { agents, failure } = useAgents();
  const actions = useAgentActions();
  const places = useMemo(() => placesOf(agents ?? []), [agents]);
  const picker = useRef<HTMLInputElement>(null);
  const pick = (): void => picker.current?.click();
  const commands = useMemo<Command[]>(
    () => [
      {
        id: 'new-agent',
        group: 'Agents',
        label: 'New agent',
        keywords: 'template gallery blank',
        run: () => {
          openNewAgent('templates');
        },
      },
      { id: 'blank-agent', group: 'Agents', label: 'New blank agent', run: actions.create },
      {
        id: 'describe-agent',
        group: 'Agents',
        label: 'New agent from a description',
        run: () => {
          openNewAgent('describe');
        },
      },
      {
        id: 'guided-agent',
        group: 'Agents',
        label: 'New agent from a guided form',
        run: () => {
          openNewAgent('guided');
        },
      },
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
          accept=".json,.parley,application/json"
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
          <NoAgents onPick={pick} />
        ) : (
          <div className={classes['columns']}>
            <PlacesStrip places={places} />
            <AgentList agents={agents} places={places} actions={actions} onPick={pick} />
          </div>
        )}
      </DropZone>
      <OrganiseDialog agents={actions.organising} places={places} actions={actions} />
      <NewAgentDialog onPickFile={pick} />
      <ImportReport />
    </main>
  );
}

interface AgentListProps {
  /** Null while they are being read. */
  agents: readonly WorkflowSummary[] | null;
  places: Places;
  actions: AgentActions;
  onPick: () => void;
}

/** Rows of cards shown above what was found in texts, until more are wanted. */
const rowsAboveHits = 1;

function AgentList({ agents, places, actions, onPick }: AgentListProps): ReactElement {
  const filter = useAgentFilter();
  const found = useFoundAgents(agents);
  const searched = useSearch(filter.query);
  const [isWhole, setWhole] = useState(false);
  const isSearching = filter.query.trim() !== '';
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const most = rowsAboveHits * columnsOf(scroller?.clientWidth ?? 0);
  const isCut = isSearching && !isWhole && found.length > most;
  const shown = isCut ? found.slice(0, most) : found;
  const selection = useCardSelection(shown);
  const selected = shown.filter(({ id }) => selection.ids.has(id));
  const remember = useScrollMemory('agents');
  const view = useCallback(
    (element: HTMLElement | null) => {
      setScroller(element);
      return remember(element);
    },
    [remember],
  );
  return (
    <div className={classes['scroller']} ref={view}>
      <header className={classes['bar']}>
        <SearchField
          onChange={() => {
            setWhole(false);
          }}
        />
        {selected.length > 0 ? (
          <SelectionBar agents={selected} actions={actions} onClear={selection.none} />
        ) : (
          <>
            <span className={classes['count']} role="status">
              {agents !== null && countText(found.length, places, isSearching)}
            </span>
            <div className={classes['actions']}>
              <Button variant="default" leftSection={<IconFileImport size={15} />} onClick={onPick}>
                Import
              </Button>
              <Button
                leftSection={<IconPlus size={15} />}
                onClick={() => {
                  openNewAgent();
                }}
              >
                New agent
              </Button>
            </div>
          </>
        )}
      </header>
      {agents === null ? (
        <div className={classes['reading']} aria-busy aria-label="Reading the agents">
          {[1, 2, 3, 4].map((place) => (
            <Skeleton key={place} height={cardPx} radius="lg" />
          ))}
        </div>
      ) : (
        <>
          {shown.length > 0 && (
            <AgentGrid
              agents={shown}
              actions={actions}
              selection={selection}
              withFolder={isSearching || filter.place.kind !== 'folder'}
              scroller={scroller}
            />
          )}
          {isCut && (
            <Button
              className={classes['more'] ?? ''}
              variant="default"
              onClick={() => {
                setWhole(true);
              }}
            >
              Show all {found.length.toLocaleString('en')} agents
            </Button>
          )}
          {isSearching && (found.length > 0 || searched === null || searched.hits.length > 0) && (
            <SearchHits searched={searched} />
          )}
          {found.length === 0 && (!isSearching || searched?.hits.length === 0) && (
            <NothingHere filter={filter} failure={searched?.failure ?? null} />
          )}
        </>
      )}
    </div>
  );
}

function countText(found: number, places: Places, isSearching: boolean): string {
  if (isSearching) return `${plural(found, 'agent')} by name or tag`;
  return found === places.all
    ? plural(found, 'agent')
    : `${found.toLocaleString('en')} of ${plural(places.all + places.archive, 'agent')}`;
}

function SearchField({ onChange }: { onChange: () => void }): ReactElement {
  const query = useAgentFilter((filter) => filter.query);
  const set = (next: string): void => {
    useAgentFilter.setState({ query: next });
    onChange();
  };
  return (
    <TextInput
      className={classes['search'] ?? ''}
      aria-label="Search agents"
      placeholder="Search agents, prompts, edges, tools"
      leftSection={<IconSearch size={14} />}
      value={query}
      onChange={(event) => {
        set(event.currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') set('');
      }}
    />
  );
}

function NoAgents({ onPick }: { onPick: () => void }): ReactElement {
  return (
    <EmptyState
      art={<AgentsArt />}
      title="Draw your first agent"
      actions={
        <>
          <Button
            leftSection={<IconPlus size={15} />}
            onClick={() => {
              openNewAgent();
            }}
          >
            New agent
          </Button>
          <Button variant="default" leftSection={<IconFileImport size={15} />} onClick={onPick}>
            Import a file
          </Button>
        </>
      }
    >
      An agent is a call drawn as a graph: each node is a step with its own prompt, each edge says when to go
      on. Draw it, press Call, and talk to it. A workflow exported from Dograh or a Pipecat flow opens here
      too: drop the file anywhere on this page.
    </EmptyState>
  );
}

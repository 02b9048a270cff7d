/** Ctrl/Cmd-K: every action, every agent and the latest runs, found by typing. */
import { useMantineColorScheme } from '@mantine/core';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useMemo, useState, type ReactElement } from 'react';
import type { WorkflowSummary } from '#shared/bridge/contract.ts';
import type { Run } from '#shared/domain/run.ts';
import { bridge } from '../bridge/index.ts';
import { dispositionText, outcomeOf } from '../features/runs/outcome.ts';
import { useAgents } from '../stores/agents.ts';
import { matchCommands, useCommandStore, type Command } from '../stores/commands.ts';
import { changeSettings, useStudio } from '../stores/studio.ts';
import { formatAgo } from '../ui/duration.ts';
import { plural } from '../ui/plural.ts';
import { navigate } from './router.ts';
import classes from './command-palette.module.css';

const [paletteStore, palette] = createSpotlight();

export const openPalette = (): void => {
  palette.open();
};

const runsShown = 200;
const commandsShown = 60;

export function CommandPalette(): ReactElement {
  const [query, setQuery] = useState('');
  const [runs, setRuns] = useState<readonly Run[]>([]);
  const [openedMs, setOpenedMs] = useState(0);
  const commands = useAllCommands(runs, openedMs, query.trim() !== '');
  const found = useMemo(() => matchCommands(commands, query).slice(0, commandsShown), [commands, query]);
  const groups = useMemo(() => [...new Set(found.map((command) => command.group))], [found]);
  return (
    <Spotlight.Root
      store={paletteStore}
      shortcut="mod + K"
      tagsToIgnore={[]}
      query={query}
      onQueryChange={setQuery}
      clearQueryOnClose
      size={560}
      maxHeight={440}
      scrollable
      radius="lg"
      overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
      classNames={{ actionsGroup: classes['group'] ?? '', actionsList: classes['list'] ?? '' }}
      transitionProps={{ duration: 100 }}
      onSpotlightOpen={() => {
        setOpenedMs(Date.now());
        void bridge.call('runs.list', { limit: runsShown }).then(
          (page) => {
            setRuns(page.runs);
          },
          // The palette works without runs; the runs screen says why they cannot be read.
          () => undefined,
        );
      }}
    >
      <Spotlight.Search
        placeholder="Find an agent, a run or an action"
        leftSection={<IconSearch size={16} />}
      />
      <Spotlight.ActionsList>
        {groups.map((group) => (
          <Spotlight.ActionsGroup key={group} label={group}>
            {found
              .filter((command) => command.group === group)
              .map((command) => (
                <Spotlight.Action key={command.id} onClick={command.run} className={classes['action']}>
                  <span className={classes['label']}>{command.label}</span>
                  {command.hint !== undefined && <span className={classes['hint']}>{command.hint}</span>}
                </Spotlight.Action>
              ))}
          </Spotlight.ActionsGroup>
        ))}
        {found.length === 0 && <Spotlight.Empty>Nothing is called “{query}”.</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

/** The reason why the call ended where there is one, else how the run stands. */
function outcomeText(run: Run): string {
  const disposition = run.gathered_context.call_disposition;
  return disposition === undefined ? outcomeOf(run).word : dispositionText(disposition);
}

function toOpen(agent: WorkflowSummary): Command {
  const nodes = plural(agent.node_count, 'node');
  return {
    id: `agent-${agent.id}`,
    group: agent.is_archived ? 'Agents in the archive' : 'Agents',
    label: agent.name,
    hint: agent.folder === null ? nodes : `${agent.folder} · ${nodes}`,
    keywords: [agent.description, ...agent.tags].join(' '),
    run: () => {
      navigate({ screen: 'agent', id: agent.id });
    },
  };
}

/** What the open screen lends, then the places, then agents and runs, then appearance. What is in the archive is there for who types its name. */
function useAllCommands(runs: readonly Run[], nowMs: number, withArchive: boolean): Command[] {
  const lent = useCommandStore((store) => store.lent);
  const agents = useAgents((store) => store.agents);
  const timeZone = useStudio((store) => store.settings?.time_zone);
  const { setColorScheme } = useMantineColorScheme();
  return useMemo(() => {
    const places: Command[] = [
      {
        id: 'go-agents',
        group: 'Go to',
        label: 'Agents',
        run: () => {
          navigate({ screen: 'agents' });
        },
      },
      {
        id: 'go-runs',
        group: 'Go to',
        label: 'Runs',
        run: () => {
          navigate({ screen: 'runs', query: {} });
        },
      },
      {
        id: 'go-phone',
        group: 'Go to',
        label: 'Phone',
        keywords: 'calls telephone table',
        run: () => {
          navigate({ screen: 'phone' });
        },
      },
      {
        id: 'go-settings',
        group: 'Go to',
        label: 'Settings',
        run: () => {
          navigate({ screen: 'settings', section: 'general' });
        },
      },
      {
        id: 'go-trunks',
        group: 'Go to',
        label: 'Trunks',
        keywords: 'sip account carrier line settings',
        run: () => {
          navigate({ screen: 'settings', section: 'trunks' });
        },
      },
      {
        id: 'go-do-not-call',
        group: 'Go to',
        label: 'Do-not-call list',
        keywords: 'numbers refused settings',
        run: () => {
          navigate({ screen: 'settings', section: 'do-not-call' });
        },
      },
      {
        id: 'go-tools',
        group: 'Go to',
        label: 'Tools',
        keywords: 'http library settings',
        run: () => {
          navigate({ screen: 'settings', section: 'tools' });
        },
      },
      {
        id: 'go-credentials',
        group: 'Go to',
        label: 'Credentials',
        keywords: 'keys secrets settings',
        run: () => {
          navigate({ screen: 'settings', section: 'credentials' });
        },
      },
    ];
    const themes = (['light', 'dark', 'system'] as const).map((theme): Command => ({
      id: `theme-${theme}`,
      group: 'Appearance',
      label: theme === 'system' ? 'Theme of the system' : theme === 'dark' ? 'Dark theme' : 'Light theme',
      run: () => {
        setColorScheme(theme === 'system' ? 'auto' : theme);
        void changeSettings({ theme });
      },
    }));
    return [
      ...[...lent.values()].flat(),
      ...places,
      ...(agents ?? []).filter((agent) => !agent.is_archived).map(toOpen),
      ...runs.map((run): Command => ({
        id: `run-${run.id}`,
        group: 'Runs',
        label: run.workflow_name,
        hint: [outcomeText(run), formatAgo(run.created_at, nowMs, timeZone)].join(' · '),
        keywords: `${run.name} ${run.id} ${run.status ?? 'running'}`,
        run: () => {
          navigate({ screen: 'run', id: run.id });
        },
      })),
      ...themes,
      ...(agents ?? []).filter((agent) => withArchive && agent.is_archived).map(toOpen),
    ];
  }, [lent, agents, runs, nowMs, timeZone, withArchive, setColorScheme]);
}

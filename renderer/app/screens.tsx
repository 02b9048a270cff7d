/** Which screen a route shows. Each is its own chunk, loaded when first opened. */
import { Button } from '@mantine/core';
import { lazy, type ReactElement } from 'react';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatRoute, type Route } from './routes.ts';

const AgentsScreen = lazy(() =>
  import('../features/agents/agents-screen.tsx').then((module) => ({ default: module.AgentsScreen })),
);
const EditorScreen = lazy(() =>
  import('../features/editor/editor-screen.tsx').then((module) => ({ default: module.EditorScreen })),
);
const RunsScreen = lazy(() =>
  import('../features/runs/runs-screen.tsx').then((module) => ({ default: module.RunsScreen })),
);
const RunScreen = lazy(() =>
  import('../features/review/run-screen.tsx').then((module) => ({ default: module.RunScreen })),
);
const SettingsScreen = lazy(() =>
  import('../features/settings/settings-screen.tsx').then((module) => ({ default: module.SettingsScreen })),
);

export function Screen({ route }: { route: Route }): ReactElement {
  switch (route.screen) {
    case 'agents':
      return <AgentsScreen />;
    case 'agent':
      return <EditorScreen key={route.id} workflowId={route.id} />;
    case 'runs':
      return <RunsScreen />;
    case 'run':
      return <RunScreen key={route.id} runId={route.id} />;
    case 'settings':
      return <SettingsScreen />;
    case 'unknown':
      return (
        <EmptyState
          title="There is no such screen"
          actions={
            <Button component="a" href={formatRoute({ screen: 'agents' })}>
              Go to agents
            </Button>
          }
        >
          The address <code>{route.path}</code> leads nowhere in this version of Parley.
        </EmptyState>
      );
  }
}

/** The rail's entry under which a route lies, and its word. */
export const sectionOf = (route: Route): 'agents' | 'runs' | 'settings' | null => {
  switch (route.screen) {
    case 'agents':
    case 'agent':
      return 'agents';
    case 'runs':
    case 'run':
      return 'runs';
    case 'settings':
      return 'settings';
    case 'unknown':
      return null;
  }
};

export const sectionNames = { agents: 'Agents', runs: 'Runs', settings: 'Settings' } as const;

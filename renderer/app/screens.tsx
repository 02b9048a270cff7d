/** Which screen a route shows. Each is its own chunk, loaded when first opened or when the page is idle. */
import { Button } from '@mantine/core';
import { lazy, type ComponentType, type ReactElement } from 'react';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatRoute, type Route } from './routes.ts';
import { ScreenMissing } from './screen-missing.ts';

const parts = {
  agents: () => import('../features/agents/agents-screen.tsx'),
  editor: () => import('../features/editor/editor-screen.tsx'),
  runs: () => import('../features/runs/runs-screen.tsx'),
  run: () => import('../features/review/run-screen.tsx'),
  phone: () => import('../features/telephony/phone-screen.tsx'),
  settings: () => import('../features/settings/settings-screen.tsx'),
};

function screen<M, P>(load: () => Promise<M>, pick: (module: M) => ComponentType<P>): ComponentType<P> {
  return lazy(() =>
    load().then(
      (module) => ({ default: pick(module) }),
      (cause: unknown) => {
        throw new ScreenMissing(cause);
      },
    ),
  );
}

const AgentsScreen = screen(parts.agents, (module) => module.AgentsScreen);
const EditorScreen = screen(parts.editor, (module) => module.EditorScreen);
const RunsScreen = screen(parts.runs, (module) => module.RunsScreen);
const RunScreen = screen(parts.run, (module) => module.RunScreen);
const PhoneScreen = screen(parts.phone, (module) => module.PhoneScreen);
const SettingsScreen = screen(parts.settings, (module) => module.SettingsScreen);

/** Loads every screen that is not loaded yet, so that it opens at once, also while the studio cannot be reached. */
export function loadAllScreens(): void {
  // What fails now is asked for again when it is opened.
  for (const load of Object.values(parts)) load().catch(() => undefined);
}

export function Screen({ route }: { route: Route }): ReactElement {
  switch (route.screen) {
    case 'agents':
      return <AgentsScreen />;
    case 'agent':
      return <EditorScreen key={route.id} workflowId={route.id} focus={route.focus} />;
    case 'runs':
      return <RunsScreen />;
    case 'run':
      return <RunScreen key={route.id} runId={route.id} />;
    case 'phone':
      return <PhoneScreen />;
    case 'settings':
      return <SettingsScreen section={route.section} />;
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
export const sectionOf = (route: Route): 'agents' | 'runs' | 'phone' | 'settings' | null => {
  switch (route.screen) {
    case 'agents':
    case 'agent':
      return 'agents';
    case 'runs':
    case 'run':
      return 'runs';
    case 'phone':
      return 'phone';
    case 'settings':
      return 'settings';
    case 'unknown':
      return null;
  }
};

export const sectionNames = { agents: 'Agents', runs: 'Runs', phone: 'Phone', settings: 'Settings' } as const;

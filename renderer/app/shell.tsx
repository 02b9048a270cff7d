/** The frame around every screen: rail, title bar, palette, notices. */
import { Loader, useMantineColorScheme } from '@mantine/core';
import { Suspense, useEffect, type ReactElement } from 'react';
import { followAgents } from '../stores/agents.ts';
import { followStudio, useStudio } from '../stores/studio.ts';
import { whenIdle } from '../ui/when-idle.ts';
import { CommandPalette } from './command-palette.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Rail } from './rail.tsx';
import { useRoute } from './router.ts';
import { loadAllScreens, Screen, sectionNames, sectionOf } from './screens.tsx';
import { TitleBar } from './title-bar.tsx';
import classes from './shell.module.css';

export function Shell(): ReactElement {
  const route = useRoute();
  useStoredTheme();
  useEffect(() => {
    followStudio();
    followAgents();
    return whenIdle(loadAllScreens, 5000);
  }, []);
  const section = sectionOf(route);
  return (
    <div className={classes['shell']}>
      <Rail route={route} />
      <TitleBar route={route} />
      <ConnectionBanner />
      <div className={classes['screen']}>
        <ErrorBoundary key={route.screen} name={section === null ? 'This screen' : sectionNames[section]}>
          <Suspense fallback={<Loader className={classes['loader']} size={20} color="muted" />}>
            <Screen route={route} />
          </Suspense>
        </ErrorBoundary>
      </div>
      <CommandPalette />
    </div>
  );
}

/** The stored setting decides the scheme, wherever it was changed. */
function useStoredTheme(): void {
  const stored = useStudio((studio) => studio.settings?.theme);
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => {
    if (stored !== undefined) setColorScheme(stored === 'system' ? 'auto' : stored);
  }, [stored, setColorScheme]);
}

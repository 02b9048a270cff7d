/** The frame around every screen: rail, title bar, palette, notices. */
import { Loader, useMantineColorScheme } from '@mantine/core';
import { lazy, Suspense, useEffect, type ReactElement } from 'react';
import { followAgents } from '../stores/agents.ts';
import { followPhone } from '../stores/phone.ts';
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

/** Apart from the first screen: it knows how numbers of every country are written. */
const PhoneCommands = lazy(() =>
  import('../features/telephony/phone-commands.tsx').then(
    (module) => ({ default: module.PhoneCommands }),
    // A page that cannot load it works without; the Phone screen says so when it is opened.
    () => ({ default: () => null }),
  ),
);

export function Shell(): ReactElement {
  const route = useRoute();
  useStoredTheme();
  useEffect(() => {
    followStudio();
    followAgents();
    followPhone();
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
      <Suspense fallback={null}>
        <PhoneCommands />
      </Suspense>
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

import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import type { ReactElement } from 'react';
import { Shell } from './shell.tsx';
import { cssVariables, theme } from './theme.ts';

export function App(): ReactElement {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <Notifications position="bottom-center" limit={4} transitionDuration={120} containerWidth={400} />
      <Shell />
    </MantineProvider>
  );
}

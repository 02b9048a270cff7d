/** The drawer under the canvas: one tab for each thing that wants the graph in sight. */
import { ActionIcon, Tabs } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { usePanelSize } from '../../../stores/layout.ts';
import { Resizer } from '../../../ui/resizer.tsx';
import { testerTab } from '../../tester/tester-tab.tsx';
import { versionsTab } from '../../versions/versions-tab.tsx';
import { findTab } from '../find/find-tab.tsx';
import { previewTab } from '../preview/preview-tab.tsx';
import { problemsTab } from './problems-tab.tsx';
import { closeDrawer, showDrawerTab, type DrawerTab, type DrawerTabProps } from './tab.ts';
import classes from './drawer.module.css';

const drawerTabs: readonly DrawerTab[] = [problemsTab, testerTab, versionsTab, previewTab, findTab];
const heights = { minPx: 96, maxPx: 640, defaultPx: 220 };

export function Drawer({ tab, ...props }: DrawerTabProps & { tab: string }): ReactElement {
  const shown = drawerTabs.find(({ id }) => id === tab) ?? problemsTab;
  const limits = { ...heights, defaultPx: shown.heightPx ?? heights.defaultPx };
  const [heightPx, resize] = usePanelSize(
    shown.heightPx === undefined ? 'drawer' : `drawer-${shown.id}`,
    limits,
  );
  return (
    <section className={classes['drawer']} style={{ height: heightPx }} aria-label={shown.title}>
      <Resizer label="Height of the drawer" edge="top" sizePx={heightPx} limits={limits} onResize={resize} />
      <Tabs
        value={shown.id}
        onChange={(id) => {
          if (id !== null) showDrawerTab(id);
        }}
        className={classes['tabs'] ?? ''}
      >
        <Tabs.List className={classes['list'] ?? ''}>
          {drawerTabs.map(({ id, title, count }) => (
            <Tabs.Tab key={id} value={id}>
              {[title, (count?.(props.findings) || null)?.toLocaleString('en')].filter(Boolean).join(' ')}
            </Tabs.Tab>
          ))}
          <ActionIcon className={classes['close'] ?? ''} aria-label="Close the drawer" onClick={closeDrawer}>
            <IconX size={14} />
          </ActionIcon>
        </Tabs.List>
        <Tabs.Panel value={shown.id} className={classes['panel'] ?? ''}>
          <shown.Content {...props} />
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}

import { Kbd, UnstyledButton } from '@mantine/core';
import { IconChevronRight, IconSearch } from '@tabler/icons-react';
import { useEffect, type ReactElement } from 'react';
import { useBreadcrumbs } from '../stores/breadcrumbs.ts';
import { CallPill, PhonePill } from './call-pill.tsx';
import { commandKeys } from '../ui/command-keys.ts';
import { openPalette } from './command-palette.tsx';
import { CrumbName } from './crumb-name.tsx';
import { ConnectionState } from './connection-state.tsx';
import { formatRoute, type Route } from './routes.ts';
import { sectionNames, sectionOf } from './screens.tsx';
import { StackBadge } from './stack-badge.tsx';
import classes from './title-bar.module.css';

/** Where the person is, how the engine does, and the way to everything else. */
export function TitleBar({ route }: { route: Route }): ReactElement {
  const current = useBreadcrumbs((crumbs) => crumbs.current);
  const section = sectionOf(route);
  useEffect(() => {
    const crumb = current ?? (section === null ? null : sectionNames[section]);
    document.title = crumb === null ? 'Parley' : `${crumb} · Parley`;
  }, [current, section]);
  const isDeep = route.screen === 'agent' || route.screen === 'run';
  return (
    <header className={classes['bar']}>
      <nav className={classes['crumbs']} aria-label="Breadcrumbs">
        {section !== null && isDeep && (
          <>
            <a href={formatRoute(section === 'runs' ? { screen: 'runs', query: {} } : { screen: 'agents' })}>
              {sectionNames[section]}
            </a>
            {current !== null && <IconChevronRight size={13} aria-hidden />}
          </>
        )}
        {isDeep ? (
          <CrumbName />
        ) : (
          <h1 className={classes['current']} aria-current="page">
            {section === null ? 'Not found' : sectionNames[section]}
          </h1>
        )}
      </nav>
      <div className={classes['state']}>
        <CallPill route={route} />
        <PhonePill route={route} />
        <ConnectionState />
        <StackBadge />
        <UnstyledButton className={classes['search']} onClick={openPalette} aria-label="Search and commands">
          <IconSearch size={14} aria-hidden />
          <span className={classes['searchText']}>Search and commands</span>
          <Kbd size="xs">{commandKeys('K')}</Kbd>
        </UnstyledButton>
      </div>
    </header>
  );
}

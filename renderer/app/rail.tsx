import { IconHistory, IconPhone, IconSettings, IconSitemap } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { formatRoute, type Route } from './routes.ts';
import { sectionNames, sectionOf } from './screens.tsx';
import classes from './rail.module.css';

const entries = [
  { section: 'agents', route: { screen: 'agents' }, Icon: IconSitemap },
  { section: 'runs', route: { screen: 'runs', query: {} }, Icon: IconHistory },
  { section: 'phone', route: { screen: 'phone' }, Icon: IconPhone },
  { section: 'settings', route: { screen: 'settings', section: 'general' }, Icon: IconSettings },
] as const satisfies readonly { section: string; route: Route; Icon: typeof IconHistory }[];

/** The slim column at the left: the studio's rooms. */
export function Rail({ route }: { route: Route }): ReactElement {
  const section = sectionOf(route);
  return (
    <nav className={classes['rail']} aria-label="Studio">
      <a className={classes['brand']} href={formatRoute({ screen: 'agents' })} aria-label="Parley">
        <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden>
          <path className={classes['mark']} d="M5 3v18M5 5h8a5 5 0 0 1 0 10H5" />
          <circle className={classes['dot']} cx="18.5" cy="18.5" r="2" />
        </svg>
      </a>
      {entries.map(({ section: name, route: target, Icon }) => (
        <a
          key={name}
          className={classes['entry']}
          href={formatRoute(target)}
          aria-current={section === name ? 'page' : undefined}
        >
          <Icon size={19} stroke={1.6} aria-hidden />
          <span>{sectionNames[name]}</span>
        </a>
      ))}
    </nav>
  );
}

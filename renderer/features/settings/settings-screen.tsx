/** What a person sets up once, in parts. */
import { Skeleton } from '@mantine/core';
import type { ReactElement } from 'react';
import { settingsSections, type SettingsSection } from '../../app/routes.ts';
import { formatRoute } from '../../app/routes.ts';
import { loadStudio, useStudio } from '../../stores/studio.ts';
import { Failure } from '../../ui/failure.tsx';
import { useScrollMemory } from '../../ui/scroll-memory.ts';
import { DoNotCallSettings } from '../telephony/do-not-call/do-not-call-settings.tsx';
import { CredentialsSettings } from '../tools/credentials-settings.tsx';
import { ToolsSettings } from '../tools/tools-settings.tsx';
import { TrunksSettings } from '../telephony/trunks/trunks-settings.tsx';
import { AboutSettings } from './about-settings.tsx';
import { GeneralSettings } from './general-settings.tsx';
import { PricesSettings } from './prices-settings.tsx';
import { ProvidersSettings } from './providers-settings.tsx';
import classes from './settings-screen.module.css';

const names: Record<SettingsSection, string> = {
  general: 'General',
  providers: 'Providers',
  trunks: 'Trunks',
  'do-not-call': 'Do not call',
  tools: 'Tools',
  credentials: 'Credentials',
  prices: 'Prices',
  about: 'About',
};

export function SettingsScreen({ section }: { section: SettingsSection }): ReactElement {
  const { info, settings, failure } = useStudio();
  const scroller = useScrollMemory(`settings ${section}`);
  return (
    <main className={classes['screen']} aria-label="Settings" ref={scroller}>
      <div className={classes['frame']}>
        <nav className={classes['nav']} aria-label="Parts of the settings">
          {settingsSections.map((name) => (
            <a
              key={name}
              href={formatRoute({ screen: 'settings', section: name })}
              aria-current={name === section ? 'page' : undefined}
            >
              {names[name]}
            </a>
          ))}
        </nav>
        {info === null || settings === null ? (
          failure === null ? (
            <div className={classes['page']} aria-busy aria-label="Reading the settings">
              <Skeleton height={180} radius="lg" />
              <Skeleton height={140} radius="lg" />
            </div>
          ) : (
            <Failure
              title="The settings could not be read"
              detail={failure}
              onRetry={() => void loadStudio()}
            />
          )
        ) : (
          <div className={classes['page']}>
            {section === 'general' && <GeneralSettings settings={settings} />}
            {section === 'providers' && <ProvidersSettings settings={settings} />}
            {section === 'trunks' && <TrunksSettings />}
            {section === 'do-not-call' && <DoNotCallSettings />}
            {section === 'tools' && <ToolsSettings />}
            {section === 'credentials' && <CredentialsSettings />}
            {section === 'prices' && <PricesSettings />}
            {section === 'about' && <AboutSettings info={info} />}
          </div>
        )}
      </div>
    </main>
  );
}

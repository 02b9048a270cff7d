/** What a person chooses once, and what this studio is. */
import { Button, CopyButton, SegmentedControl, Select, Skeleton, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useMemo, type ReactElement, type ReactNode } from 'react';
import { formatZonedTime, machineTimeZone } from '#shared/base/time-zones.ts';
import type { AppInfo } from '#shared/bridge/contract.ts';
import type { Settings } from '#shared/domain/settings.ts';
import { changeSettings, loadStudio, useStudio } from '../../stores/studio.ts';
import { Failure } from '../../ui/failure.tsx';
import { useScrollMemory } from '../../ui/scroll-memory.ts';
import { useNow } from '../../ui/use-now.ts';
import { LicenceList } from './licence-list.tsx';
import classes from './settings-screen.module.css';

export function SettingsScreen(): ReactElement {
  const { info, settings, failure } = useStudio();
  const scroller = useScrollMemory('settings');
  return (
    <main className={classes['screen']} aria-label="Settings" ref={scroller}>
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
          <Choices settings={settings} />
          <About info={info} />
          <Section title="Licences" note="Parley is MIT. What comes with it keeps its own licence.">
            <LicenceList />
          </Section>
        </div>
      )}
    </main>
  );
}

function Choices({ settings }: { settings: Settings }): ReactElement {
  const voices = useStudio((studio) => studio.voices);
  const { setColorScheme } = useMantineColorScheme();
  return (
    <Section title="Preferences" note="Saved as you choose.">
      <Row label="Theme" note="System follows the light or dark of your desktop.">
        <SegmentedControl
          aria-label="Theme"
          value={settings.theme}
          data={[
            { value: 'system', label: 'System' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
          onChange={(theme) => {
            setColorScheme(theme === 'system' ? 'auto' : theme);
            void changeSettings({ theme });
          }}
        />
      </Row>
      <Row label="Default voice" note="For agents that do not choose their own.">
        <Select
          aria-label="Default voice"
          data={voices.map(({ id, name }) => ({ value: id, label: name }))}
          value={settings.tts_voice}
          allowDeselect={false}
          onChange={(voice) => {
            if (voice !== null) void changeSettings({ tts_voice: voice });
          }}
        />
      </Row>
      <TimeZone zone={settings.time_zone} />
    </Section>
  );
}

function TimeZone({ zone }: { zone: string }): ReactElement {
  const nowMs = useNow(10_000);
  const machine = machineTimeZone();
  const data = useMemo(
    () => [
      { value: '', label: `This machine’s (${machine})` },
      ...Intl.supportedValuesOf('timeZone').map((name) => ({
        value: name,
        label: name.replaceAll('_', ' '),
      })),
    ],
    [machine],
  );
  const now = formatZonedTime(new Date(nowMs), zone === '' ? machine : zone);
  return (
    <Row label="Time zone" note={`Of {{current_time}} in prompts, and of the times shown. Now: ${now}`}>
      <Select
        aria-label="Time zone"
        searchable
        limit={200}
        data={data}
        value={zone}
        allowDeselect={false}
        nothingFoundMessage="No such time zone"
        onChange={(chosen) => {
          if (chosen !== null) void changeSettings({ time_zone: chosen });
        }}
      />
    </Row>
  );
}

function About({ info }: { info: AppInfo }): ReactElement {
  return (
    <Section title="This studio">
      <Row
        label="Data directory"
        note={
          info.is_owner
            ? 'Agents, runs and recordings are kept here, on this machine only.'
            : 'Another Parley has this directory open; what you do here is written through it.'
        }
      >
        <div className={classes['path']}>
          <code>{info.data_dir}</code>
          <CopyButton value={info.data_dir}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
                onClick={copy}
              >
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
        </div>
      </Row>
      <Row label="Version">
        <span>
          Parley {info.version}, {info.door === 'electron' ? 'desktop' : 'in the browser'}
        </span>
      </Row>
    </Section>
  );
}

function Section({
  title,
  note,
  children,
}: {
  title: string;
  note?: string;
  children: ReactNode;
}): ReactElement {
  return (
    <section className={classes['section']} aria-label={title}>
      <header>
        <h2>{title}</h2>
        {note !== undefined && <p>{note}</p>}
      </header>
      <div className={classes['card']}>{children}</div>
    </section>
  );
}

function Row({ label, note, children }: { label: string; note?: string; children: ReactNode }): ReactElement {
  return (
    <div className={classes['row']}>
      <div>
        <div className={classes['label']}>{label}</div>
        {note !== undefined && <div className={classes['note']}>{note}</div>}
      </div>
      <div className={classes['control']}>{children}</div>
    </div>
  );
}

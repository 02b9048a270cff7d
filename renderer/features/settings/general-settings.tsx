/** What a person chooses once: look, voice, time. */
import { SegmentedControl, Select, useMantineColorScheme } from '@mantine/core';
import { useMemo, type ReactElement } from 'react';
import { formatZonedTime, machineTimeZone } from '#shared/base/time-zones.ts';
import type { Settings } from '#shared/domain/settings.ts';
import { changeSettings, useStudio } from '../../stores/studio.ts';
import { useNow } from '../../ui/use-now.ts';
import { Row, Section } from './settings-parts.tsx';

export function GeneralSettings({ settings }: { settings: Settings }): ReactElement {
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
      <Row label="Default voice" note="Of the Flite voices, for agents that do not choose their own.">
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

/** Which microphone and which speaker. A change in the middle of a call takes effect at once. */
import { Select } from '@mantine/core';
import { IconMicrophone, IconVolume } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { changeSettings, useStudio } from '../../stores/studio.ts';
import { maySelectSpeaker, type AudioDevice } from './audio/microphone.ts';
import { switchMicrophone, switchSpeaker, useCallSession } from './call-session.ts';
import { useDevices } from './use-devices.ts';
import classes from './call-panel.module.css';

export interface DevicePickersProps {
  hasMicrophone: boolean;
  /** Take effect on the sound that is open; the choice itself is kept in the settings. */
  onMicrophone: (id: string) => Promise<void>;
  onSpeaker: (id: string) => Promise<void>;
}

/** Of the web call. */
export function CallDevices(): ReactElement {
  const hasMicrophone = useCallSession((session) => session.hasMicrophone);
  return (
    <DevicePickers hasMicrophone={hasMicrophone} onMicrophone={switchMicrophone} onSpeaker={switchSpeaker} />
  );
}

export function DevicePickers({ hasMicrophone, onMicrophone, onSpeaker }: DevicePickersProps): ReactElement {
  const settings = useStudio((studio) => studio.settings);
  const devices = useDevices(hasMicrophone);
  return (
    <div className={classes['devices']}>
      <Select
        label="Microphone"
        leftSection={<IconMicrophone size={14} />}
        allowDeselect={false}
        data={options(devices.microphones, settings?.microphone_id ?? '')}
        value={settings?.microphone_id ?? ''}
        onChange={(id) => {
          void changeSettings({ microphone_id: id ?? '' });
          void onMicrophone(id ?? '');
        }}
      />
      {maySelectSpeaker() && (
        <Select
          label="Speaker"
          leftSection={<IconVolume size={14} />}
          allowDeselect={false}
          data={options(devices.speakers, settings?.speaker_id ?? '')}
          value={settings?.speaker_id ?? ''}
          onChange={(id) => {
            void changeSettings({ speaker_id: id ?? '' });
            void onSpeaker(id ?? '');
          }}
        />
      )}
      {!devices.areNamed && (
        <p className={classes['hint']}>
          The browser tells the names of the devices once you allow the microphone.
        </p>
      )}
    </div>
  );
}

/** The default first; a chosen device that is not plugged in keeps its place in the list. */
function options(devices: readonly AudioDevice[], chosen: string): { value: string; label: string }[] {
  const list = [
    { value: '', label: 'System default' },
    ...devices.map(({ id, label }) => ({ value: id, label })),
  ];
  if (!list.some(({ value }) => value === chosen))
    list.push({ value: chosen, label: 'Not plugged in (default is used)' });
  return list;
}

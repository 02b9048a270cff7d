/** What is heard beside the agent's voice, and what is played instead of it. */
import { Select, Slider } from '@mantine/core';
import { useId, type ReactElement } from 'react';
import {
  ambientSources,
  defaultAmbientVolume,
  type AmbientSound,
  type AmbientSource,
} from '#shared/domain/sound.ts';
import type { WorkflowConfigurations } from '#shared/domain/workflow.ts';
import { bridge } from '../../bridge/index.ts';
import { ListenButton } from '../recordings/listen-button.tsx';
import { setVolume } from '../recordings/play-sound.ts';
import { RecordingsList } from '../recordings/recordings-list.tsx';
import { patchConfigurations, type Patch } from './edits.ts';
import { useDocument, useEditor, useFieldProblem } from './editor-context.ts';
import classes from './inspector.module.css';
import own from './sound-settings.module.css';

const sourceNames: Record<AmbientSource, string> = {
  none: 'None',
  office: 'An office',
  cafe: 'A café',
  street: 'A street',
};
const comfortChoices = [
  { value: 'telephone', label: 'On telephone lines' },
  { value: 'always', label: 'On every call' },
  { value: 'never', label: 'Never' },
];

export function SoundSettings(): ReactElement {
  const editor = useEditor();
  const settings = useDocument().workflow_configurations ?? {};
  const problemOf = useFieldProblem('workflow', null);
  const volumeLabel = useId();
  const sound = settings.ambient_sound ?? {};
  const source = sound.source ?? 'none';
  const volume = sound.volume ?? defaultAmbientVolume;
  const address = `parley://ambient/${source}.wav`;
  const set = (patch: Patch<WorkflowConfigurations>, field: string): void => {
    editor.edit((now) => patchConfigurations(now, patch), `agent.${field}`);
  };
  const setSound = (patch: AmbientSound, field: string): void => {
    set({ ambient_sound: { ...sound, ...patch } }, `ambient_sound.${field}`);
  };
  const comfort =
    settings.comfort_noise === undefined ? 'telephone' : settings.comfort_noise ? 'always' : 'never';
  return (
    <>
      <section className={classes['section']} aria-label="Sound">
        <h3 className={classes['heading']}>Sound</h3>
        <div className={own['source']}>
          <Select
            label="Sound around the agent"
            allowDeselect={false}
            data={ambientSources.map((value) => ({ value, label: sourceNames[value] }))}
            value={source}
            error={problemOf('ambient_sound')}
            onChange={(value) => {
              const chosen = ambientSources.find((one) => one === value);
              if (chosen === 'none') set({ ambient_sound: undefined }, 'ambient_sound');
              else if (chosen) setSound({ source: chosen }, 'source');
            }}
          />
          <ListenButton
            address={address}
            what={sourceNames[source]}
            volume={volume}
            isLoop
            isDisabled={source === 'none'}
          />
        </div>
        {source !== 'none' && (
          <div>
            <span id={volumeLabel} className={own['label']}>
              Volume of it
            </span>
            <Slider
              aria-labelledby={volumeLabel}
              min={0.05}
              max={1}
              step={0.05}
              label={(value) => `${Math.round(value * 100)} %`}
              value={volume}
              onChange={(value) => {
                setVolume(bridge.resolveUrl(address), value);
                setSound({ volume: value }, 'volume');
              }}
            />
          </div>
        )}
        {source === 'none' && (
          <Select
            label="Comfort noise"
            description="Faint noise while nobody speaks, so that a telephone line does not sound dead."
            allowDeselect={false}
            data={comfortChoices}
            value={comfort}
            onChange={(value) => {
              set({ comfort_noise: value === 'telephone' ? undefined : value === 'always' }, 'comfort_noise');
            }}
          />
        )}
        {source !== 'none' && (
          <p className={classes['note']}>
            It goes on from the first moment to the last, and steps back while the agent speaks. The agent
            begins to speak up to 20 ms later.
          </p>
        )}
      </section>
      <section className={classes['section']} aria-label="Recordings">
        <h3 className={classes['heading']}>Recordings</h3>
        <p className={classes['note']}>
          Speech that is played as it was recorded: as the greeting, along an edge, or where a prompt names
          it. Drop sound files here; all agents share them.
        </p>
        <RecordingsList />
      </section>
    </>
  );
}

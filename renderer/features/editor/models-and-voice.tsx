/** Who listens, thinks and speaks for this agent: the studio's choice, or its own, a stage. */
import { Select } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, type ReactElement } from 'react';
import type { EffectiveStage } from '#shared/bridge/connections.ts';
import { providerStages, type ProviderChoice, type ProviderStage } from '#shared/domain/providers.ts';
import type { WorkflowConfigurations } from '#shared/domain/workflow.ts';
import { followProviders, useEffectiveProviders } from '../../stores/providers.ts';
import { useStudio } from '../../stores/studio.ts';
import { ChainEditor } from '../providers/chain-editor.tsx';
import { HearButton } from '../providers/hear-button.tsx';
import { answererText, stageNames } from '../providers/stages.ts';
import { useDocument, useEditor, useFieldProblem, useHints } from './editor-context.ts';
import { WarningLines } from './fields/warning-lines.tsx';
import { patchConfigurations, type Patch } from './edits.ts';
import classes from './inspector.module.css';
import { languageOptions } from './languages.ts';
import own from './models-and-voice.module.css';

const usualLanguage = 'en-US';

export function ModelsAndVoice(): ReactElement {
  const editor = useEditor();
  const settings = useDocument().workflow_configurations ?? {};
  const problemOf = useFieldProblem('workflow', null);
  const hints = useHints();
  const effective = useEffectiveProviders(settings.providers);
  useEffect(followProviders, []);
  const set = (patch: Patch<WorkflowConfigurations>, field: string): void => {
    editor.edit((now) => patchConfigurations(now, patch), `agent.${field}`);
  };
  const setChain = (stage: ProviderStage, chain: ProviderChoice[] | null): void => {
    const { [stage]: _stage, ...others } = settings.providers ?? {};
    const providers = chain === null ? others : { ...others, [stage]: chain };
    set({ providers: Object.keys(providers).length === 0 ? undefined : providers }, `providers.${stage}`);
  };
  const language = settings.language ?? usualLanguage;
  return (
    <section className={classes['section']} aria-label="Models and voice">
      <h3 className={classes['heading']}>Models and voice</h3>
      <Select
        label="Language"
        searchable
        allowDeselect={false}
        data={languageOptions(language)}
        value={language}
        error={problemOf('language')}
        onChange={(chosen) => {
          if (chosen !== null) set({ language: chosen === usualLanguage ? undefined : chosen }, 'language');
        }}
      />
      {providerStages.map((stage) => (
        <Stage
          key={stage}
          stage={stage}
          chain={settings.providers?.[stage] ?? null}
          effective={effective?.[stage] ?? null}
          language={language}
          onChange={(chain) => {
            setChain(stage, chain);
          }}
        />
      ))}
      {effective !== null && speaksFlite(effective.tts) && (settings.providers?.tts ?? []).length === 0 && (
        <FliteVoice
          voice={settings.tts_voice}
          language={language}
          error={problemOf('tts_voice')}
          onChange={(voice) => {
            set({ tts_voice: voice }, 'tts_voice');
          }}
        />
      )}
      <WarningLines
        warnings={hints.filter(({ field }) => field === 'tts_voice').map((hint) => hint.message)}
      />
    </section>
  );
}

interface StageProps {
  stage: ProviderStage;
  /** Null: the studio's. */
  chain: readonly ProviderChoice[] | null;
  effective: EffectiveStage | null;
  language: string;
  onChange: (chain: ProviderChoice[] | null) => void;
}

function Stage({ stage, chain, effective, language, onChange }: StageProps): ReactElement {
  const isOwn = chain !== null && chain.length > 0;
  const studio = effective !== null && effective.chosen_by !== 'agent' ? answererText(effective) : null;
  const problem = isOwn ? null : (effective?.chain[0]?.problem ?? null);
  return (
    <div role="group" aria-label={stageNames[stage]}>
      <Select
        label={stageNames[stage]}
        allowDeselect={false}
        data={[
          {
            value: 'studio',
            label: studio === null ? 'As in the settings' : `As in the settings: ${studio}`,
          },
          { value: 'own', label: 'Its own choice' },
        ]}
        value={isOwn ? 'own' : 'studio'}
        onChange={(value) => {
          // What the studio has is where one's own choice begins.
          if (value === 'own')
            onChange((effective?.chain ?? []).map(({ connection, model }) => startOf(connection, model)));
          else onChange(null);
        }}
      />
      {problem !== null && (
        <p className={own['problem']}>
          <IconAlertTriangle size={13} aria-hidden />
          <span>{problem}</span>
        </p>
      )}
      {isOwn && (
        <div className={own['chain']}>
          <ChainEditor
            stage={stage}
            chain={chain}
            effective={effective}
            language={language}
            onChange={(changed) => {
              onChange(changed.length === 0 ? null : changed);
            }}
          />
        </div>
      )}
    </div>
  );
}

function startOf(connection: string, model: string | null): ProviderChoice {
  const isBuiltIn = ['grammar', 'rehearsal', 'flite'].includes(connection);
  return isBuiltIn || model === null ? { connection } : { connection, model };
}

function speaksFlite({ chain }: EffectiveStage): boolean {
  return chain.find(({ problem }) => problem === null)?.connection === 'flite';
}

function FliteVoice(props: {
  voice: string | undefined;
  language: string;
  error: string | undefined;
  onChange: (voice: string | undefined) => void;
}): ReactElement {
  const voices = useStudio((studio) => studio.voices);
  const studioVoice = useStudio((studio) => studio.settings?.tts_voice);
  const voiceName = voices.find(({ id }) => id === studioVoice)?.name ?? studioVoice ?? '';
  const chosen = props.voice ?? studioVoice;
  return (
    <div className={own['voice']}>
      <Select
        label="Flite voice"
        placeholder={`As in the settings: ${voiceName}`}
        clearable
        data={voices.map((voice) => ({ value: voice.id, label: voice.name }))}
        value={props.voice ?? null}
        error={props.error}
        onChange={(voice) => {
          props.onChange(voice ?? undefined);
        }}
      />
      <HearButton
        choice={chosen === undefined ? { connection: 'flite' } : { connection: 'flite', voice: chosen }}
        language={props.language}
      />
    </div>
  );
}

import { NumberInput, TextInput } from '@mantine/core';
import { IconSitemap } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { WorkflowConfigurations } from '#shared/domain/workflow.ts';
import { plural } from '../../ui/plural.ts';
import { patchConfigurations, type Patch } from './edits.ts';
import { useDocument, useEditor, useEditorState, useFieldProblem } from './editor-context.ts';
import classes from './inspector.module.css';
import { LineSettings } from './line-settings.tsx';
import { ModelsAndVoice } from './models-and-voice.tsx';
import { SoundSettings } from './sound-settings.tsx';
import { AgentToolsSection } from '../tools/agent-tools-section.tsx';
import { TestValues } from './test-values/test-values.tsx';
import { TurnTakingForm } from './turn-taking-settings.tsx';

/** The reference's defaults, seconds. */
const defaultCallSeconds = 300;
const defaultIdleSeconds = 10;

/** The whole agent: its name, voice and limits. */
export function WorkflowForm(): ReactElement {
  const editor = useEditor();
  const document = useDocument();
  const name = useEditorState((state) => state.history.present.name);
  const problemOf = useFieldProblem('workflow', null);
  const settings = document.workflow_configurations ?? {};
  const set = (patch: Patch<WorkflowConfigurations>, field: string): void => {
    editor.edit((now) => patchConfigurations(now, patch), `agent.${field}`);
  };
  const setSeconds = (field: 'max_call_duration' | 'max_user_idle_timeout', value: string | number): void => {
    if (value === '') set({ [field]: undefined }, field);
    else if (typeof value === 'number' && value > 0) set({ [field]: value }, field);
  };
  return (
    <>
      <header className={classes['head']}>
        <span className={classes['badge']}>
          <IconSitemap size={16} stroke={1.8} aria-hidden />
        </span>
        <div className={classes['headText']}>
          <span className={classes['kind']}>Agent</span>
          <h2 className={classes['title']}>{name}</h2>
        </div>
      </header>
      <section className={classes['section']}>
        <TextInput
          label="Name"
          required
          maxLength={200}
          defaultValue={name}
          key={name}
          onBlur={(event) => {
            const typed = event.currentTarget.value.trim();
            if (typed !== '') editor.rename(typed);
          }}
        />
        <div className={classes['pair']}>
          <NumberInput
            label="Longest call"
            suffix=" s"
            min={1}
            max={1200}
            step={30}
            allowDecimal={false}
            clampBehavior="strict"
            placeholder={`${defaultCallSeconds} s`}
            value={settings.max_call_duration ?? ''}
            error={problemOf('max_call_duration')}
            onChange={(value) => {
              setSeconds('max_call_duration', value);
            }}
          />
          <NumberInput
            label="Silence before asking"
            suffix=" s"
            min={1}
            max={120}
            step={1}
            clampBehavior="strict"
            placeholder={`${defaultIdleSeconds} s`}
            value={settings.max_user_idle_timeout ?? ''}
            error={problemOf('max_user_idle_timeout')}
            onChange={(value) => {
              setSeconds('max_user_idle_timeout', value);
            }}
          />
        </div>
        <p className={classes['note']}>
          After that silence the agent asks whether the caller is still there, then says goodbye and hangs up.
        </p>
      </section>
      <TestValues />
      <AgentToolsSection />
      <ModelsAndVoice />
      <TurnTakingForm />
      <LineSettings />
      <SoundSettings />
      <section className={classes['section']}>
        <h3 className={classes['heading']}>Graph</h3>
        <p className={classes['note']}>
          {plural(document.nodes.length, 'node')}, {plural(document.edges.length, 'edge')}. Select one to edit
          it. Drag from the dot at a card&rsquo;s side to draw an edge; let go over empty canvas to add the
          next step.
        </p>
      </section>
    </>
  );
}

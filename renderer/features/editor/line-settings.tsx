/** What the agent does about the telephone line: answering machines, keys, noise. */
import { NumberInput, Select, Switch, Textarea } from '@mantine/core';
import type { ReactElement } from 'react';
import { recordingModes, type AnsweringMachineSettings } from '#shared/domain/line-craft.ts';
import type { WorkflowConfigurations } from '#shared/domain/workflow.ts';
import { patchConfigurations, type Patch } from './edits.ts';
import { useDocument, useEditor, useFieldProblem } from './editor-context.ts';
import classes from './inspector.module.css';

const actions = [
  { value: 'hang-up', label: 'Hang up' },
  { value: 'leave-message', label: 'Leave a message after the beep' },
  { value: 'go-on', label: 'Go on as with a person' },
];
const recordingChoices = [
  { value: 'on', label: 'Record' },
  { value: 'announced', label: 'Record, and say so first' },
  { value: 'off', label: 'Do not record' },
];
const defaultKeyPauseSeconds = 2;

export function LineSettings(): ReactElement {
  const editor = useEditor();
  const settings = useDocument().workflow_configurations ?? {};
  const problemOf = useFieldProblem('workflow', null);
  const machine = settings.answering_machine ?? {};
  const set = (patch: Patch<WorkflowConfigurations>, field: string): void => {
    editor.edit((now) => patchConfigurations(now, patch), `agent.${field}`);
  };
  const setMachine = (patch: AnsweringMachineSettings, field: string): void => {
    set({ answering_machine: { ...machine, ...patch } }, `answering_machine.${field}`);
  };
  const leavesMessage = machine.enabled === true && machine.on_machine === 'leave-message';
  return (
    <section className={classes['section']}>
      <h3 className={classes['heading']}>Line</h3>
      <Select
        label="Recording"
        description="The sound of calls. What was said stays in the transcript either way."
        data={recordingChoices}
        allowDeselect={false}
        value={settings.recording ?? 'on'}
        onChange={(value) => {
          const recording = recordingModes.find((mode) => mode === value);
          if (recording) set({ recording: recording === 'on' ? undefined : recording }, 'recording');
        }}
      />
      {settings.recording === 'announced' && (
        <Textarea
          label="Announcement"
          description="Said before anything else. Empty: a sentence in the agent’s language."
          autosize
          minRows={1}
          maxRows={4}
          placeholder="This call is recorded."
          value={settings.recording_announcement ?? ''}
          error={problemOf('recording_announcement')}
          onChange={(event) => {
            const text = event.currentTarget.value;
            set({ recording_announcement: text === '' ? undefined : text }, 'recording_announcement');
          }}
        />
      )}
      <Switch
        label="Find out who answers"
        description="On calls that the agent makes: it listens before it speaks, and knows mailboxes, menus and numbers that cannot be reached."
        checked={machine.enabled === true}
        onChange={(event) => {
          setMachine({ enabled: event.currentTarget.checked }, 'enabled');
        }}
      />
      {machine.enabled === true && (
        <Select
          label="When a machine answers"
          data={actions}
          allowDeselect={false}
          value={machine.on_machine ?? 'hang-up'}
          onChange={(value) => {
            if (value === 'hang-up' || value === 'leave-message' || value === 'go-on')
              setMachine({ on_machine: value }, 'on_machine');
          }}
        />
      )}
      {leavesMessage && (
        <Textarea
          label="Message"
          description="Spoken after the beep, then the agent hangs up. {{first_name}} and other values of the call may stand in it."
          autosize
          minRows={2}
          maxRows={8}
          value={machine.message ?? ''}
          error={(machine.message ?? '').trim() === '' ? 'Without a message the agent hangs up.' : undefined}
          onChange={(event) => {
            setMachine({ message: event.currentTarget.value }, 'message');
          }}
        />
      )}
      <Switch
        label="May press keys"
        description="The model can choose in menus that answer its calls. The keyless rehearsal does not."
        checked={settings.press_keys === true}
        onChange={(event) => {
          set({ press_keys: event.currentTarget.checked || undefined }, 'press_keys');
        }}
      />
      <NumberInput
        label="Pause that ends a number keyed in"
        suffix=" s"
        min={0.3}
        max={20}
        step={0.5}
        decimalScale={1}
        clampBehavior="blur"
        placeholder={`${defaultKeyPauseSeconds} s`}
        value={settings.key_pause ?? ''}
        error={problemOf('key_pause')}
        onChange={(value) => {
          if (value === '') set({ key_pause: undefined }, 'key_pause');
          else if (typeof value === 'number' && value >= 0.3 && value <= 20)
            set({ key_pause: value }, 'key_pause');
        }}
      />
      <p className={classes['note']}>
        A caller&rsquo;s # ends it at once. A menu of single keys does not wait.
      </p>
      <Switch
        label="Noise suppression"
        description="Takes noise out of what the agent listens to, never out of the recording. It hears everything 30 ms later."
        checked={settings.noise_suppression === true}
        onChange={(event) => {
          set({ noise_suppression: event.currentTarget.checked || undefined }, 'noise_suppression');
        }}
      />
    </section>
  );
}

import { NumberInput, Switch, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import type { NodeData, WorkflowNode } from '#shared/domain/workflow.ts';
import { drawableTypes, nodeKinds } from '../../canvas/node-kinds.ts';
import { GrowingTextarea } from '../../ui/growing-textarea.tsx';
import { RecordingChoice } from '../recordings/recording-choice.tsx';
import { EdgesList } from './edges-list.tsx';
import { patchNode, type Patch } from './edits.ts';
import { useEditor, useFieldProblem } from './editor-context.ts';
import { InspectorHead } from './inspector-head.tsx';
import { PromptField } from './prompt-field.tsx';
import { VariablesField } from './variables-field.tsx';
import classes from './inspector.module.css';

type Set = (patch: Patch<NodeData>, field: string | null) => void;

interface PartProps {
  node: WorkflowNode;
  set: Set;
  problemOf: (field: string) => string | undefined;
}

/** The fields of one node; which ones depends on its type. */
export function NodeForm({ node }: { node: WorkflowNode }): ReactElement {
  const editor = useEditor();
  const problemOf = useFieldProblem('node', node.id);
  const kind = nodeKinds[node.type];
  const set: Set = (patch, field) => {
    editor.edit((now) => patchNode(now, node.id, patch), field === null ? null : `${node.id}.${field}`);
  };
  const isDrawable = drawableTypes.some((type) => type === node.type);
  const speaks = node.type === 'startCall' || node.type === 'agentNode' || node.type === 'endCall';
  return (
    <>
      <InspectorHead
        icon={kind.icon}
        meaning={kind.meaning}
        word={`${kind.word} node`}
        title={node.data.name?.trim() || 'No name'}
      />
      <section className={classes['section']}>
        <TextInput
          label="Name"
          required
          value={node.data.name ?? ''}
          error={problemOf('name')}
          onChange={(event) => {
            set({ name: event.currentTarget.value }, 'name');
          }}
        />
        {node.type === 'startCall' && <Greeting node={node} set={set} problemOf={problemOf} />}
        {isDrawable && (
          <PromptField
            label="Prompt"
            isRequired
            minRows={6}
            value={node.data.prompt ?? ''}
            problem={problemOf('prompt')}
            placeholder={
              node.type === 'globalNode'
                ? 'Who the agent is and how it speaks, in every step.'
                : 'What the agent does in this step. A line in quotes is what the rehearsal says.'
            }
            onChange={(prompt) => {
              set({ prompt }, 'prompt');
            }}
          />
        )}
        {!isDrawable && (
          <p className={classes['note']}>
            {kind.purpose} Calls made here do not run it; it is kept as it came, with all its settings, and
            goes out again with an export.
          </p>
        )}
      </section>
      {speaks && <Behaviour node={node} set={set} problemOf={problemOf} />}
      {speaks && <Extraction node={node} set={set} problemOf={problemOf} />}
      <EdgesList node={node} />
    </>
  );
}

function Greeting({ node, set, problemOf }: PartProps): ReactElement {
  const isRecording = node.data.greeting_type === 'audio';
  return (
    <RecordingChoice
      label="Greeting"
      isRecording={isRecording}
      recordingId={node.data.greeting_recording_id ?? null}
      onKind={(audio) => {
        set({ greeting_type: audio ? 'audio' : 'text' }, null);
      }}
      onRecording={(id) => {
        set({ greeting_recording_id: id }, null);
      }}
    >
      <PromptField
        label={isRecording ? 'Greeting as text' : 'Greeting'}
        description={
          isRecording
            ? 'Spoken where the recording cannot be played.'
            : 'Spoken first, word for word. Without it the model opens by itself.'
        }
        minRows={2}
        value={node.data.greeting ?? ''}
        problem={problemOf('greeting')}
        onChange={(greeting) => {
          set({ greeting }, 'greeting');
        }}
      />
    </RecordingChoice>
  );
}

function Behaviour({ node, set, problemOf }: PartProps): ReactElement {
  const { data } = node;
  // The reference's defaults where the document says nothing.
  const addsGlobal = data.add_global_prompt ?? node.type !== 'endCall';
  return (
    <section className={classes['section']}>
      <h3 className={classes['heading']}>Behaviour</h3>
      {node.type !== 'endCall' && (
        <Switch
          label="The caller may interrupt"
          checked={data.allow_interrupt ?? false}
          onChange={(event) => {
            set({ allow_interrupt: event.currentTarget.checked }, null);
          }}
        />
      )}
      <Switch
        label="Put the global prompt before this one"
        checked={addsGlobal}
        onChange={(event) => {
          set({ add_global_prompt: event.currentTarget.checked }, null);
        }}
      />
      {node.type === 'startCall' && (
        <Switch
          label="Wait before speaking"
          checked={data.delayed_start ?? false}
          onChange={(event) => {
            set({ delayed_start: event.currentTarget.checked }, null);
          }}
        />
      )}
      {node.type === 'startCall' && data.delayed_start === true && (
        <NumberInput
          label="Seconds to wait"
          min={0.1}
          max={10}
          step={0.5}
          decimalScale={1}
          clampBehavior="blur"
          value={data.delayed_start_duration ?? 2}
          error={problemOf('delayed_start_duration')}
          onChange={(value) => {
            if (typeof value === 'number') set({ delayed_start_duration: value }, 'delayed_start_duration');
          }}
        />
      )}
    </section>
  );
}

function Extraction({ node, set, problemOf }: PartProps): ReactElement {
  const { data } = node;
  const isOn = data.extraction_enabled ?? false;
  return (
    <section className={classes['section']}>
      <h3 className={classes['heading']}>Extraction</h3>
      <Switch
        label="Find values in what the caller says"
        checked={isOn}
        onChange={(event) => {
          set({ extraction_enabled: event.currentTarget.checked }, null);
        }}
      />
      {isOn && (
        <>
          <GrowingTextarea
            label="What to look for"
            minRows={2}
            maxRows={8}
            value={data.extraction_prompt ?? ''}
            error={problemOf('extraction_prompt')}
            onChange={(event) => {
              set({ extraction_prompt: event.currentTarget.value }, 'extraction_prompt');
            }}
          />
          <VariablesField
            variables={data.extraction_variables ?? []}
            problem={problemOf('extraction_variables')}
            onChange={(variables, key) => {
              set({ extraction_variables: variables }, key === null ? null : `extraction_variables.${key}`);
            }}
          />
        </>
      )}
    </section>
  );
}

import { TextInput, UnstyledButton } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useEffect, useRef, type ReactElement } from 'react';
import type { EdgeData, WorkflowEdge } from '#shared/domain/workflow.ts';
import { functionName, isUsableFunctionName } from '#shared/graph/functions.ts';
import { GrowingTextarea } from '../../ui/growing-textarea.tsx';
import { RecordingChoice } from '../recordings/recording-choice.tsx';
import { patchEdge, type Patch } from './edits.ts';
import { useDocument, useEditor, useFieldProblem } from './editor-context.ts';
import { InspectorHead } from './inspector-head.tsx';
import { LinesField } from './lines-field.tsx';
import { PromptField } from './prompt-field.tsx';
import classes from './inspector.module.css';

/** The fields of one edge: when it is taken, and what is said on the way. */
export function EdgeForm({ edge }: { edge: WorkflowEdge }): ReactElement {
  const editor = useEditor();
  const problemOf = useFieldProblem('edge', edge.id);
  const { data } = edge;
  const set = (patch: Patch<EdgeData>, field: string): void => {
    editor.edit((now) => patchEdge(now, edge.id, patch), `${edge.id}.${field}`);
  };
  const label = data.label ?? '';
  const isRecording = data.transition_speech_type === 'audio';
  const labelField = useRef<HTMLInputElement>(null);
  // An edge just drawn waits for its name.
  useEffect(() => {
    if (labelField.current?.value === '') labelField.current.focus();
  }, []);
  const name = functionName(label);
  const description = isUsableFunctionName(name)
    ? {
        description: (
          <>
            The model calls it <code>{name}</code>.
          </>
        ),
      }
    : {};
  return (
    <>
      <InspectorHead
        icon={IconArrowRight}
        meaning="transition"
        word="Edge"
        title={label.trim() || 'No label'}
      />
      <section className={classes['section']}>
        <Ends edge={edge} />
        <TextInput
          label="Label"
          required
          ref={labelField}
          value={label}
          error={problemOf('label')}
          {...description}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          onChange={(event) => {
            set({ label: event.currentTarget.value }, 'label');
          }}
        />
        <GrowingTextarea
          label="Condition"
          required
          placeholder="When this edge is to be taken, for example: the caller names a day."
          minRows={2}
          maxRows={8}
          value={data.condition ?? ''}
          error={problemOf('condition')}
          onChange={(event) => {
            set({ condition: event.currentTarget.value }, 'condition');
          }}
        />
        <LinesField
          label="What callers say"
          description="Sentences that take this edge, one a line. The rehearsal listens for them."
          placeholder={'I would like to book an appointment\nCan I come in on Monday'}
          value={data.caller_examples ?? []}
          onChange={(lines) => {
            set({ caller_examples: lines.length === 0 ? undefined : lines }, 'caller_examples');
          }}
        />
        <RecordingChoice
          label="Said on the way"
          isRecording={isRecording}
          recordingId={data.transition_speech_recording_id ?? null}
          onKind={(audio) => {
            set({ transition_speech_type: audio ? 'audio' : 'text' }, 'transition_speech_type');
          }}
          onRecording={(id) => {
            set({ transition_speech_recording_id: id }, 'transition_speech_recording_id');
          }}
        >
          <PromptField
            label={isRecording ? 'Said on the way as text' : 'Said on the way'}
            description={
              isRecording
                ? 'Spoken where the recording cannot be played.'
                : 'Spoken word for word while the next step gets ready.'
            }
            minRows={2}
            value={data.transition_speech ?? ''}
            problem={problemOf('transition_speech')}
            onChange={(speech) => {
              if (isRecording) set({ transition_speech: speech || undefined }, 'transition_speech');
              else
                set(
                  speech === ''
                    ? { transition_speech: undefined, transition_speech_type: undefined }
                    : { transition_speech: speech, transition_speech_type: 'text' },
                  'transition_speech',
                );
            }}
          />
        </RecordingChoice>
      </section>
    </>
  );
}

/** From which node to which; either may be opened. */
function Ends({ edge }: { edge: WorkflowEdge }): ReactElement {
  const editor = useEditor();
  const document = useDocument();
  const end = (id: string): ReactElement => (
    <UnstyledButton
      className={classes['end']}
      onClick={() => {
        editor.select({ nodeIds: [id], edgeIds: [] });
      }}
    >
      {document.nodes.find((node) => node.id === id)?.data.name?.trim() || id}
    </UnstyledButton>
  );
  return (
    <div className={classes['ends']}>
      {end(edge.source)}
      <IconArrowRight size={13} aria-label="to" />
      {end(edge.target)}
    </div>
  );
}

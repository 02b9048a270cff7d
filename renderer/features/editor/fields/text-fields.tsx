/** Fields of many lines: prompts, plain texts, words to say, sentences. */
import type { ReactElement } from 'react';
import type {
  LinesField as LinesSpec,
  PromptField as PromptSpec,
  SpeechField as SpeechSpec,
} from '#shared/nodes/field.ts';
import { GrowingTextarea } from '../../../ui/growing-textarea.tsx';
import { RecordingChoice } from '../../recordings/recording-choice.tsx';
import { LinesField as Lines } from '../lines-field.tsx';
import { PromptField as Prompt } from '../prompt-field.tsx';
import { FieldLabel } from './field-label.tsx';
import { textOf, type FieldProps } from './field-props.ts';
import { speechPatch, textPatch } from './text-patch.ts';

export function PromptField({ field, data, set, problem }: FieldProps<PromptSpec<string>>): ReactElement {
  const { key, label, help, rows, placeholder, required } = field;
  const onChange = (text: string): void => {
    set(textPatch(field, text), key);
  };
  if (field.isPlain)
    return (
      <GrowingTextarea
        label={<FieldLabel label={label} help={help} />}
        aria-label={label}
        aria-description={help}
        required={required !== undefined}
        placeholder={placeholder}
        minRows={rows}
        maxRows={14}
        value={textOf(data[key])}
        error={problem}
        onChange={(event) => {
          onChange(event.currentTarget.value);
        }}
      />
    );
  return (
    <Prompt
      label={label}
      help={help}
      isRequired={required !== undefined}
      minRows={rows}
      value={textOf(data[key])}
      problem={problem}
      {...(placeholder === undefined ? {} : { placeholder })}
      onChange={onChange}
    />
  );
}

export function SpeechField({ field, data, set, problem }: FieldProps<SpeechSpec<string>>): ReactElement {
  const { key, label, help, kindKey, recordingKey, description } = field;
  const isRecording = data[kindKey] === 'audio';
  return (
    <RecordingChoice
      label={label}
      isRecording={isRecording}
      recordingId={textOf(data[recordingKey]) || null}
      onKind={(audio) => {
        set({ [kindKey]: audio ? 'audio' : 'text' }, null);
      }}
      onRecording={(id) => {
        set({ [recordingKey]: id }, null);
      }}
    >
      <Prompt
        label={isRecording ? `${label} as text` : label}
        help={help}
        description={isRecording ? 'Spoken where the recording cannot be played.' : description}
        minRows={2}
        value={textOf(data[key])}
        problem={problem}
        onChange={(text) => {
          set(speechPatch(field, text, isRecording), key);
        }}
      />
    </RecordingChoice>
  );
}

export function LinesField({ field, data, set, problem }: FieldProps<LinesSpec<string>>): ReactElement {
  const { key, label, help, placeholder } = field;
  const value = data[key];
  return (
    <Lines
      label={<FieldLabel label={label} help={help} />}
      name={label}
      problem={problem}
      {...(placeholder === undefined ? {} : { placeholder })}
      value={Array.isArray(value) ? (value as string[]) : []}
      onChange={(lines) => {
        set({ [key]: lines.length === 0 ? undefined : lines }, key);
      }}
    />
  );
}

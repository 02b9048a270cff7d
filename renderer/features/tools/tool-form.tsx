/** The fields of one tool. */
import { TextInput } from '@mantine/core';
import { useMemo, type ReactElement } from 'react';
import { isToolKindName, type ToolDocument } from '#shared/domain/tool.ts';
import { toolFunctionName } from '#shared/graph/functions.ts';
import { toolProblems } from '#shared/graph/tool-rules.ts';
import { GrowingTextarea } from '../../ui/growing-textarea.tsx';
import { FieldLabel } from '../editor/fields/field-label.tsx';
import { LinesField } from '../editor/lines-field.tsx';
import { EndCallFields } from './end-call-fields.tsx';
import { HttpFields } from './http-fields.tsx';
import { TransferFields } from './transfer-fields.tsx';
import { kindWord, withConfig } from './tool-kinds.ts';
import classes from './tools.module.css';

/** `undoKey` joins quick changes of one field to one undo step; null for none. */
export type ChangeTool = (tool: ToolDocument, undoKey: string | null) => void;

const descriptionHints: Readonly<Record<string, string>> = {
  end_call: 'Empty: the model is told to call it as soon as the conversation is over.',
  transfer_call: 'Empty: the model is told to call it when the caller asks for a person or cannot be helped.',
};
const exampleHints: Readonly<Record<string, string>> = {
  end_call: 'that is all, goodbye',
  transfer_call: 'I want to speak to a person',
};

const ownFields = new Set([
  'url',
  'timeout_ms',
  'body_template',
  'parameters',
  'preset_parameters',
  'customMessage',
  'headers',
  'audioRecordingId',
  'destination',
  'whisper',
]);

export function ToolForm({ tool, onChange }: { tool: ToolDocument; onChange: ChangeTool }): ReactElement {
  const { type, config = {} } = tool.definition;
  const problems = useMemo(() => toolProblems(tool), [tool]);
  const called = toolFunctionName(tool.name ?? '');
  const problemOf = (field: string): string | undefined => {
    const found = problems.find((problem) => problem.field === field)?.message;
    return found === undefined ? undefined : `This tool ${found}`;
  };
  // The rules stand in the form only where they decide.
  const hasRules = config?.['destination_source'] === 'context_mapping';
  const others = problems.filter(
    ({ field }) => field === null || !(ownFields.has(field) || (hasRules && field === 'context_mapping')),
  );
  const kind = {
    config: config ?? {},
    set: (patch: Record<string, unknown>, undoKey: string | null) => {
      onChange(withConfig(tool, patch), undoKey);
    },
    problemOf,
  };
  return (
    <>
      <section className={classes['part']}>
        <TextInput
          label={
            <FieldLabel
              label="Name"
              help="The model calls the tool by it: lower case, with _ between words."
            />
          }
          aria-label="Name"
          required
          maxLength={120}
          data-autofocus
          value={tool.name ?? ''}
          description={called === '' ? undefined : <code className={classes['called']}>{called}()</code>}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          error={
            called === '' ? 'The name needs a letter a–z or a digit, by which the model calls it.' : undefined
          }
          onChange={(event) => {
            onChange({ ...tool, name: event.currentTarget.value }, 'name');
          }}
        />
        <GrowingTextarea
          label={
            <FieldLabel
              label="Description"
              help="Tells the model what the tool does and when to use it. The better it is, the better the tool is used."
            />
          }
          aria-label="Description"
          placeholder={
            descriptionHints[type] ??
            'Finds an order by its number. Use it when the caller asks where an order is.'
          }
          minRows={2}
          maxRows={8}
          value={tool.description ?? ''}
          onChange={(event) => {
            onChange({ ...tool, description: event.currentTarget.value }, 'description');
          }}
        />
        {others.map(({ message }) => (
          <p key={message} className={classes['problem']} role="alert">
            This tool {message}
          </p>
        ))}
      </section>
      {type === 'http_api' && <HttpFields {...kind} />}
      {type === 'end_call' && <EndCallFields {...kind} />}
      {type === 'transfer_call' && <TransferFields {...kind} />}
      {!isToolKindName(type) && (
        <p className={classes['note']}>
          Tools of the kind “{kindWord(type)}” cannot be used yet. Its settings are kept as they came and
          exported untouched.
        </p>
      )}
      <section className={classes['part']}>
        <LinesField
          label={
            <FieldLabel
              label="What callers say"
              help="Sentences that want this tool, one a line. Only the built-in rehearsal model reads them."
            />
          }
          name="What callers say"
          placeholder={exampleHints[type] ?? 'where is my order'}
          value={tool.caller_examples ?? []}
          onChange={(lines) => {
            const { caller_examples: _before, ...rest } = tool;
            onChange(lines.length === 0 ? rest : { ...rest, caller_examples: lines }, 'examples');
          }}
        />
      </section>
    </>
  );
}

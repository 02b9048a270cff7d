import type { ReactElement, ReactNode } from 'react';
import type { ExtractionVariable } from '#shared/domain/workflow.ts';
import type { Field } from '#shared/nodes/field.ts';
import { GuardField } from '../guard/guard-field.tsx';
import { VariablesField } from '../variables-field.tsx';
import { CredentialField } from './credential-field.tsx';
import type { FieldProps } from './field-props.ts';
import { HeadersField } from './headers-field.tsx';
import { JsonField } from './json-field.tsx';
import { ModelField } from './model-field.tsx';
import { ChoiceField, NumberField, SwitchField, TextField } from './simple-fields.tsx';
import { LinesField, PromptField, SpeechField } from './text-fields.tsx';
import { ToolsField } from './tools-field.tsx';

/** The control for a field. `hint` stands under a line of text. */
export function FieldOfKind({
  hint,
  ...props
}: FieldProps<Field<string>> & { hint?: ReactNode }): ReactElement {
  const { field, data, set, problem } = props;
  const rest = { data, set, problem };
  switch (field.kind) {
    case 'text':
      return <TextField field={field} {...rest} hint={hint} />;
    case 'prompt':
      return <PromptField field={field} {...rest} />;
    case 'switch':
      return <SwitchField field={field} {...rest} />;
    case 'number':
      return <NumberField field={field} {...rest} />;
    case 'choice':
      return <ChoiceField field={field} {...rest} />;
    case 'speech':
      return <SpeechField field={field} {...rest} />;
    case 'variables':
      return (
        <VariablesField
          variables={(data[field.key] as ExtractionVariable[] | null | undefined) ?? []}
          help={field.help}
          maxCount={field.maxCount}
          problem={problem}
          onChange={(variables, cell) => {
            set({ [field.key]: variables }, cell === null ? null : `${field.key}.${cell}`);
          }}
        />
      );
    case 'tools':
      return <ToolsField field={field} {...rest} />;
    case 'lines':
      return <LinesField field={field} {...rest} />;
    case 'headers':
      return <HeadersField field={field} {...rest} />;
    case 'json':
      return <JsonField field={field} {...rest} />;
    case 'credential':
      return <CredentialField field={field} {...rest} />;
    case 'model':
      return <ModelField field={field} {...rest} />;
    case 'guard':
      return <GuardField field={field} {...rest} />;
  }
}

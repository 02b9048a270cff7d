import type { ReactElement } from 'react';
import type { CredentialField as CredentialSpec } from '#shared/nodes/field.ts';
import { CredentialChoice } from '../../tools/credential-choice.tsx';
import { textOf, type FieldProps } from './field-props.ts';

export function CredentialField(props: FieldProps<CredentialSpec<string>>): ReactElement {
  const { field, data, set, problem } = props;
  const { key, label, help } = field;
  return (
    <CredentialChoice
      label={label}
      help={help}
      value={textOf(data[key]) || null}
      problem={problem}
      onChange={(id) => {
        set({ [key]: id ?? undefined }, null);
      }}
    />
  );
}

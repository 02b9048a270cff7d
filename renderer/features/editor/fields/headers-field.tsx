import type { ReactElement } from 'react';
import type { WebhookHeader } from '#shared/domain/workflow.ts';
import type { HeadersField as HeadersSpec } from '#shared/nodes/field.ts';
import type { FieldProps } from './field-props.ts';
import { HeaderRows } from './header-rows.tsx';

export function HeadersField({ field, data, set, problem }: FieldProps<HeadersSpec<string>>): ReactElement {
  const { key, label, help, maxCount } = field;
  const value = data[key];
  const headers = Array.isArray(value) ? (value as WebhookHeader[]) : [];
  return (
    <HeaderRows
      label={label}
      help={help}
      maxCount={maxCount}
      problem={problem}
      rows={headers.map((header) => ({ ...header, name: header.key }))}
      onChange={(rows, undoKey) => {
        const next = rows.map(({ name, ...header }) => ({ ...header, key: name }));
        set({ [key]: next.length === 0 ? undefined : next }, undoKey);
      }}
    />
  );
}

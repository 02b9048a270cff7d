/** Names and values of a request's headers. */
import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { WebhookHeader } from '#shared/domain/workflow.ts';
import type { HeadersField as HeadersSpec } from '#shared/nodes/field.ts';
import { FieldLabel } from './field-label.tsx';
import type { FieldProps } from './field-props.ts';
import classes from './fields.module.css';

export function HeadersField({ field, data, set, problem }: FieldProps<HeadersSpec<string>>): ReactElement {
  const { key, label, help, maxCount } = field;
  const value = data[key];
  const headers = Array.isArray(value) ? (value as WebhookHeader[]) : [];
  const put = (next: WebhookHeader[], undoKey: string | null): void => {
    set({ [key]: next.length === 0 ? undefined : next }, undoKey);
  };
  const change = (index: number, patch: Partial<WebhookHeader>, cell: string): void => {
    const next = headers.map((header, at) => (at === index ? { ...header, ...patch } : header));
    put(next, `${key}.${index}.${cell}`);
  };
  return (
    <div className={classes['list']} role="group" aria-label={label}>
      <FieldLabel label={label} help={help} />
      {headers.map((header, index) => (
        <div key={index} className={classes['header']}>
          <TextInput
            aria-label={`Name of header ${index + 1}`}
            placeholder="X-Name"
            value={header.key}
            error={problem !== undefined && header.key.trim() === ''}
            classNames={{ input: classes['mono'] ?? '' }}
            spellCheck={false}
            onChange={(event) => {
              change(index, { key: event.currentTarget.value }, 'key');
            }}
          />
          <TextInput
            aria-label={`Value of ${header.key || `header ${index + 1}`}`}
            placeholder="Value"
            value={header.value}
            classNames={{ input: classes['mono'] ?? '' }}
            spellCheck={false}
            onChange={(event) => {
              change(index, { value: event.currentTarget.value }, 'value');
            }}
          />
          <Tooltip label="Remove">
            <ActionIcon
              size={24}
              aria-label={`Remove ${header.key || `header ${index + 1}`}`}
              onClick={() => {
                put(
                  headers.filter((_, at) => at !== index),
                  null,
                );
              }}
            >
              <IconX size={14} />
            </ActionIcon>
          </Tooltip>
        </div>
      ))}
      {problem !== undefined && <p className={classes['problem']}>{problem}</p>}
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={14} />}
          disabled={headers.length >= maxCount}
          onClick={() => {
            put([...headers, { key: '', value: '' }], null);
          }}
        >
          Add header
        </Button>
      </div>
    </div>
  );
}

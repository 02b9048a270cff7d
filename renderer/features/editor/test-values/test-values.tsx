/** What a test call begins with, which also declares the variables that the agent's texts may name. */
import { ActionIcon, Button, Select, TextInput, Tooltip } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { patchConfigurations } from '../edits.ts';
import { useDocument, useEditor } from '../editor-context.ts';
import { readRows, rowsOf, valueTypes, withType, type ValueRow } from './value-rows.ts';
import inspector from '../inspector.module.css';
import classes from './test-values.module.css';

const noValues: Readonly<Record<string, unknown>> = {};

/** Rows as they are typed; those of the document again once that changes from elsewhere, such as by undo. */
function useRows(): {
  rows: readonly ValueRow[];
  set: (rows: readonly ValueRow[], key: string | null) => void;
} {
  const editor = useEditor();
  const values = useDocument().workflow_configurations?.test_context ?? noValues;
  const written = JSON.stringify(values);
  const [typed, setTyped] = useState({ rows: rowsOf(values), of: written });
  const set = (rows: readonly ValueRow[], key: string | null): void => {
    const read = readRows(rows);
    setTyped({ rows: [...rows], of: read.ok ? JSON.stringify(read.values) : written });
    if (!read.ok) return;
    const isEmpty = Object.keys(read.values).length === 0;
    editor.edit(
      (now) => patchConfigurations(now, { test_context: isEmpty ? undefined : read.values }),
      key === null ? null : `test-values.${key}`,
    );
  };
  return { rows: typed.of === written ? typed.rows : rowsOf(values), set };
}

export function TestValues(): ReactElement {
  const { rows, set } = useRows();
  const read = readRows(rows);
  const change = (index: number, next: ValueRow, key: string | null): void => {
    set(
      rows.map((row, at) => (at === index ? next : row)),
      key === null ? null : `${index}.${key}`,
    );
  };
  return (
    <section className={inspector['section']} aria-label="Test values">
      <h3 className={inspector['heading']}>Test values</h3>
      <p className={inspector['note']}>
        What a test call begins with, and by that the variables that prompts may name, as in{' '}
        <code>{'{{first_name}}'}</code>. Dialled calls get those of their contact.
      </p>
      {rows.length > 0 && (
        <ul className={classes['rows']}>
          {rows.map((row, index) => (
            <li key={index} className={classes['row']}>
              <TextInput
                aria-label={`Name of test value ${index + 1}`}
                placeholder="name"
                value={row.name}
                error={!read.ok && read.row === index}
                classNames={{ input: inspector['mono'] ?? '' }}
                spellCheck={false}
                onChange={(event) => {
                  change(index, { ...row, name: event.currentTarget.value }, 'name');
                }}
              />
              <Select
                aria-label={`Type of ${row.name === '' ? `test value ${index + 1}` : row.name}`}
                data={[...valueTypes]}
                value={row.type}
                allowDeselect={false}
                onChange={(chosen) => {
                  const type = valueTypes.find((each) => each === chosen);
                  if (type) change(index, withType(row, type), null);
                }}
              />
              <Tooltip label="Remove">
                <ActionIcon
                  aria-label={`Remove ${row.name === '' ? `test value ${index + 1}` : row.name}`}
                  onClick={() => {
                    set(
                      rows.filter((_, at) => at !== index),
                      null,
                    );
                  }}
                >
                  <IconX size={14} />
                </ActionIcon>
              </Tooltip>
              <Value
                row={row}
                label={`Value of ${row.name === '' ? `test value ${index + 1}` : row.name}`}
                onChange={(text) => {
                  change(index, { ...row, text }, 'value');
                }}
              />
            </li>
          ))}
        </ul>
      )}
      {!read.ok && (
        <p className={inspector['fieldProblem']} role="alert">
          {read.message}
        </p>
      )}
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => {
            set([...rows, { name: '', type: 'text', text: '' }], null);
          }}
        >
          Add test value
        </Button>
      </div>
    </section>
  );
}

function Value({
  row,
  label,
  onChange,
}: {
  row: ValueRow;
  label: string;
  onChange: (text: string) => void;
}): ReactElement {
  if (row.type === 'yes or no')
    return (
      <Select
        className={classes['value'] ?? ''}
        aria-label={label}
        data={[
          { value: 'true', label: 'yes' },
          { value: 'false', label: 'no' },
        ]}
        value={row.text}
        allowDeselect={false}
        onChange={(text) => {
          if (text !== null) onChange(text);
        }}
      />
    );
  return (
    <TextInput
      className={classes['value'] ?? ''}
      aria-label={label}
      placeholder="value"
      value={row.text}
      classNames={{ input: row.type === 'JSON' ? (inspector['mono'] ?? '') : '' }}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    />
  );
}

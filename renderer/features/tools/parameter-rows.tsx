/** Values that a tool is given: those that the model fills in, and those that the document does. */
import { Checkbox, Select, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { toolParameterTypes, type ToolParameterType } from '#shared/domain/tool.ts';
import { RowsField } from '../editor/fields/rows-field.tsx';
import rowClasses from '../editor/fields/rows-field.module.css';
import type { Config } from './tool-kinds.ts';
import classes from './tools.module.css';

export interface ParameterRowsProps {
  rows: readonly ParameterRow[];
  problem: string | undefined;
  onChange: (rows: ParameterRow[], undoKey: string | null) => void;
}

/** What the model fills in. */
export function ParametersField({ rows, problem, onChange }: ParameterRowsProps): ReactElement {
  return (
    <RowsField<ParameterRow>
      label="Parameters"
      help="What the model fills in from the conversation. Its description tells the model what to put there."
      rows={rows}
      blank={{ name: '', type: 'string', description: '', required: true }}
      add="Add parameter"
      nameOf={({ name }) => name}
      problem={problem}
      onChange={(next, key) => {
        onChange(next, key);
      }}
    >
      {(row, change, index) => (
        <>
          <NameAndType row={row} what="parameter" index={index} change={change} />
          <TextInput
            className={rowClasses['wide'] ?? ''}
            aria-label={`Description of ${row.name || `parameter ${index + 1}`}`}
            placeholder="What it is, for the model"
            value={row.description ?? ''}
            onChange={(event) => {
              change({ ...row, description: event.currentTarget.value }, 'description');
            }}
          />
          <Required row={row} change={change} />
        </>
      )}
    </RowsField>
  );
}

/** What the document fills in. */
export function PresetsField({ rows, problem, onChange }: ParameterRowsProps): ReactElement {
  return (
    <RowsField<ParameterRow>
      label="Values from the call"
      help="What the tool sends besides, without asking the model: a fixed text, or a placeholder of the call."
      rows={rows}
      blank={{ name: '', type: 'string', value_template: '', required: true }}
      add="Add value"
      nameOf={({ name }) => name}
      problem={problem}
      onChange={(next, key) => {
        onChange(next, key);
      }}
    >
      {(row, change, index) => (
        <>
          <NameAndType row={row} what="value" index={index} change={change} />
          <TextInput
            className={rowClasses['wide'] ?? ''}
            aria-label={`Content of ${row.name || `value ${index + 1}`}`}
            placeholder="{{caller_number}}"
            classNames={{ input: classes['mono'] ?? '' }}
            spellCheck={false}
            value={row.value_template ?? ''}
            onChange={(event) => {
              change({ ...row, value_template: event.currentTarget.value }, 'value');
            }}
          />
          <Required row={row} change={change} />
        </>
      )}
    </RowsField>
  );
}

/** As a document holds it, which may come from elsewhere. */
export interface ParameterRow {
  name: string;
  type?: ToolParameterType | null;
  description?: string | null;
  value_template?: string | null;
  required?: boolean | null;
}

export function rowsIn(config: Config, key: string): ParameterRow[] {
  const value = config[key];
  return Array.isArray(value) ? (value as ParameterRow[]) : [];
}

type Change = (row: ParameterRow, cell: string | null) => void;

function NameAndType(props: {
  row: ParameterRow;
  what: string;
  index: number;
  change: Change;
}): ReactElement {
  const { row, what, index, change } = props;
  return (
    <>
      <TextInput
        aria-label={`Name of ${what} ${index + 1}`}
        placeholder="name"
        classNames={{ input: classes['mono'] ?? '' }}
        spellCheck={false}
        value={row.name}
        onChange={(event) => {
          change({ ...row, name: event.currentTarget.value }, 'name');
        }}
      />
      <Select
        aria-label={`Type of ${row.name || `${what} ${index + 1}`}`}
        allowDeselect={false}
        data={[...toolParameterTypes]}
        value={row.type ?? 'string'}
        onChange={(chosen) => {
          const type = toolParameterTypes.find((each) => each === chosen);
          if (type) change({ ...row, type }, null);
        }}
      />
    </>
  );
}

function Required(props: { row: ParameterRow; change: Change }): ReactElement {
  const { row, change } = props;
  return (
    <Checkbox
      label="Required"
      aria-label={`${row.name || 'It'} is required`}
      checked={row.required ?? true}
      onChange={(event) => {
        change({ ...row, required: event.currentTarget.checked }, null);
      }}
    />
  );
}

/** Names and values of a request's headers. */
import { TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { RowsField, type RowsFieldProps } from './rows-field.tsx';
import fieldClasses from './fields.module.css';
import classes from './rows-field.module.css';

export interface HeaderRow {
  name: string;
  value: string;
}

export function HeaderRows(
  props: Pick<RowsFieldProps<HeaderRow>, 'label' | 'help' | 'rows' | 'maxCount' | 'problem' | 'onChange'>,
): ReactElement {
  const mono = { input: fieldClasses['mono'] ?? '' };
  const nameOf = ({ name }: HeaderRow, index: number): string => name || `header ${index + 1}`;
  return (
    <RowsField {...props} blank={{ name: '', value: '' }} add="Add header" nameOf={nameOf}>
      {(row, change, index) => (
        <>
          <TextInput
            aria-label={`Name of header ${index + 1}`}
            placeholder="X-Name"
            error={props.problem !== undefined && row.name.trim() === ''}
            classNames={mono}
            spellCheck={false}
            value={row.name}
            onChange={(event) => {
              change({ ...row, name: event.currentTarget.value }, 'name');
            }}
          />
          <TextInput
            className={classes['rest'] ?? ''}
            aria-label={`Value of ${nameOf(row, index)}`}
            placeholder="Value"
            classNames={mono}
            spellCheck={false}
            value={row.value}
            onChange={(event) => {
              change({ ...row, value: event.currentTarget.value }, 'value');
            }}
          />
        </>
      )}
    </RowsField>
  );
}

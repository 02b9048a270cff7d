/** A list of rows with a button that adds one and a button at each that takes it away. */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import { FieldLabel } from './field-label.tsx';
import classes from './rows-field.module.css';

export interface RowsFieldProps<R> {
  label: string;
  help: string;
  rows: readonly R[];
  /** Of a new row. */
  blank: R;
  add: string;
  /** How its button calls a row; `row 2 of LABEL` where that is empty. */
  nameOf: (row: R, index: number) => string;
  /** Rows that there may be; default any number. */
  maxCount?: number;
  problem?: string | undefined;
  onChange: (rows: R[], undoKey: string | null) => void;
  children: (row: R, change: (row: R, cell: string | null) => void, index: number) => ReactNode;
}

export function RowsField<R>(props: RowsFieldProps<R>): ReactElement {
  const { label, help, rows, blank, add, nameOf, maxCount = Infinity, problem, onChange, children } = props;
  return (
    <div className={classes['list']} role="group" aria-label={label}>
      <FieldLabel label={label} help={help} />
      {rows.map((row, index) => (
        <div key={index} className={classes['rowOf']}>
          <div className={classes['cells']}>
            {children(
              row,
              (next, cell) => {
                onChange(
                  rows.map((each, at) => (at === index ? next : each)),
                  cell === null ? null : `${label}.${index}.${cell}`,
                );
              },
              index,
            )}
          </div>
          <Tooltip label="Remove">
            <ActionIcon
              size={28}
              aria-label={`Remove ${nameOf(row, index) || `row ${index + 1} of ${label}`}`}
              onClick={() => {
                onChange(
                  rows.filter((_, at) => at !== index),
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
          disabled={rows.length >= maxCount}
          onClick={() => {
            onChange([...rows, blank], null);
          }}
        >
          {add}
        </Button>
      </div>
    </div>
  );
}

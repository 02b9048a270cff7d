/** The guard of an edge: conditions that take it without asking the model. */
import { Button, SegmentedControl, Switch } from '@mantine/core';
import { IconPlus, IconShieldCheck } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { guardLimits, type Guard } from '#shared/domain/guard.ts';
import { guardWords } from '#shared/graph/guard-words.ts';
import type { GuardField as GuardSpec } from '#shared/nodes/field.ts';
import { FieldLabel } from '../fields/field-label.tsx';
import { textOf, type FieldProps } from '../fields/field-props.ts';
import { ConditionRow } from './condition-row.tsx';
import { addCondition, newGuard, removeCondition, withCondition } from './guard-edits.ts';
import { TrySentence } from './try-sentence.tsx';
import classes from './guard.module.css';

export function GuardField({ field, data, set, problem }: FieldProps<GuardSpec<string>>): ReactElement {
  const { key, label, help } = field;
  const guard = (data[key] ?? null) as Guard | null;
  const put = (next: Guard | null, cell: string | null): void => {
    set({ [key]: next ?? undefined }, cell === null ? null : `${key}.${cell}`);
  };
  return (
    <div className={classes['guard']}>
      <Switch
        label={<FieldLabel label={label} help={help} />}
        aria-label={label}
        aria-description={help}
        checked={guard !== null}
        onChange={(event) => {
          put(event.currentTarget.checked ? newGuard() : null, null);
        }}
      />
      {guard !== null && (
        <>
          {guard.conditions.length > 1 && (
            <SegmentedControl
              aria-label="How many of the conditions must hold"
              data={[
                { value: 'all', label: 'All of these' },
                { value: 'any', label: 'Any of these' },
              ]}
              value={guard.match ?? 'all'}
              onChange={(match) => {
                put({ ...guard, match: match === 'any' ? 'any' : 'all' }, null);
              }}
            />
          )}
          {guard.conditions.map((condition, index) => (
            <ConditionRow
              key={index}
              condition={condition}
              index={index}
              onChange={(next, cell) => {
                put(withCondition(guard, index, next), cell === null ? null : `${index}.${cell}`);
              }}
              onRemove={() => {
                put(removeCondition(guard, index), null);
              }}
            />
          ))}
          <div>
            <Button
              variant="default"
              leftSection={<IconPlus size={14} />}
              disabled={guard.conditions.length >= guardLimits.conditions}
              onClick={() => {
                put(addCondition(guard, 'variable'), null);
              }}
            >
              Add condition
            </Button>
          </div>
          <TrySentence conditions={guard.conditions} />
          {problem !== undefined && <p className={classes['problem']}>{problem}</p>}
          <Meaning guard={guard} hasCondition={textOf(data['condition']).trim() !== ''} />
        </>
      )}
    </div>
  );
}

function Meaning({ guard, hasCondition }: { guard: Guard; hasCondition: boolean }): ReactElement {
  return (
    <div className={classes['meaning']}>
      <IconShieldCheck size={14} aria-hidden />
      <p>
        Taken at once when {guardWords(guard) || '…'}.{' '}
        {hasCondition
          ? 'Otherwise the model may still take it by its condition.'
          : 'Without a condition only the guard takes it: the model does not see this edge.'}
      </p>
    </div>
  );
}

/** A connection of the settings and one of its models. */
import { Select } from '@mantine/core';
import { useEffect, type ReactElement } from 'react';
import type { ProviderChoice } from '#shared/domain/providers.ts';
import type { ModelField as ModelSpec } from '#shared/nodes/field.ts';
import { followProviders, useProviders } from '../../../stores/providers.ts';
import { ModelField as ModelOfConnection } from '../../providers/choice-row.tsx';
import { FieldLabel } from './field-label.tsx';
import { textOf, type FieldProps } from './field-props.ts';
import classes from './fields.module.css';

export function ModelField({ field, data, set, problem }: FieldProps<ModelSpec<string>>): ReactElement {
  const { key, modelKey, label, help } = field;
  const all = useProviders((state) => state.connections);
  useEffect(followProviders, []);
  // The keyless rehearsal plays a part; it cannot judge.
  const connections = (all ?? []).filter(
    ({ stages, is_built_in: builtIn }) => stages.includes('llm') && !builtIn,
  );
  const id = textOf(data[key]);
  const connection = connections.find((each) => each.id === id);
  const model = textOf(data[modelKey]);
  const options = connections.map((each) => ({ value: each.id, label: each.name }));
  const isGone = id !== '' && !connection;
  const choice: ProviderChoice = model === '' ? { connection: id } : { connection: id, model };
  const isNone = all !== null && connections.length === 0;
  return (
    <div className={classes['list']}>
      <Select
        label={<FieldLabel label={label} help={help} />}
        aria-label={label}
        aria-description={help}
        placeholder={isNone ? 'No connection yet' : 'Choose a connection'}
        description={isNone ? 'Connect a model under Settings → Providers.' : undefined}
        allowDeselect={false}
        data={isGone ? [{ value: id, label: `${id} (not set up here)` }, ...options] : options}
        value={id || null}
        error={problem}
        onChange={(next) => {
          if (next !== null && next !== id) set({ [key]: next, [modelKey]: undefined }, null);
        }}
      />
      {id !== '' && (
        <ModelOfConnection
          key={id}
          stage="llm"
          choice={choice}
          connection={connection}
          what={label}
          onChange={(next) => {
            set({ [modelKey]: next.model }, null);
          }}
        />
      )}
    </div>
  );
}

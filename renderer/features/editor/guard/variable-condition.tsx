/** A value of the call, compared. */
import { Autocomplete, Select } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { comparisons, comparisonsWithoutValue, type GuardCondition } from '#shared/domain/guard.ts';
import { comparisonWords } from '#shared/graph/guard-words.ts';
import { useEditor } from '../editor-context.ts';
import { valueOfText } from './guard-edits.ts';
import { groupedPaths, guardVariables, type GuardVariable } from './guard-variables.ts';
import classes from './guard.module.css';

type VariableCondition = GuardCondition & { kind: 'variable' };

const options = comparisons.map((value) => ({ value, label: comparisonWords[value] }));

export function VariableConditionFields(props: {
  condition: VariableCondition;
  name: string;
  onChange: (condition: VariableCondition, cell: string) => void;
}): ReactElement {
  const { condition, name, onChange } = props;
  const editor = useEditor();
  const [variables, setVariables] = useState<readonly GuardVariable[]>([]);
  // Read when a list opens: the graph may hold a thousand nodes.
  const gather = (): void => {
    setVariables(guardVariables(editor.store.getState().history.present.document));
  };
  const chosen = variables.find(({ path }) => path === condition.variable.trim());
  const value = condition.value === undefined ? '' : String(condition.value);
  return (
    <>
      <Autocomplete
        className={classes['whole'] ?? ''}
        aria-label={`${name}: value of the call`}
        placeholder="Which value, for example order_total"
        classNames={{ input: classes['mono'] ?? '' }}
        spellCheck={false}
        data={groupedPaths(variables)}
        limit={100}
        value={condition.variable}
        onDropdownOpen={gather}
        onChange={(variable) => {
          onChange({ ...condition, variable }, 'variable');
        }}
      />
      <Select
        className={classes['left'] ?? ''}
        aria-label={`${name}: comparison`}
        allowDeselect={false}
        data={options}
        value={condition.comparison}
        onChange={(next) => {
          const comparison = comparisons.find((each) => each === next);
          if (comparison) onChange({ ...condition, comparison, value: condition.value ?? '' }, 'comparison');
        }}
      />
      {!comparisonsWithoutValue.has(condition.comparison) && (
        <Autocomplete
          className={classes['right'] ?? ''}
          aria-label={`${name}: compared with`}
          placeholder="What"
          data={[...(chosen?.values ?? [])]}
          filter={({ options: all }) => all}
          value={value}
          onDropdownOpen={gather}
          onChange={(text) => {
            onChange({ ...condition, value: valueOfText(text) }, 'value');
          }}
        />
      )}
    </>
  );
}

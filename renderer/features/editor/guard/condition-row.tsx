/** One condition of a guard. */
import { ActionIcon, Checkbox, NumberInput, Select, TagsInput, TextInput, Tooltip } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { guardLimits, type GuardCondition } from '#shared/domain/guard.ts';
import { conditionKinds, newCondition } from './guard-edits.ts';
import { VariableConditionFields } from './variable-condition.tsx';
import classes from './guard.module.css';

export interface ConditionRowProps {
  condition: GuardCondition;
  /** From 0. */
  index: number;
  /** `cell` joins quick changes of it to one undo step. */
  onChange: (condition: GuardCondition, cell: string | null) => void;
  onRemove: () => void;
}

export function ConditionRow({ condition, index, onChange, onRemove }: ConditionRowProps): ReactElement {
  const name = `Condition ${index + 1}`;
  return (
    <div className={classes['condition']} role="group" aria-label={name}>
      <Select
        aria-label={`${name}: kind`}
        allowDeselect={false}
        data={[...conditionKinds]}
        value={condition.kind}
        onChange={(next) => {
          const kind = conditionKinds.find(({ value }) => value === next)?.value;
          if (kind && kind !== condition.kind) onChange(newCondition(kind), null);
        }}
      />
      <Tooltip label="Remove">
        <ActionIcon
          size={24}
          className={classes['remove'] ?? ''}
          aria-label={`Remove ${name.toLowerCase()}`}
          onClick={onRemove}
        >
          <IconX size={14} />
        </ActionIcon>
      </Tooltip>
      <Fields condition={condition} name={name} onChange={onChange} />
    </div>
  );
}

function Fields(props: {
  condition: GuardCondition;
  name: string;
  onChange: ConditionRowProps['onChange'];
}): ReactElement {
  const { condition, name, onChange } = props;
  switch (condition.kind) {
    case 'variable':
      return <VariableConditionFields condition={condition} name={name} onChange={onChange} />;
    case 'keyword':
      return (
        <TagsInput
          className={classes['whole'] ?? ''}
          aria-label={`${name}: words`}
          description="Any of these in what the caller has just said. Enter after each."
          inputWrapperOrder={['input', 'description']}
          placeholder={condition.words.length === 0 ? 'human, real person' : ''}
          splitChars={[',', '\n']}
          maxTags={guardLimits.words}
          acceptValueOnBlur
          value={condition.words}
          onChange={(words) => {
            onChange({ ...condition, words }, null);
          }}
        />
      );
    case 'pattern':
      return (
        <>
          <TextInput
            className={classes['whole'] ?? ''}
            aria-label={`${name}: regular expression`}
            description="A regular expression, looked for in what the caller has just said."
            inputWrapperOrder={['input', 'description']}
            placeholder="order (number )?\d{5}"
            classNames={{ input: classes['mono'] ?? '' }}
            spellCheck={false}
            value={condition.pattern}
            onChange={(event) => {
              onChange({ ...condition, pattern: event.currentTarget.value }, 'pattern');
            }}
          />
          <Checkbox
            className={classes['whole'] ?? ''}
            label="Capital and small letters are the same"
            checked={condition.ignore_case ?? true}
            onChange={(event) => {
              onChange({ ...condition, ignore_case: event.currentTarget.checked }, null);
            }}
          />
        </>
      );
    case 'turns':
    case 'seconds': {
      const { min, max } = guardLimits[condition.kind];
      const isTurns = condition.kind === 'turns';
      return (
        <NumberInput
          className={classes['whole'] ?? ''}
          aria-label={`${name}: ${isTurns ? 'turns of the caller' : 'seconds'} in this step`}
          description={
            isTurns ? 'How often the caller has spoken since the step began.' : 'How long ago the step began.'
          }
          inputWrapperOrder={['input', 'description']}
          prefix="at least "
          suffix={isTurns ? ' turns' : ' s'}
          min={min}
          max={max}
          step={isTurns ? 1 : 10}
          allowDecimal={false}
          clampBehavior="blur"
          value={condition.at_least}
          onChange={(next) => {
            if (typeof next === 'number') onChange({ ...condition, at_least: next }, 'at_least');
          }}
        />
      );
    }
  }
}

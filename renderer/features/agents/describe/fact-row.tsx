import { ActionIcon, Select, TagsInput, TextInput, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { factKinds, factWords, type FactKind, type GuidedFact } from '#shared/exchange/plan/guided.ts';
import classes from './describe.module.css';

export interface FactRowProps {
  number: number;
  fact: GuidedFact;
  isLast: boolean;
  onChange: (part: Partial<GuidedFact>) => void;
  onMoveUp: () => void;
  onMoveDown: () => void;
  onRemove: () => void;
}

const kinds = factKinds.map((kind) => ({ value: kind, label: factWords[kind] }));
const isKind = (value: string | null): value is FactKind => factKinds.some((kind) => kind === value);

const endings = [
  { value: 'none', label: 'The call goes on with both answers' },
  { value: 'no', label: 'With “no” the call cannot go on' },
  { value: 'yes', label: 'With “yes” the call cannot go on' },
];

export function FactRow({
  number,
  fact,
  isLast,
  onChange,
  onMoveUp,
  onMoveDown,
  onRemove,
}: FactRowProps): ReactElement {
  const name = `Question ${number}`;
  return (
    <li className={classes['fact']}>
      <span className={classes['number']} aria-hidden>
        {number}
      </span>
      <TextInput
        aria-label={`${name}: what is asked for`}
        placeholder="day of the visit"
        maxLength={40}
        value={fact.what}
        onChange={(event) => {
          onChange({ what: event.currentTarget.value });
        }}
      />
      <TextInput
        aria-label={`${name}: as the agent asks it`}
        placeholder="On which day would you like to come?"
        maxLength={200}
        value={fact.question}
        onChange={(event) => {
          onChange({ question: event.currentTarget.value });
        }}
      />
      <Select
        aria-label={`${name}: kind of answer`}
        data={kinds}
        value={fact.kind}
        allowDeselect={false}
        onChange={(kind) => {
          if (isKind(kind)) onChange({ kind });
        }}
      />
      <span className={classes['tools']}>
        <Tool label={`Move question ${number} up`} disabled={number === 1} onClick={onMoveUp}>
          <IconArrowUp size={14} />
        </Tool>
        <Tool label={`Move question ${number} down`} disabled={isLast} onClick={onMoveDown}>
          <IconArrowDown size={14} />
        </Tool>
        <Tool label={`Remove question ${number}`} onClick={onRemove}>
          <IconTrash size={14} />
        </Tool>
      </span>
      {fact.kind === 'choice' && (
        <TagsInput
          className={classes['more'] ?? ''}
          aria-label={`${name}: choices`}
          placeholder={fact.choices.length === 0 ? 'A choice, then Enter' : ''}
          maxTags={20}
          splitChars={[',', ';']}
          acceptValueOnBlur
          value={fact.choices}
          onChange={(choices) => {
            onChange({ choices });
          }}
        />
      )}
      {fact.kind === 'yes-no' && (
        <Select
          className={classes['more'] ?? ''}
          aria-label={`${name}: what the answer decides`}
          data={endings}
          value={fact.endsOn ?? 'none'}
          allowDeselect={false}
          onChange={(value) => {
            onChange({ endsOn: value === 'yes' || value === 'no' ? value : null });
          }}
        />
      )}
    </li>
  );
}

function Tool({
  label,
  disabled = false,
  onClick,
  children,
}: {
  label: string;
  disabled?: boolean;
  onClick: () => void;
  children: ReactElement;
}): ReactElement {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} disabled={disabled} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

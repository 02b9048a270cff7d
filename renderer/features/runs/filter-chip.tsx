/** One filter as a chip: what is chosen, or what could be; the menu shows how many runs each choice has. */
import { CloseButton, Menu, ScrollArea } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import classes from './runs.module.css';

export interface FilterChoice {
  value: string;
  label: string;
  /** Runs that have it, whatever else is chosen; null where it is not counted. */
  count: number | null;
}

export interface FilterChipProps {
  /** What is filtered, e.g. `Status`. */
  name: string;
  value: string | null;
  /** Words of the value; the choice's label when not given. */
  valueText?: string | null;
  choices: readonly FilterChoice[];
  onChange: (value: string | null) => void;
  /** More under the choices. */
  children?: ReactNode;
}

export function FilterChip(props: FilterChipProps): ReactElement {
  const { name, value, choices, onChange, children } = props;
  const text = props.valueText ?? choices.find((choice) => choice.value === value)?.label ?? value;
  return (
    <div className={classes['chip']} data-active={value !== null || undefined}>
      <Menu position="bottom-start">
        <Menu.Target>
          <button type="button" className={classes['chipButton']}>
            {value === null ? (
              name
            ) : (
              <>
                <span className={classes['chipName']}>{name}</span> {text}
              </>
            )}
            {value === null && <IconChevronDown size={13} aria-hidden />}
          </button>
        </Menu.Target>
        <Menu.Dropdown miw={200}>
          <ScrollArea.Autosize mah={320} type="auto">
            {choices.length === 0 && <Menu.Label>Nothing to choose yet</Menu.Label>}
            {choices.map((choice) => (
              <Menu.CheckboxItem
                key={choice.value}
                checked={choice.value === value}
                closeMenuOnClick
                rightSection={
                  choice.count === null ? undefined : (
                    <span className={classes['chipCount']}>{choice.count.toLocaleString('en')}</span>
                  )
                }
                onChange={(isChosen) => {
                  onChange(isChosen ? choice.value : null);
                }}
              >
                {choice.label}
              </Menu.CheckboxItem>
            ))}
          </ScrollArea.Autosize>
          {children}
        </Menu.Dropdown>
      </Menu>
      {value !== null && (
        <CloseButton
          size={20}
          iconSize={12}
          aria-label={`Any ${name.toLowerCase()}`}
          onClick={() => {
            onChange(null);
          }}
        />
      )}
    </div>
  );
}

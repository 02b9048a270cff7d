/** The number that is dialled: grouped while it is typed, with what it was read as or why it is refused beneath. */
import { TextInput } from '@mantine/core';
import { IconPhone } from '@tabler/icons-react';
import { useEffect, useRef, type ReactElement } from 'react';
import { useDial } from '../../../stores/dial.ts';
import { groupedNumber } from '../number-writing.ts';
import { placeOf, readAs, writingHint } from './dial-words.ts';
import type { CheckedNumber } from './use-dial-check.ts';
import classes from './dial.module.css';

export interface NumberFieldProps {
  checked: CheckedNumber;
  /** Of the trunk; null: numbers are read with their country only. */
  country: string | null;
}

export function NumberField({ checked, country }: NumberFieldProps): ReactElement {
  const number = useDial((dial) => dial.number);
  const wish = useDial((dial) => dial.wish);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, [wish]);
  const { check } = checked;
  const refusal = check?.refusal ?? null;
  const isRefused = refusal !== null && placeOf(refusal) === 'number';
  return (
    <div>
      <TextInput
        ref={input}
        size="md"
        type="tel"
        inputMode="text"
        label="Number or address"
        autoComplete="off"
        spellCheck={false}
        maxLength={300}
        leftSection={<IconPhone size={15} aria-hidden />}
        value={number}
        aria-invalid={isRefused}
        aria-describedby="dial-number-word"
        onChange={({ currentTarget: { value, selectionEnd } }) => {
          const isAtEnd = selectionEnd === value.length;
          useDial.setState({ number: isAtEnd ? groupedNumber(number, value, country) : value });
        }}
      />
      <p
        id="dial-number-word"
        className={classes['word']}
        data-tone={isRefused ? 'error' : (check?.kind ?? 'invalid') === 'invalid' ? 'muted' : 'extraction'}
        role="status"
      >
        {number.trim() === ''
          ? writingHint(country)
          : checked.isAsking
            ? 'Reading the number…'
            : check === null
              ? 'The number could not be checked now; Call tells what is wrong.'
              : isRefused
                ? refusal.message
                : readAs(check)}
      </p>
    </div>
  );
}

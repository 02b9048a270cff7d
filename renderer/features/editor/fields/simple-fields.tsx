/** Fields of one value: text, switch, number, choice. */
import { NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { useRef, type ReactElement, type ReactNode } from 'react';
import type {
  ChoiceField as ChoiceSpec,
  NumberField as NumberSpec,
  SwitchField as SwitchSpec,
  TextField as TextSpec,
} from '#shared/nodes/field.ts';
import { optionOf } from '#shared/nodes/values.ts';
import { FieldLabel } from './field-label.tsx';
import { textOf, type FieldProps } from './field-props.ts';
import { InsertValue } from './insert-value.tsx';
import { textPatch } from './text-patch.ts';
import classes from './fields.module.css';

export function TextField({
  field,
  data,
  set,
  problem,
  hint,
}: FieldProps<TextSpec<string>> & { hint?: ReactNode }): ReactElement {
  const { key, label, help, placeholder, content, required } = field;
  const input = useRef<HTMLInputElement>(null);
  const type = (text: string): void => {
    set(textPatch(field, text), key);
  };
  return (
    <>
      <TextInput
        ref={input}
        label={<FieldLabel label={label} help={help} />}
        aria-label={label}
        aria-description={help}
        required={required !== undefined}
        placeholder={placeholder}
        value={textOf(data[key])}
        error={problem}
        classNames={{ input: (content === 'address' ? classes['mono'] : '') ?? '' }}
        spellCheck={content !== 'address'}
        {...(hint === undefined
          ? {}
          : { description: hint, inputWrapperOrder: ['label', 'input', 'description', 'error'] as const })}
        onChange={(event) => {
          type(event.currentTarget.value);
        }}
      />
      {content === 'address' && <InsertValue label={label} input={input} onInsert={type} />}
    </>
  );
}

export function SwitchField({ field, data, set, problem }: FieldProps<SwitchSpec<string>>): ReactElement {
  const { key, label, help } = field;
  const value = data[key];
  return (
    <Switch
      label={<FieldLabel label={label} help={help} />}
      aria-label={label}
      aria-description={help}
      checked={typeof value === 'boolean' ? value : field.default}
      error={problem}
      onChange={(event) => {
        set({ [key]: event.currentTarget.checked }, null);
      }}
    />
  );
}

export function NumberField({ field, data, set, problem }: FieldProps<NumberSpec<string>>): ReactElement {
  const { key, label, help, unit, min, max, step } = field;
  const value = data[key];
  return (
    <NumberInput
      label={<FieldLabel label={label} help={help} />}
      aria-label={label}
      aria-description={help}
      suffix={` ${unit}`}
      min={min}
      max={max}
      step={step}
      allowDecimal={field.isWhole !== true}
      decimalScale={1}
      clampBehavior="blur"
      placeholder={`${field.default} ${unit}`}
      value={typeof value === 'number' ? value : field.default}
      error={problem}
      onChange={(next) => {
        if (typeof next === 'number') set({ [key]: next }, key);
      }}
    />
  );
}

export function ChoiceField({ field, data, set, problem }: FieldProps<ChoiceSpec<string>>): ReactElement {
  const { key, label, help, options } = field;
  const given = textOf(data[key]) || field.default;
  const option = optionOf(field, given);
  const value = option?.value ?? given;
  return (
    <Select
      label={<FieldLabel label={label} help={help} />}
      aria-label={label}
      aria-description={help}
      allowDeselect={false}
      data={option ? [...options] : [{ value, label: `${value} (not known)` }, ...options]}
      value={value}
      error={problem}
      onChange={(next) => {
        if (next !== null) set({ [key]: next }, null);
      }}
    />
  );
}

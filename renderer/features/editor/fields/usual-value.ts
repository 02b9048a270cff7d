import type { Field } from '#shared/nodes/field.ts';
import type { FieldData } from './field-props.ts';

export interface UsualValue {
  /** What is put into the document; `undefined` takes the key out. */
  value: boolean | number | string | undefined;
  /** `on`, `2 s`, `POST`. */
  words: string;
}

/** What a switch, number or choice would have in a new node, where it has something else; null for other fields. */
export function usualValue<Key extends string>(field: Field<Key>, data: FieldData): UsualValue | null {
  if (field.kind !== 'switch' && field.kind !== 'number' && field.kind !== 'choice') return null;
  const usual = field.initial ?? field.default;
  if ((data[field.key] ?? field.default) === usual) return null;
  return { value: field.initial, words: wordsOf(field, usual) };
}

function wordsOf<Key extends string>(field: Field<Key>, value: boolean | number | string): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (field.kind === 'number') return `${value} ${field.unit}`;
  if (field.kind !== 'choice') return String(value);
  return field.options.find((option) => option.value === value)?.label ?? String(value);
}

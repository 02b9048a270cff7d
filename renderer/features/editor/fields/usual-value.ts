import type { ChoiceField, Field, NumberField } from '#shared/nodes/field.ts';
import type { FieldData } from './field-props.ts';

export interface UsualValue {
  /** What is put into the document; `undefined` takes the key out. */
  value: number | string | undefined;
  /** `2 s`, `POST`. */
  words: string;
}

/**
 * What a number or a choice would be in a new node, where it is something else; null for other fields. A switch needs no
 * way back beside itself, and a text has no usual value.
 */
export function usualValue<Key extends string>(field: Field<Key>, data: FieldData): UsualValue | null {
  if (field.kind !== 'number' && field.kind !== 'choice') return null;
  const usual = field.initial ?? field.default;
  if ((data[field.key] ?? field.default) === usual) return null;
  return { value: field.initial, words: wordsOf(field, usual) };
}

function wordsOf<Key extends string>(
  field: NumberField<Key> | ChoiceField<Key>,
  value: number | string,
): string {
  if (field.kind === 'number') return `${value} ${field.unit}`;
  return field.options.find((option) => option.value === value)?.label ?? String(value);
}

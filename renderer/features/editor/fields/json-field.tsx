/** JSON with placeholders. What is no JSON yet is kept as it was typed, and said to be none. */
import { useState, type ReactElement } from 'react';
import type { JsonField as JsonSpec } from '#shared/nodes/field.ts';
import { GrowingTextarea } from '../../../ui/growing-textarea.tsx';
import { FieldLabel } from './field-label.tsx';
import type { FieldProps } from './field-props.ts';
import { jsonValueOf, shownJson } from './json-draft.ts';
import classes from './fields.module.css';

export function JsonField({ field, data, set, problem }: FieldProps<JsonSpec<string>>): ReactElement {
  const { key, label, help, placeholder } = field;
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <GrowingTextarea
      label={<FieldLabel label={label} help={help} />}
      aria-label={label}
      aria-description={help}
      placeholder={placeholder}
      minRows={4}
      maxRows={18}
      spellCheck={false}
      inputClassName={classes['mono']}
      value={shownJson(typed, data[key])}
      error={problem}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        set({ [key]: jsonValueOf(text) }, key);
      }}
      onBlur={() => {
        // Written out evenly when it is left.
        setTyped(null);
      }}
    />
  );
}

/** JSON with placeholders. What is no JSON yet is kept as it was typed, and said to be none. */
import { useRef, useState, type ReactElement } from 'react';
import type { JsonField as JsonSpec } from '#shared/nodes/field.ts';
import { GrowingTextarea } from '../../../ui/growing-textarea.tsx';
import { FieldLabel } from './field-label.tsx';
import type { FieldProps } from './field-props.ts';
import { InsertValue } from './insert-value.tsx';
import { jsonValueOf, shownJson } from './json-draft.ts';
import classes from './fields.module.css';

export function JsonField({ field, data, set, problem }: FieldProps<JsonSpec<string>>): ReactElement {
  const { key, label, help, placeholder } = field;
  const [typed, setTyped] = useState<string | null>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  const type = (text: string): void => {
    setTyped(text);
    set({ [key]: jsonValueOf(text) }, key);
  };
  return (
    <>
      <GrowingTextarea
        ref={input}
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
          type(event.currentTarget.value);
        }}
        onBlur={({ currentTarget, relatedTarget }) => {
          // Written out evenly when it is left, but not for the menu beside it, which puts something in at the cursor.
          const isStillHere = currentTarget.closest('[data-field]')?.contains(relatedTarget) === true;
          if (!isStillHere) setTyped(null);
        }}
      />
      <InsertValue label={label} input={input} onInsert={type} />
    </>
  );
}

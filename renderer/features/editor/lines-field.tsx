import { useState, type ReactElement, type ReactNode } from 'react';
import { GrowingTextarea } from '../../ui/growing-textarea.tsx';

export interface LinesFieldProps {
  label: ReactNode;
  /** For screen readers. */
  name: string;
  problem?: string | undefined;
  placeholder?: string;
  value: readonly string[];
  onChange: (lines: string[]) => void;
}

export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((line, index) => line === b[index]);

/**
 * A list of sentences, one a line. What is typed is shown as typed, blank lines included, until the list is changed
 * from elsewhere, such as by undo.
 */
export function LinesField({
  label,
  name,
  problem,
  placeholder,
  value,
  onChange,
}: LinesFieldProps): ReactElement {
  const [typed, setTyped] = useState(() => value.join('\n'));
  const shown = isSame(linesOf(typed), value) ? typed : value.join('\n');
  return (
    <GrowingTextarea
      label={label}
      aria-label={name}
      error={problem}
      placeholder={placeholder}
      value={shown}
      minRows={2}
      maxRows={10}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        const lines = linesOf(text);
        if (!isSame(lines, value)) onChange(lines);
      }}
    />
  );
}

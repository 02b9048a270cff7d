/** A text that is written where it stands. Enter or leaving keeps it; Escape takes it back. */
import { useEffect, useRef, type KeyboardEvent, type ReactElement } from 'react';
import { writeInPlace } from './canvas-context.ts';

export interface InPlaceTextProps {
  label: string;
  text: string;
  /** Several lines: Enter begins a new one, and Ctrl or Cmd with Enter keeps the text. */
  isLong: boolean;
  className: string | undefined;
  onKeep: (text: string) => void;
}

export function InPlaceText({ label, text, isLong, className, onKeep }: InPlaceTextProps): ReactElement {
  const field = useRef<HTMLTextAreaElement & HTMLInputElement>(null);
  const isTakenBack = useRef(false);
  useEffect(() => {
    field.current?.focus({ preventScroll: true });
    field.current?.select();
  }, []);
  const press = (event: KeyboardEvent<HTMLElement>): void => {
    event.stopPropagation();
    const isKept = event.key === 'Enter' && (!isLong || event.ctrlKey || event.metaKey);
    if (event.key !== 'Escape' && !isKept) return;
    event.preventDefault();
    isTakenBack.current = !isKept;
    event.currentTarget.closest<HTMLElement>('.react-flow')?.focus({ preventScroll: true });
  };
  const leave = (): void => {
    if (!isTakenBack.current) onKeep(field.current?.value ?? text);
    writeInPlace(null);
  };
  const own = {
    ref: field,
    'aria-label': label,
    className: `${className ?? ''} nodrag nopan nowheel`,
    defaultValue: text,
    onKeyDown: press,
    onBlur: leave,
  };
  return isLong ? <textarea {...own} /> : <input {...own} />;
}

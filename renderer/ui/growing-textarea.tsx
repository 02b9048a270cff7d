/**
 * A text field as high as its text, between `minRows` and `maxRows`. Where the browser grows fields by itself it is left to:
 * measuring them in script at each keystroke lays the whole page out again.
 */
import { Textarea, type TextareaProps } from '@mantine/core';
import type { CSSProperties, ReactElement, Ref } from 'react';
import classes from './growing-textarea.module.css';

export interface GrowingTextareaProps extends Omit<TextareaProps, 'autosize' | 'rows' | 'classNames'> {
  minRows: number;
  maxRows: number;
  ref?: Ref<HTMLTextAreaElement>;
  inputClassName?: string | undefined;
}

const growsByItself = typeof CSS !== 'undefined' && CSS.supports('field-sizing', 'content');

export function GrowingTextarea({
  minRows,
  maxRows,
  inputClassName = '',
  ...field
}: GrowingTextareaProps): ReactElement {
  if (!growsByItself)
    return (
      <Textarea
        {...field}
        autosize
        minRows={minRows}
        maxRows={maxRows}
        classNames={{ input: inputClassName }}
      />
    );
  const rows = { '--min-rows': minRows, '--max-rows': maxRows } as CSSProperties;
  return (
    <Textarea
      {...field}
      classNames={{ input: `${classes['growing'] ?? ''} ${inputClassName}` }}
      styles={{ input: rows }}
    />
  );
}

/** Another line in place of one that was said: what followed it stays as a branch. */
import { Button } from '@mantine/core';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import classes from './tester.module.css';

export interface LineEditorProps {
  text: string;
  onSay: (text: string) => Promise<void>;
  onCancel: () => void;
}

export function LineEditor({ text: before, onSay, onCancel }: LineEditorProps): ReactElement {
  const [text, setText] = useState(before);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const words = text.trim();
  return (
    <div
      className={classes['lineEditor']}
      onClick={(event) => {
        event.stopPropagation();
      }}
    >
      <textarea
        ref={field}
        aria-label="Say instead"
        className={classes['lineField']}
        rows={Math.min(4, Math.ceil(text.length / 60) || 1)}
        maxLength={2000}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey) {
            event.preventDefault();
            if (words !== '') void onSay(words);
          } else if (event.key === 'Escape') {
            event.preventDefault();
            event.stopPropagation();
            onCancel();
          }
        }}
      />
      <div className={classes['lineActions']}>
        <Button size="compact-xs" variant="subtle" color="muted" onClick={onCancel}>
          Cancel
        </Button>
        <Button size="compact-xs" disabled={words === ''} onClick={() => void onSay(words)}>
          Say this instead
        </Button>
      </div>
    </div>
  );
}

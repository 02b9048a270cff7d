/** Types instead of speaking. What was typed stays in the box until the studio has taken it. */
import { ActionIcon, TextInput } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { errorText } from '../../ui/error-text.ts';
import { typeText } from './call-session.ts';
import classes from './call-panel.module.css';

export function TypeBox({ placeholder }: { placeholder: string }): ReactElement {
  const [text, setText] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const send = async (): Promise<void> => {
    const words = text.trim();
    if (words === '' || isSending) return;
    setSending(true);
    setFailure(null);
    try {
      await typeText(words);
      setText((now) => (now.trim() === words ? '' : now));
    } catch (error) {
      setFailure(`Not sent: ${errorText(error)}`);
    } finally {
      setSending(false);
    }
  };
  return (
    <form
      className={classes['typeBox']}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <TextInput
        aria-label="Type instead of speaking"
        placeholder={placeholder}
        maxLength={2000}
        autoComplete="off"
        value={text}
        error={failure}
        onChange={(event) => {
          setText(event.currentTarget.value);
        }}
        rightSection={
          <ActionIcon
            type="submit"
            size={22}
            variant="filled"
            color="accent"
            aria-label="Say it"
            disabled={text.trim() === '' || isSending}
          >
            <IconArrowUp size={14} />
          </ActionIcon>
        }
      />
    </form>
  );
}

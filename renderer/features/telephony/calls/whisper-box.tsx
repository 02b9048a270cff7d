/** Tells the agent something that the caller does not hear. What was typed stays until the studio has taken it. */
import { ActionIcon, TextInput } from '@mantine/core';
import { IconArrowUp, IconMessage2 } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { PhoneCall } from '#shared/bridge/phone.ts';
import { bridge } from '../../../bridge/index.ts';
import { errorText } from '../../../ui/error-text.ts';
import classes from './call-side.module.css';

/** Unsent words, by call: the panel may be closed and opened. */
const drafts = new Map<string, string>();

export function WhisperBox({ call }: { call: PhoneCall }): ReactElement {
  const [text, setText] = useState(() => drafts.get(call.run_id) ?? '');
  const [failure, setFailure] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const change = (next: string): void => {
    if (next === '') drafts.delete(call.run_id);
    else drafts.set(call.run_id, next);
    setText(next);
  };
  const send = async (): Promise<void> => {
    const words = text.trim();
    if (words === '' || isSending) return;
    setSending(true);
    setFailure(null);
    try {
      await bridge.call('phone.whisper', { run_id: call.run_id, text: words });
      change('');
    } catch (thrown) {
      setFailure(`Not told: ${errorText(thrown)}`);
    } finally {
      setSending(false);
    }
  };
  return (
    <form
      className={classes['foot']}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <TextInput
        aria-label="Tell the agent something"
        placeholder="Tell the agent something; the caller does not hear it"
        maxLength={2000}
        autoComplete="off"
        leftSection={<IconMessage2 size={14} aria-hidden />}
        value={text}
        error={failure}
        onChange={({ currentTarget }) => {
          change(currentTarget.value);
        }}
        rightSection={
          <ActionIcon
            type="submit"
            size={22}
            variant="filled"
            color="accent"
            aria-label="Tell the agent"
            disabled={text.trim() === '' || isSending}
          >
            <IconArrowUp size={14} />
          </ActionIcon>
        }
      />
    </form>
  );
}

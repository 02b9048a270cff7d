import { ActionIcon, CopyButton, TextInput, Tooltip, UnstyledButton } from '@mantine/core';
import { IconCheck, IconChevronDown, IconChevronRight, IconCopy, IconTrash } from '@tabler/icons-react';
import { useId, type ReactElement } from 'react';
import type { Recording } from '#shared/domain/sound.ts';
import { bridge } from '../../bridge/index.ts';
import { formatDuration } from '../../ui/duration.ts';
import { GrowingTextarea } from '../../ui/growing-textarea.tsx';
import { showError, showUndo } from '../../ui/toast.tsx';
import { ListenButton } from './listen-button.tsx';
import classes from './recordings.module.css';
import { deletedText } from './used-in.ts';

export interface RecordingRowProps {
  recording: Recording;
  isOpen: boolean;
  onToggle: () => void;
}

export function RecordingRow({ recording, isOpen, onToggle }: RecordingRowProps): ReactElement {
  const { id, name, transcript } = recording;
  const details = useId();
  const change = (patch: { name?: string; transcript?: string }): void => {
    bridge.call('recordings.change', { id, ...patch }).catch((thrown: unknown) => {
      showError(`“${name}” was not changed`, thrown);
    });
  };
  const remove = async (): Promise<void> => {
    try {
      const { used_in: usedIn } = await bridge.call('recordings.delete', { id });
      showUndo(deletedText(name, usedIn), async () => {
        await bridge.call('recordings.restore', { id });
      });
    } catch (thrown) {
      showError(`“${name}” was not deleted`, thrown);
    }
  };
  return (
    <li className={classes['row']}>
      <div className={classes['line']}>
        <UnstyledButton
          className={classes['name']}
          aria-expanded={isOpen}
          aria-controls={details}
          onClick={onToggle}
        >
          {isOpen ? <IconChevronDown size={13} aria-hidden /> : <IconChevronRight size={13} aria-hidden />}
          <span className={classes['text']}>{name}</span>
          {transcript === '' && <span className={classes['time']}>no words yet ·</span>}
          <span className={classes['time']}>{formatDuration(recording.duration_ms)}</span>
        </UnstyledButton>
        <ListenButton address={`parley://recordings/${id}.wav`} what={name} />
        <Tooltip label="Delete">
          <ActionIcon aria-label={`Delete ${name}`} onClick={() => void remove()}>
            <IconTrash size={15} />
          </ActionIcon>
        </Tooltip>
      </div>
      {isOpen && (
        <div id={details} className={classes['details']}>
          <TextInput
            label="Name"
            maxLength={120}
            key={`name ${name}`}
            defaultValue={name}
            onBlur={(event) => {
              const typed = event.currentTarget.value.trim();
              if (typed !== '' && typed !== name) change({ name: typed });
            }}
          />
          <GrowingTextarea
            label="What is said in it"
            description="Stands in the transcript, and is what the model remembers. Spoken should the sound be missing."
            minRows={2}
            maxRows={8}
            maxLength={20_000}
            key={`transcript ${transcript}`}
            defaultValue={transcript}
            onBlur={(event) => {
              const typed = event.currentTarget.value.trim();
              if (typed !== transcript) change({ transcript: typed });
            }}
          />
          <div className={classes['id']}>
            <code>{id}</code>
            <CopyButton value={id}>
              {({ copied, copy }) => (
                <Tooltip label={copied ? 'Copied' : 'Copy the id'}>
                  <ActionIcon size={22} aria-label={`Copy the id of ${name}`} onClick={copy}>
                    {copied ? <IconCheck size={13} /> : <IconCopy size={13} />}
                  </ActionIcon>
                </Tooltip>
              )}
            </CopyButton>
            <span>Name it in a prompt, and the model may play it there.</span>
          </div>
        </div>
      )}
    </li>
  );
}

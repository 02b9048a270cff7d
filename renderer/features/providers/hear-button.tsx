import { ActionIcon, Loader, Tooltip } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { ProviderChoice } from '#shared/domain/providers.ts';
import { showError } from '../../ui/toast.tsx';
import { playSample, stopSample } from './play-sample.ts';

/** "Hear it": a sentence in that voice. */
export function HearButton({ choice, language }: { choice: ProviderChoice; language: string }): ReactElement {
  const [state, setState] = useState<'silent' | 'waiting' | 'playing'>('silent');
  const label = state === 'silent' ? 'Hear it' : 'Stop';
  return (
    <Tooltip label={label}>
      <ActionIcon
        aria-label={label}
        onClick={() => {
          if (state !== 'silent') {
            stopSample();
            setState('silent');
            return;
          }
          setState('waiting');
          playSample(choice, language, () => {
            setState('playing');
          })
            .catch((thrown: unknown) => {
              showError('The voice could not be heard', thrown);
            })
            .finally(() => {
              setState('silent');
            });
        }}
      >
        {state === 'waiting' ? (
          <Loader size={14} color="muted" />
        ) : state === 'playing' ? (
          <IconPlayerStop size={15} />
        ) : (
          <IconPlayerPlay size={15} />
        )}
      </ActionIcon>
    </Tooltip>
  );
}

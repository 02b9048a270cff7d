import { ActionIcon, Tooltip } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useEffect, type ReactElement } from 'react';
import { bridge } from '../../bridge/index.ts';
import { showError } from '../../ui/toast.tsx';
import { playSound, stopSound, usePlaying } from './play-sound.ts';

export interface ListenButtonProps {
  /** `parley://…` */
  address: string;
  /** What is heard, for a screen reader: “Hear it” and this. */
  what: string;
  volume?: number;
  isLoop?: boolean;
  isDisabled?: boolean;
}

/** Hear it, and stop. */
export function ListenButton(props: ListenButtonProps): ReactElement {
  const { address, what, volume = 1, isLoop = false, isDisabled = false } = props;
  const url = bridge.resolveUrl(address);
  const isPlaying = usePlaying((state) => state.url === url);
  // Nobody can stop what has no button any more.
  useEffect(
    () => () => {
      stopSound(url);
    },
    [url],
  );
  const label = isPlaying ? 'Stop' : 'Hear it';
  return (
    <Tooltip label={label}>
      <ActionIcon
        aria-label={`${label}: ${what}`}
        disabled={isDisabled}
        onClick={() => {
          if (isPlaying) stopSound();
          else
            playSound(url, { volume, isLoop }).catch((thrown: unknown) => {
              showError(`${what} could not be heard`, thrown);
            });
        }}
      >
        {isPlaying ? <IconPlayerStop size={15} /> : <IconPlayerPlay size={15} />}
      </ActionIcon>
    </Tooltip>
  );
}

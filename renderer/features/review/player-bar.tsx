/** Play, time, speed. */
import { ActionIcon, SegmentedControl, Tooltip } from '@mantine/core';
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useEffect, useRef, type ReactElement } from 'react';
import { formatDuration } from '../../ui/duration.ts';
import { speeds, type Player } from './player.ts';
import { usePlayerState } from './use-player.ts';
import classes from './review.module.css';

export function PlayerBar({ player, durationMs }: { player: Player; durationMs: number }): ReactElement {
  const { isPlaying, speed } = usePlayerState(player);
  const time = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const tell = (atMs: number): void => {
      if (time.current !== null) time.current.textContent = formatDuration(atMs);
    };
    tell(player.atMs);
    return player.onTime(tell);
  }, [player]);
  return (
    <div className={classes['playerBar']}>
      <Tooltip label="Space">
        <ActionIcon
          size={32}
          radius="xl"
          variant="filled"
          color="accent"
          aria-label={isPlaying ? 'Pause' : 'Play'}
          onClick={() => {
            player.toggle();
          }}
        >
          {isPlaying ? <IconPlayerPauseFilled size={15} /> : <IconPlayerPlayFilled size={15} />}
        </ActionIcon>
      </Tooltip>
      <span className={classes['time']}>
        <span ref={time}>0:00</span>
        <span className={classes['muted']}> / {formatDuration(durationMs)}</span>
      </span>
      <SegmentedControl
        size="xs"
        aria-label="Speed"
        value={String(speed)}
        onChange={(value) => {
          player.setSpeed(Number(value));
        }}
        data={speeds.map((value) => ({ value: String(value), label: `${value}×` }))}
      />
    </div>
  );
}

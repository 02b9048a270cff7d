/** The recording on top of the review; or why there is none to hear. */
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useMemo, type ReactElement } from 'react';
import type { Conversation } from '../call/conversation/conversation.ts';
import { PlayerBar } from './player-bar.tsx';
import type { Player } from './player.ts';
import { usePlayerState } from './use-player.ts';
import type { RunDetail } from './use-run.ts';
import { Waveform, type WaveMark } from './waveform.tsx';
import classes from './review.module.css';

export interface SoundStripProps {
  detail: RunDetail;
  conversation: Conversation;
  player: Player | null;
}

export function SoundStrip({ detail, conversation, player }: SoundStripProps): ReactElement {
  const { run, peaks, events } = detail;
  const { isBroken, fileMs } = usePlayerState(player);
  const marks = useMemo<WaveMark[]>(
    () => [
      ...conversation.path.flatMap((step) =>
        step.atMs === null ? [] : [{ atMs: step.atMs, kind: 'node' as const, label: step.nodeName }],
      ),
      ...events.flatMap((event) =>
        event.type === 'interruption' && event.at_ms !== null
          ? [{ atMs: event.at_ms, kind: 'interruption' as const, label: 'Caller interrupts the agent' }]
          : [],
      ),
    ],
    [conversation, events],
  );
  return (
    <section className={classes['sound']} aria-label="Recording">
      {run.status === 'interrupted' && (
        <Strip tone="tool">
          Parley stopped while this call was up: the run ends where it was cut off. Everything up to the last
          second is here.
        </Strip>
      )}
      {run.state !== 'completed' ? (
        <Strip tone="muted">
          {run.mode === 'text'
            ? 'This run is not over yet. A text run has no sound.'
            : 'This run is not over yet. Its recording can be heard when it is.'}
        </Strip>
      ) : run.recording_url === null ? (
        <Strip tone="muted">
          {run.mode === 'text'
            ? 'A text run: what was typed and answered is below; there is no sound.'
            : 'This run was not recorded: it ended before the media opened.'}
        </Strip>
      ) : peaks === null || player === null || isBroken ? (
        player !== null && (
          <Strip tone="error">
            The recording cannot be played: its file is missing or damaged in the data folder. The transcript,
            the events and the contexts are complete without it.
          </Strip>
        )
      ) : (
        <>
          <Waveform
            peaks={peaks}
            durationMs={Math.max(peaks.duration_ms, fileMs)}
            marks={marks}
            player={player}
          />
          <PlayerBar player={player} durationMs={Math.max(peaks.duration_ms, fileMs)} />
        </>
      )}
    </section>
  );
}

function Strip({
  tone,
  children,
}: {
  tone: 'muted' | 'tool' | 'error';
  children: React.ReactNode;
}): ReactElement {
  return (
    <p className={classes['strip']} data-tone={tone} role={tone === 'error' ? 'alert' : undefined}>
      {tone === 'muted' ? (
        <IconInfoCircle size={15} aria-hidden />
      ) : (
        <IconAlertTriangle size={15} aria-hidden />
      )}
      <span>{children}</span>
    </p>
  );
}

/** One row of the ladder: an arrow between two lanes, or a band for the sound. */
import { memo, type ReactElement } from 'react';
import { mediaText, type LadderRow, type MessageRow } from './ladder.ts';
import classes from './wire.module.css';

export const LADDER_PX = 34;

/** Where a lane stands, in per cent of the width. */
export function laneX(index: number, count: number): string {
  return `${((index + 0.5) / count) * 100}%`;
}

export interface LadderLineProps {
  row: LadderRow;
  lanes: readonly string[];
  topPx: number;
  isChosen: boolean;
  onChoose: () => void;
}

export const LadderLine = memo(
  function LadderLine({ row, lanes, topPx, isChosen, onChoose }: LadderLineProps): ReactElement {
    return (
      <div
        id={`wire-${row.key}`}
        className={classes['row']}
        role="option"
        aria-selected={isChosen}
        aria-label={spoken(row, lanes)}
        style={{ transform: `translateY(${topPx}px)` }}
        onClick={onChoose}
      >
        <span className={classes['time']}>{(row.atMs / 1000).toFixed(2)}</span>
        <div className={classes['steps']} aria-hidden>
          {lanes.map((lane, index) => (
            <i key={lane} style={{ left: laneX(index, lanes.length) }} />
          ))}
          {row.kind === 'message' ? (
            <Arrow row={row} count={lanes.length} />
          ) : (
            <span className={classes['band']} data-poor={row.worstMos < 3.6 || undefined}>
              {mediaText(row)}
            </span>
          )}
        </div>
      </div>
    );
  },
  (before, now) =>
    before.row === now.row &&
    before.lanes === now.lanes &&
    before.topPx === now.topPx &&
    before.isChosen === now.isChosen,
);

function Arrow({ row, count }: { row: MessageRow; count: number }): ReactElement {
  const left = Math.min(row.from, row.to);
  const span = Math.abs(row.to - row.from);
  return (
    <span
      className={classes['arrow']}
      data-tone={row.tone}
      data-towards={row.to > row.from ? 'right' : 'left'}
      data-repeat={row.sending > 1 || undefined}
      style={{ left: laneX(left, count), width: `${(span / count) * 100}%` }}
    >
      <b>
        {row.title}
        {row.note !== '' && <em> {row.note}</em>}
        {row.sending > 1 && <em> ×{row.sending}</em>}
      </b>
    </span>
  );
}

function spoken(row: LadderRow, lanes: readonly string[]): string {
  const at = `after ${(row.atMs / 1000).toFixed(2)} seconds`;
  if (row.kind === 'media') return `Sound, ${mediaText(row)}, ${at}`;
  const peer = lanes[Math.max(row.from, row.to)] ?? '';
  const way = row.to > row.from ? `sent to ${peer}` : `received from ${peer}`;
  return [row.title, row.note, way, row.sending > 1 ? 'repeated' : '', at]
    .filter((part) => part !== '')
    .join(', ');
}

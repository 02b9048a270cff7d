/** One run in the list: 36 px, how it ended first. */
import { ActionIcon } from '@mantine/core';
import {
  IconAlertCircle,
  IconCircleCheck,
  IconCircleMinus,
  IconPlayerPause,
  IconPointFilled,
  IconTrash,
} from '@tabler/icons-react';
import { memo, type ReactElement } from 'react';
import type { Run } from '#shared/domain/run.ts';
import { formatRoute } from '../../app/routes.ts';
import { formatDuration } from '../../ui/duration.ts';
import { valueText } from '../call/conversation/spoken-time.ts';
import { momentText } from './moment.ts';
import { dispositionText, modeText, outcomeOf, type Outcome } from './outcome.ts';
import classes from './runs.module.css';

export const ROW_PX = 36;

export const rowId = (runId: string): string => `run-${runId}`;

export interface RunRowProps {
  run: Run;
  index: number;
  isSelected: boolean;
  timeZone: string;
  onDelete: (run: Run) => void;
}

export const RunRow = memo(function RunRow(props: RunRowProps): ReactElement {
  const { run, index, isSelected, timeZone, onDelete } = props;
  const outcome = outcomeOf(run);
  const disposition = run.gathered_context.call_disposition;
  const lengthMs = lengthOf(run);
  return (
    <div
      id={rowId(run.id)}
      className={classes['line']}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      data-selected={isSelected || undefined}
      style={{ transform: `translateY(${index * ROW_PX}px)` }}
    >
      <a className={classes['open']} href={formatRoute({ screen: 'run', id: run.id })} tabIndex={-1}>
        <span role="gridcell" className={classes['outcome']} data-meaning={outcome.meaning}>
          <OutcomeIcon outcome={outcome} />
          {outcome.word}
        </span>
        <span role="gridcell" className={classes['agent']}>
          {run.workflow_name}
        </span>
        <span role="gridcell" className={classes['quiet']}>
          {disposition === undefined ? '' : dispositionText(disposition)}
        </span>
        <span role="gridcell" className={classes['gatheredCell']}>
          {gatheredText(run)}
        </span>
        <span role="gridcell" className={classes['quiet']}>
          {modeText(run.mode)}
        </span>
        <span role="gridcell" className={classes['number']}>
          {lengthMs === null ? '' : formatDuration(lengthMs)}
        </span>
        <time
          role="gridcell"
          className={classes['number']}
          dateTime={run.created_at}
          title={new Date(run.created_at).toLocaleString()}
        >
          {momentText(run.created_at, new Date(), timeZone)}
        </time>
      </a>
      <span role="gridcell" className={classes['delete']}>
        <ActionIcon
          size={26}
          tabIndex={-1}
          disabled={run.state !== 'completed'}
          aria-label={`Delete this run of ${run.workflow_name}`}
          onClick={() => {
            onDelete(run);
          }}
        >
          <IconTrash size={15} />
        </ActionIcon>
      </span>
    </div>
  );
});

export function OutcomeIcon({ outcome }: { outcome: Outcome }): ReactElement {
  switch (outcome.meaning) {
    case 'extraction':
      return <IconCircleCheck size={15} aria-hidden />;
    case 'error':
      return <IconAlertCircle size={15} aria-hidden />;
    case 'transition':
      return <IconPointFilled size={15} aria-hidden />;
    case 'tool':
      return <IconPlayerPause size={15} aria-hidden />;
    case 'muted':
      return <IconCircleMinus size={15} aria-hidden />;
  }
}

/** Length of the call; null while it is not known. */
function lengthOf(run: Run): number | null {
  if (run.usage_info !== null) return run.usage_info.call_duration_seconds * 1000;
  if (run.started_at === null || run.ended_at === null) return null;
  return Date.parse(run.ended_at) - Date.parse(run.started_at);
}

function gatheredText(run: Run): string {
  return Object.entries(run.gathered_context.extracted_variables ?? {})
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name.replaceAll('_', ' ')}: ${valueText(value)}`)
    .join(' · ');
}

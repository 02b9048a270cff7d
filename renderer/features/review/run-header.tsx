/** What run this is, how it ended, and what can be done with it. */
import { ActionIcon, Badge, Button, CopyButton, Popover } from '@mantine/core';
import { IconArrowLeft, IconCheck, IconCopy, IconDownload, IconTrash } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { Run } from '#shared/domain/run.ts';
import { formatRoute } from '../../app/routes.ts';
import { useStudio } from '../../stores/studio.ts';
import { formatDuration } from '../../ui/duration.ts';
import { momentText } from '../runs/moment.ts';
import { dispositionText, modeText, outcomeOf } from '../runs/outcome.ts';
import { OutcomeIcon } from '../runs/run-row.tsx';
import { ResumeTest } from '../tester/resume-test.tsx';
import { moneyText } from './money.ts';
import classes from './review.module.css';

export interface RunHeaderProps {
  run: Run;
  /** The run was made with the rehearsal instead of a language model. */
  isRehearsal: boolean;
  /** Milliseconds; null while it is not known. */
  durationMs: number | null;
  onDelete: () => void;
}

export function RunHeader({ run, isRehearsal, durationMs, onDelete }: RunHeaderProps): ReactElement {
  const timeZone = useStudio((studio) => studio.settings?.time_zone ?? '');
  const outcome = outcomeOf(run);
  const disposition = run.gathered_context.call_disposition;
  return (
    <header className={classes['header']}>
      <ActionIcon
        component="a"
        href={formatRoute({ screen: 'runs', query: {} })}
        aria-label="Back to the runs"
      >
        <IconArrowLeft size={16} />
      </ActionIcon>
      <h1>
        <a href={formatRoute({ screen: 'agent', id: run.workflow_id })}>{run.workflow_name}</a>
      </h1>
      <Badge tt="none" color={outcome.meaning} leftSection={<OutcomeIcon outcome={outcome} />}>
        {outcome.word}
      </Badge>
      {disposition !== undefined && (
        <Badge tt="none" color="muted" variant="outline">
          {dispositionText(disposition)}
        </Badge>
      )}
      {isRehearsal && (
        <Badge tt="none" color="muted" variant="outline" title="Made without a language model">
          Rehearsal
        </Badge>
      )}
      <span className={classes['facts']}>
        <span>{modeText(run.mode)}</span>
        <time dateTime={run.created_at} title={new Date(run.created_at).toLocaleString()}>
          {momentText(run.created_at, new Date(), timeZone)}
        </time>
        {durationMs !== null && <span>{formatDuration(durationMs)}</span>}
        {run.cost_info !== null && <span>Cost {moneyText(run.cost_info.total_usd)}</span>}
      </span>
      <ResumeTest run={run} />
      <ExportHint run={run} />
      <Button
        variant="default"
        color="error"
        leftSection={<IconTrash size={14} />}
        disabled={run.state !== 'completed'}
        onClick={onDelete}
      >
        Delete
      </Button>
    </header>
  );
}

function ExportHint({ run }: { run: Run }): ReactElement {
  const dataDir = useStudio((studio) => studio.info?.data_dir ?? null);
  const command = [
    `npm run -s parley -- runs export ${run.id} ./run-${run.id}`,
    ...(dataDir === null ? [] : [`--data '${dataDir.replaceAll("'", String.raw`'\''`)}'`]),
  ].join(' ');
  return (
    <Popover position="bottom-end" width={420}>
      <Popover.Target>
        <Button variant="default" leftSection={<IconDownload size={14} />}>
          Export
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <p className={classes['exportText']}>
          In a terminal, this writes run.json, events.ndjson, transcript.txt, workflow.json
          {run.recording_url === null ? '' : ' and recording.wav'} into a new folder:
        </p>
        <pre className={classes['command']}>{command}</pre>
        <CopyButton value={command}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
              onClick={copy}
            >
              {copied ? 'Copied' : 'Copy the command'}
            </Button>
          )}
        </CopyButton>
      </Popover.Dropdown>
    </Popover>
  );
}

/** How long the answers of the agent that is filtered by (or of all) have taken: the figures in a popover. */
import { Popover } from '@mantine/core';
import { IconStopwatch } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { MethodOutput } from '#shared/bridge/contract.ts';
import { bridge } from '../../bridge/index.ts';
import { errorText } from '../../ui/error-text.ts';
import { fineSpanText } from '../call/conversation/spoken-time.ts';
import classes from './runs.module.css';

type Latency = MethodOutput<'runs.latency'>;

const stageNames: Readonly<Record<Latency[number]['stage'], string>> = {
  heard: 'Answer heard after',
  silence: 'Silence awaited',
  words: 'Words final',
  model: 'First token',
  voice: 'First audio',
  own: 'Parley itself',
};

interface Answer {
  rows: Latency;
  failure: string | null;
}

export interface LatencyChipProps {
  /** Null: all agents. */
  workflowId: string | null;
  agentName: string | null;
}

export function LatencyChip({ workflowId, agentName }: LatencyChipProps): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const open = (): void => {
    setOpen(!isOpen);
    if (isOpen) return;
    setAnswer(null);
    bridge.call('runs.latency', workflowId === null ? {} : { workflow_id: workflowId }).then(
      (rows) => {
        setAnswer({ rows, failure: null });
      },
      (error: unknown) => {
        setAnswer({ rows: [], failure: errorText(error) });
      },
    );
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus={false} withinPortal>
      <Popover.Target>
        <span className={classes['chip']}>
          <button
            type="button"
            className={classes['chipButton']}
            aria-expanded={isOpen}
            aria-haspopup="dialog"
            onClick={open}
          >
            <IconStopwatch size={14} aria-hidden />
            Answer times
          </button>
        </span>
      </Popover.Target>
      <Popover.Dropdown aria-label="Answer times">
        <p className={classes['latencyHead']}>{agentName ?? 'All agents'}, all runs</p>
        <Figures answer={answer} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Figures({ answer }: { answer: Answer | null }): ReactElement {
  if (answer === null) return <p className={classes['latencyNote']}>Reading …</p>;
  if (answer.failure !== null) return <p className={classes['latencyNote']}>{answer.failure}</p>;
  if (answer.rows.length === 0)
    return (
      <p className={classes['latencyNote']}>
        No spoken turn has been answered yet. Call the agent, and its answers are timed here.
      </p>
    );
  return (
    <table className={classes['latencyTable']}>
      <thead>
        <tr>
          <th scope="col">Stage</th>
          <th scope="col">Provider</th>
          <th scope="col">p50</th>
          <th scope="col">p95</th>
          <th scope="col">n</th>
        </tr>
      </thead>
      <tbody>
        {answer.rows.map(({ stage, provider, p50_ms: p50, p95_ms: p95, count }) => (
          <tr key={`${stage} ${provider ?? ''}`}>
            <th scope="row">{stageNames[stage]}</th>
            <td>{provider ?? ''}</td>
            <td>{fineSpanText(p50)}</td>
            <td>{fineSpanText(p95)}</td>
            <td>{count.toLocaleString()}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

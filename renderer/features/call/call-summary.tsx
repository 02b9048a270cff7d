/** The call is over: how it ended, what was gathered, and the way to its recording. */
import { Button } from '@mantine/core';
import { IconPhone, IconPlayerPlay } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { formatRoute } from '../../app/routes.ts';
import type { LiveCall } from '../../stores/live-call.ts';
import { formatDuration } from '../../ui/duration.ts';
import { dispositionText } from '../runs/outcome.ts';
import { valueText, wordsOf } from './conversation/spoken-time.ts';
import classes from './call-panel.module.css';

export function CallSummary({
  call,
  onCallAgain,
}: {
  call: LiveCall;
  onCallAgain: () => void;
}): ReactElement {
  const { conversation } = call;
  const lastedMs =
    conversation.durationMs ?? (call.endedAtMs ?? Date.parse(call.startedAt)) - Date.parse(call.startedAt);
  const variables = Object.entries(conversation.variables);
  return (
    <div className={classes['summary']}>
      <div className={classes['summaryHead']}>
        <strong>Call ended</strong>
        <span>{formatDuration(lastedMs)}</span>
        {conversation.callDisposition !== null && (
          <span>{dispositionText(conversation.callDisposition)}</span>
        )}
      </div>
      {variables.length === 0 ? (
        <p className={classes['hint']}>Nothing was gathered.</p>
      ) : (
        <dl className={classes['gathered']} aria-label="Gathered">
          {variables.map(([name, value]) => (
            <div key={name}>
              <dt>{wordsOf(name)}</dt>
              <dd>{valueText(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      <div className={classes['buttons']}>
        <Button size="sm" leftSection={<IconPhone size={16} />} onClick={onCallAgain}>
          Call again
        </Button>
        <Button
          size="sm"
          variant="default"
          component="a"
          href={formatRoute({ screen: 'run', id: call.runId })}
          leftSection={<IconPlayerPlay size={16} />}
        >
          Open run
        </Button>
      </div>
    </div>
  );
}

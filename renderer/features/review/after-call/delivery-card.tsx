/** One webhook of the run: how it stands, when it is tried next, each attempt, and sending it once more. */
import { Button } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { maxDeliveryAttempts, type Delivery } from '#shared/domain/after-run.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import { bridge } from '../../../bridge/index.ts';
import { formatDuration } from '../../../ui/duration.ts';
import { showError } from '../../../ui/toast.tsx';
import { useNow } from '../../../ui/use-now.ts';
import { spanText } from '../../call/conversation/spoken-time.ts';
import classes from './after-call.module.css';

export interface DeliveryCardProps {
  delivery: Delivery;
  events: readonly RunEvent[];
}

export function DeliveryCard({ delivery, events }: DeliveryCardProps): ReactElement {
  const { delivery_uuid: uuid, node_name: name, method, url, state, error } = delivery;
  const [isSending, setSending] = useState(false);
  const attempts = events.flatMap((event) =>
    event.type === 'webhook-attempt' && event.payload.delivery_uuid === uuid && event.payload.attempt > 0
      ? [event]
      : [],
  );
  const send = (): void => {
    setSending(true);
    bridge
      .call('runs.redeliver', { delivery_uuid: uuid })
      .catch((thrown: unknown) => {
        showError(`“${name}” could not be sent again`, thrown);
      })
      .finally(() => {
        setSending(false);
      });
  };
  return (
    <article className={classes['card']} aria-label={`Webhook “${name}”`}>
      <header className={classes['head']}>
        <h4>{name}</h4>
        <Standing delivery={delivery} />
      </header>
      {url !== '' && (
        <p className={classes['address']}>
          {method} {url}
        </p>
      )}
      {error !== null && <p className={classes['reason']}>{error}</p>}
      {attempts.length > 0 && (
        <ol className={classes['attempts']} aria-label="Attempts">
          {attempts.map(({ seq, time, payload }) => (
            <li key={seq}>
              <time dateTime={time}>{clockText(time)}</time>
              <span data-state={payload.state === 'succeeded' ? 'succeeded' : 'failed'}>
                {payload.status_code ?? 'no answer'}
              </span>
              <span>{spanText(payload.duration_ms)}</span>
            </li>
          ))}
        </ol>
      )}
      {url !== '' && (
        <div>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconSend size={14} />}
            loading={isSending}
            disabled={state === 'pending' && delivery.attempts === 0}
            onClick={send}
          >
            {state === 'pending' && delivery.attempts > 0 ? 'Send now' : 'Send again'}
          </Button>
        </div>
      )}
    </article>
  );
}

function Standing({ delivery }: { delivery: Delivery }): ReactElement {
  const { state, attempts, next_attempt_at: next, url } = delivery;
  const nowMs = useNow(1000, state === 'pending');
  if (state === 'succeeded') return <span data-state="succeeded">Delivered</span>;
  if (state === 'dead_letter')
    return (
      <span data-state="failed">
        {url === '' ? 'Could not be made' : `Given up after ${attempts} attempts`}
      </span>
    );
  if (attempts === 0) return <span data-state="waiting">Being sent</span>;
  const inMs = next === null ? 0 : Math.max(0, Date.parse(next) - nowMs);
  const when = inMs === 0 ? 'now' : `in ${formatDuration(inMs)}`;
  return (
    <span data-state="pending">
      Attempt {attempts + 1} of {maxDeliveryAttempts} {when}
    </span>
  );
}

/** Of the person's day. */
function clockText(iso: string): string {
  return new Date(iso).toLocaleTimeString('en', { hour12: false });
}

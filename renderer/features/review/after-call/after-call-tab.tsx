/** What happened after the call: reviews by QA nodes, then webhooks. */
import { Loader } from '@mantine/core';
import { useMemo, type ReactElement } from 'react';
import { Failure } from '../../../ui/failure.tsx';
import type { RunDetail } from '../use-run.ts';
import { DeliveryCard } from './delivery-card.tsx';
import { ReviewCard } from './review-card.tsx';
import { qaOutcomesOf } from './reviews.ts';
import { useAfterRun } from './use-after-run.ts';
import classes from './after-call.module.css';

export function AfterCallTab({ detail }: { detail: RunDetail }): ReactElement {
  const { run, document, events } = detail;
  const load = useAfterRun(run.id);
  const isWaiting = load.state === 'loaded' && load.after.is_waiting;
  const outcomes = useMemo(
    () => qaOutcomesOf(run, document, events, isWaiting),
    [run, document, events, isWaiting],
  );
  if (load.state === 'loading')
    return (
      <div className={classes['empty']} aria-busy>
        <Loader size={20} color="muted" />
      </div>
    );
  if (load.state === 'failed')
    return <Failure title="What happened after the call could not be read" detail={load.reason} />;
  const { deliveries } = load.after;
  if (outcomes.length === 0 && deliveries.length === 0)
    return <p className={classes['empty']}>{emptyText(run.state === 'completed', isWaiting)}</p>;
  return (
    <div aria-live="polite">
      {outcomes.length > 0 && (
        <section className={classes['group']}>
          <h3>Reviews</h3>
          {outcomes.map((outcome) => (
            <ReviewCard key={outcome.nodeId} outcome={outcome} />
          ))}
        </section>
      )}
      {deliveries.length > 0 && (
        <section className={classes['group']}>
          <h3>Webhooks</h3>
          {deliveries.map((delivery) => (
            <DeliveryCard key={delivery.delivery_uuid} delivery={delivery} events={events} />
          ))}
        </section>
      )}
    </div>
  );
}

function emptyText(isOver: boolean, isWaiting: boolean): string {
  if (!isOver) return 'This run is not over yet. Its QA and webhook nodes run when it is over.';
  if (isWaiting) return 'The webhooks of this call are being made.';
  return 'Nothing was to be done after this call. A QA node has a model review the conversation; a webhook node sends its outcome to an address.';
}

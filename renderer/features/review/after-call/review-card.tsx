/** What a QA node came to: score, sentiment, tags and summary, of the whole and of each step. */
import type { ReactElement } from 'react';
import type { Review } from '#shared/domain/after-run.ts';
import { wordsOf } from '../../call/conversation/spoken-time.ts';
import type { QaOutcome } from './reviews.ts';
import classes from './after-call.module.css';

const outcomeWords: Record<QaOutcome['outcome'], string> = {
  reviewed: 'Reviewed',
  skipped: 'Not reviewed',
  failed: 'Could not be reviewed',
  waiting: 'Waiting for its review',
};

export function ReviewCard({ outcome }: { outcome: QaOutcome }): ReactElement {
  const { name, outcome: what, reason, review, model, steps } = outcome;
  return (
    <article className={classes['card']} aria-label={`Review “${name}”`}>
      <header className={classes['head']}>
        <h4>{name}</h4>
        {review ? <Score review={review} /> : <span data-state={what}>{outcomeWords[what]}</span>}
      </header>
      {reason !== null && <p className={classes['reason']}>{reason}</p>}
      {review && (
        <>
          {steps.length === 0 && <p className={classes['summary']}>{review.summary}</p>}
          <Tags review={review} />
        </>
      )}
      {steps.length > 0 && (
        <ol className={classes['steps']} aria-label="Step by step">
          {steps.map(({ nodeId, name: step, review: of }) => (
            <li key={nodeId}>
              <div className={classes['step']}>
                <span>{step}</span>
                <Score review={of} />
              </div>
              <p className={classes['summary']}>{of.summary}</p>
            </li>
          ))}
        </ol>
      )}
      {model !== null && <p className={classes['small']}>by {model}</p>}
    </article>
  );
}

function Score({ review: { score, sentiment } }: { review: Review }): ReactElement {
  return (
    <span className={classes['score']}>
      {sentiment !== null && <span className={classes['sentiment']}>{wordsOf(sentiment)}</span>}
      {score !== null && (
        <span>
          <strong data-level={score <= 4 ? 'low' : score <= 7 ? 'middle' : 'high'}>{score}</strong> of 10
        </span>
      )}
    </span>
  );
}

function Tags({ review: { tags } }: { review: Review }): ReactElement | null {
  if (tags.length === 0) return null;
  return (
    <ul className={classes['tags']} aria-label="Tags">
      {tags.map(({ tag, reason }) => (
        <li key={tag}>
          <span className={classes['tag']}>{tag}</span>
          {reason !== '' && <span>{reason}</span>}
        </li>
      ))}
    </ul>
  );
}

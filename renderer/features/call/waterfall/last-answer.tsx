/** The course of the newest answer of a live call. */
import { useMemo, type ReactElement } from 'react';
import type { RunEvent } from '#shared/domain/run-event.ts';
import { spanText } from '../conversation/spoken-time.ts';
import { coursesOf, scaleOf } from './course.ts';
import { StageRows } from './waterfall-bars.tsx';
import classes from './waterfall.module.css';

export function LastAnswer({ events }: { events: readonly RunEvent[] }): ReactElement | null {
  const seq = events.findLast(({ type }) => type === 'waterfall')?.seq;
  // Read again only when there is a new one: a call has many events a second.
  const course = useMemo(
    () => (seq === undefined ? undefined : coursesOf(events).findLast((each) => each.heardMs !== null)),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [seq],
  );
  if (course?.heardMs == null) return null;
  const { heardMs, marks } = course;
  const facts = [
    ...(marks.speculated ? ['asked ahead'] : []),
    ...(marks.tts_request_ms === null ? ['voice from the cache'] : []),
    ...(marks.cut ? ['cut'] : []),
  ];
  return (
    <section className={classes['last']} aria-label="The last answer">
      <p className={classes['head']}>
        <span>Answered after</span> <strong>{spanText(heardMs)}</strong>
        <span className={classes['facts']}>{facts.join(' · ')}</span>
      </p>
      <StageRows course={course} scaleMs={scaleOf([course])} />
    </section>
  );
}

/** The course of the newest answer of a live call. */
import { useMemo, type ReactElement } from 'react';
import type { RunEvent } from '#shared/domain/run-event.ts';
import { waitText } from '../conversation/spoken-time.ts';
import { scaleOf } from './course.ts';
import { isNewsOfAnswer, lastCourse } from './live-course.ts';
import { StageRows } from './waterfall-bars.tsx';
import classes from './waterfall.module.css';

export function LastAnswer({ events }: { events: readonly RunEvent[] }): ReactElement | null {
  const seq = events.findLast(isNewsOfAnswer)?.seq;
  // Read again only when there is something new: a call has many events a second.
  const last = useMemo(
    () => (seq === undefined ? undefined : lastCourse(events)),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [seq],
  );
  const heardMs = last?.course.heardMs ?? null;
  if (!last || heardMs === null) return null;
  const { course, speaking } = last;
  const { marks } = course;
  const facts = [
    ...(speaking ? ['speaking'] : []),
    ...(marks.speculated ? ['asked ahead'] : []),
    ...(marks.tts_request_ms === null ? ['cached voice'] : []),
    ...(marks.cut ? ['cut'] : []),
  ];
  return (
    <section className={classes['last']} aria-label="The last answer">
      <p className={classes['head']}>
        <span>Answer time</span> <strong>{waitText(heardMs)}</strong>
        <span className={classes['facts']} title={facts.join(' · ')}>
          {facts.join(' · ')}
        </span>
      </p>
      <StageRows course={course} scaleMs={scaleOf([course])} />
    </section>
  );
}

/** Where the time of each answer went, and the figures of the run. Hover or focus shows the marks; click or Enter plays it. */
import { Tooltip } from '@mantine/core';
import { useMemo, type ReactElement } from 'react';
import type { RunEvent } from '#shared/domain/run-event.ts';
import { fineSpanText, waitText } from '../call/conversation/spoken-time.ts';
import {
  coursesOf,
  markLines,
  scaleOf,
  spreadsOf,
  stageLabels,
  type Course,
  type Spread,
  type StageName,
} from '../call/waterfall/course.ts';
import { StageLane } from '../call/waterfall/waterfall-bars.tsx';
import classes from '../call/waterfall/waterfall.module.css';
import type { Player } from './player.ts';
import { useAtPlayhead } from './use-player.ts';

export interface TimingTabProps {
  events: readonly RunEvent[];
  player: Player | null;
}

export function TimingTab({ events, player }: TimingTabProps): ReactElement {
  const courses = useMemo(() => coursesOf(events), [events]);
  const scaleMs = useMemo(() => scaleOf(courses), [courses]);
  const spreads = useMemo(() => spreadsOf(courses), [courses]);
  const currentSeq = useAtPlayhead(
    player,
    (atMs) => courses.findLast(({ anchorAtMs }) => anchorAtMs !== null && anchorAtMs <= atMs)?.seq ?? null,
  );
  if (courses.length === 0)
    return <p className={classes['empty']}>Nothing was spoken in this run, so there is nothing to time.</p>;
  return (
    <>
      {spreads.length > 0 && <SpreadTable spreads={spreads} />}
      <StageKey />
      <ol className={classes['turns']} aria-label="Answers">
        {courses.map((course) => (
          <li key={course.seq}>
            <Answer course={course} scaleMs={scaleMs} isCurrent={course.seq === currentSeq} player={player} />
          </li>
        ))}
      </ol>
    </>
  );
}

function Answer(props: {
  course: Course;
  scaleMs: number;
  isCurrent: boolean;
  player: Player | null;
}): ReactElement {
  const { course, scaleMs, isCurrent, player } = props;
  const { marks, turn, heardMs, anchorAtMs } = course;
  const name = turn === 0 ? 'Opening' : `Turn ${turn}`;
  const heard = heardMs === null ? 'not heard' : waitText(heardMs);
  const mayPlay = player !== null && anchorAtMs !== null;
  const lines = markLines(course);
  return (
    <Tooltip
      position="left"
      events={{ hover: true, focus: true, touch: true }}
      label={
        <dl className={classes['marks']}>
          {lines.map(({ label, text }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{text}</dd>
            </div>
          ))}
          {Object.entries(marks.providers).map(([stage, provider]) =>
            provider === null ? null : (
              <div key={stage}>
                <dt>{stage.toUpperCase()}</dt>
                <dd>{provider}</dd>
              </div>
            ),
          )}
          {marks.speculated && <div>The model was asked ahead.</div>}
          {marks.cut && <div>The caller cut it.</div>}
        </dl>
      }
    >
      <button
        type="button"
        className={classes['turn']}
        data-current={isCurrent || undefined}
        aria-disabled={!mayPlay}
        aria-label={`${name}: ${heard}. ${lines.map(({ label, text }) => `${label} ${text}`).join(', ')}`}
        onClick={() => {
          if (mayPlay) player.playFrom(anchorAtMs);
        }}
      >
        <span>{name}</span>
        <StageLane course={course} scaleMs={scaleMs} />
        <span>{heard}</span>
      </button>
    </Tooltip>
  );
}

function SpreadTable({ spreads }: { spreads: readonly Spread[] }): ReactElement {
  return (
    <table className={classes['spreads']}>
      <thead>
        <tr>
          <th>Of this run</th>
          <th>p50</th>
          <th>p95</th>
          <th>n</th>
        </tr>
      </thead>
      <tbody>
        {spreads.map(({ label, p50, p95, count }) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>{fineSpanText(p50)}</td>
            <td>{fineSpanText(p95)}</td>
            <td>{count}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function StageKey(): ReactElement {
  return (
    <p className={classes['key']}>
      {(Object.entries(stageLabels) as [StageName, string][]).map(([name, label]) => (
        <span key={name}>
          <i className={classes['bar']} data-stage={name} />
          {label}
        </span>
      ))}
      <span>Each from the last sound of the caller.</span>
    </p>
  );
}

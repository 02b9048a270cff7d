/** One answer as bars: a row a stage, or all of them on one row. Labels and numbers beside the colours. */
import type { ReactElement } from 'react';
import { spanText } from '../conversation/spoken-time.ts';
import type { Course, Stage } from './course.ts';
import classes from './waterfall.module.css';

/** `scaleMs`: what the whole width stands for. */
export function StageRows({ course, scaleMs }: { course: Course; scaleMs: number }): ReactElement {
  return (
    <dl className={classes['rows']}>
      {course.stages.map((stage) => (
        <div key={stage.name} title={stage.provider ?? undefined}>
          <dt>{stage.label}</dt>
          <dd className={classes['lane']} aria-hidden>
            <Bar stage={stage} scaleMs={scaleMs} />
          </dd>
          <dd className={classes['span']}>{spanText(stage.toMs - stage.fromMs)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** All stages on one lane; the model's may lie within the silence, so its bar is lower. */
export function StageLane({ course, scaleMs }: { course: Course; scaleMs: number }): ReactElement {
  const { heardMs } = course;
  return (
    <span className={classes['lane']} data-stacked aria-hidden>
      {course.stages.map((stage) => (
        <Bar key={stage.name} stage={stage} scaleMs={scaleMs} />
      ))}
      {heardMs !== null && <i className={classes['heard']} style={{ left: share(heardMs, scaleMs) }} />}
    </span>
  );
}

function Bar({ stage, scaleMs }: { stage: Stage; scaleMs: number }): ReactElement {
  const { name, toMs } = stage;
  // What was asked for before the caller's last sound begins with the scale.
  const fromMs = Math.max(0, stage.fromMs);
  return (
    <i
      className={classes['bar']}
      data-stage={name}
      style={{ left: share(fromMs, scaleMs), width: share(toMs - fromMs, scaleMs) }}
    />
  );
}

function share(ms: number, scaleMs: number): string {
  return `${((100 * ms) / scaleMs).toFixed(2)}%`;
}

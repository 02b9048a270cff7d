/** The steps that the call went through, in order; the one under the playhead is marked. Click to hear it. */
import { IconChevronRight } from '@tabler/icons-react';
import { Fragment, useEffect, useRef, type ReactElement } from 'react';
import { formatDuration } from '../../ui/duration.ts';
import type { PathStep } from '../call/conversation/conversation.ts';
import type { Player } from './player.ts';
import classes from './review.module.css';

export interface NodePathProps {
  path: readonly PathStep[];
  /** Index under the playhead. */
  current: number;
  player: Player | null;
}

export function NodePath({ path, current, player }: NodePathProps): ReactElement {
  const strip = useRef<HTMLOListElement>(null);
  useEffect(() => {
    strip.current
      ?.querySelector('[aria-current="step"]')
      ?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  }, [current]);
  if (path.length === 0) return <p className={classes['pathEmpty']}>The call entered no step.</p>;
  return (
    <ol ref={strip} className={classes['path']} aria-label="Path through the graph">
      {path.map((step, index) => {
        const { atMs } = step;
        return (
          <Fragment key={index}>
            {index > 0 && <IconChevronRight size={13} aria-hidden />}
            <li>
              <button
                type="button"
                className={classes['step']}
                aria-current={index === current ? 'step' : undefined}
                disabled={player === null || atMs === null}
                title={
                  [step.edgeLabel, atMs === null ? null : formatDuration(atMs)].filter(Boolean).join(' · ') ||
                  undefined
                }
                onClick={() => {
                  if (atMs !== null) player?.playFrom(atMs);
                }}
              >
                {step.nodeName}
              </button>
            </li>
          </Fragment>
        );
      })}
    </ol>
  );
}

/** One edge: a curve between the facing sides of two cards, its label in the middle. */
import { BaseEdge, useStoreApi, type EdgeProps } from '@xyflow/react';
import { IconAlertTriangle, IconBulb, IconShieldCheck } from '@tabler/icons-react';
import { memo, use, type CSSProperties, type ReactElement } from 'react';
import { createPortal } from 'react-dom';
import { guardWords } from '#shared/graph/guard-words.ts';
import type { TransitionEdge as FlowEdge } from './adapter.ts';
import { plural } from '../ui/plural.ts';
import { domIdOf, LabelLayerContext } from './canvas-context.ts';
import { ChangeChip } from './change-chip.tsx';
import { changeWords } from './change-words.ts';
import { EdgeGrips } from './edge-grips.tsx';
import { curveOf, labelRoomPx } from './geometry.ts';
import classes from './transition-edge.module.css';

export const arrowIds = {
  plain: 'parley-arrow',
  selected: 'parley-arrow-selected',
  taken: 'parley-arrow-taken',
};

/** At the largest type; the style allows less at others. */
const widestLabelPx = 220;

export const TransitionEdge = memo(function TransitionEdge({
  id,
  data,
  selected,
}: EdgeProps<FlowEdge>): ReactElement | null {
  const flow = useStoreApi();
  const layer = use(LabelLayerContext);
  if (!data) return null;
  const { edge, route, mark, problem, hint, count, change } = data;
  const guard = edge.data.guard ? guardWords(edge.data.guard) : null;
  const { path, middle } = curveOf(route);
  const label = edge.data.label?.trim() ?? '';
  const state = selected === true ? 'selected' : (mark ?? 'plain');
  const arrow = mark !== null ? arrowIds.taken : selected === true ? arrowIds.selected : arrowIds.plain;
  return (
    <>
      <BaseEdge
        key={mark}
        id={id}
        path={path}
        pathLength={1}
        className={classes['path'] ?? ''}
        data-state={state}
        data-unused={count === 0}
        data-change={change}
        markerEnd={`url(#${arrow})`}
        interactionWidth={18}
      />
      {selected === true && <EdgeGrips edge={edge} route={route} />}
      {layer &&
        createPortal(
          <div
            id={domIdOf(id)}
            role="group"
            aria-label={`Edge ${label === '' ? 'without a label' : label}`}
            aria-description={[
              change && changeWords[change],
              count === 0 && 'Never taken',
              guard && `Guard: ${guard}`,
              problem,
              hint,
            ]
              .filter(Boolean)
              .join('. ')}
            className={`${classes['label'] ?? ''} nopan nodrag`}
            data-state={state}
            data-missing={label === ''}
            data-unused={count === 0}
            data-change={change}
            title={[edge.data.condition, guard && `Guard: ${guard}`].filter(Boolean).join('\n')}
            data-edge-id={id}
            onClick={() => {
              flow.getState().addSelectedEdges([id]);
            }}
            style={{
              ['--room' as keyof CSSProperties]: `${Math.min(widestLabelPx, labelRoomPx(route))}px`,
              transform: `translate(-50%, -50%) translate(${middle.x}px, ${middle.y}px)`,
            }}
          >
            {change !== null && <ChangeChip change={change} className={classes['change']} isShort />}
            {problem !== null && (
              <IconAlertTriangle
                className={classes['problem']}
                size={12}
                aria-label={`Problem: ${problem}`}
              />
            )}
            {problem === null && hint !== null && (
              <IconBulb className={classes['hint']} size={12} aria-label={`Hint: ${hint}`} />
            )}
            {guard !== null && (
              <IconShieldCheck className={classes['guard']} size={12} aria-label={`Guard: ${guard}`} />
            )}
            <span>{label === '' ? 'No label' : label}</span>
            {count === 0 && <span className={classes['never']}>never</span>}
            {count !== null && count > 0 && (
              <b
                className={classes['count']}
                title={`Taken ${plural(count, 'time')} by runs of this version`}
              >
                {count}
              </b>
            )}
          </div>,
          layer,
        )}
    </>
  );
});

/** Arrow heads, once for each canvas. */
export function ArrowHeads(): ReactElement {
  return (
    <svg className={classes['defs']} aria-hidden>
      <defs>
        {Object.entries(arrowIds).map(([state, id]) => (
          <marker
            key={id}
            id={id}
            data-state={state}
            className={classes['arrow']}
            viewBox="0 0 10 10"
            refX="9"
            refY="5"
            markerWidth="9"
            markerHeight="9"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path d="M1 1 L9 5 L1 9 Z" />
          </marker>
        ))}
      </defs>
    </svg>
  );
}

/** The edge between two panels: drag it, or focus it and use the arrow keys. Double click puts the default back. */
import { useRef, type ReactElement } from 'react';
import classes from './resizer.module.css';

export interface PanelLimits {
  /** CSS pixels. */
  minPx: number;
  maxPx: number;
  defaultPx: number;
}

export interface ResizerProps {
  label: string;
  /** Which side of its panel the edge is on: a panel on the right has its edge on the left. */
  edge: 'left' | 'right' | 'top';
  sizePx: number;
  limits: PanelLimits;
  onResize: (sizePx: number) => void;
}

const keyStepPx = 16;

export function Resizer({ label, edge, sizePx, limits, onResize }: ResizerProps): ReactElement {
  const start = useRef({ pointer: 0, sizePx: 0 });
  const isVertical = edge !== 'top';
  const grows = edge === 'right' ? 1 : -1;
  const pointerOf = (event: { clientX: number; clientY: number }): number =>
    isVertical ? event.clientX : event.clientY;
  return (
    <div
      className={classes['resizer']}
      data-edge={edge}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={isVertical ? 'vertical' : 'horizontal'}
      aria-valuenow={sizePx}
      aria-valuemin={limits.minPx}
      aria-valuemax={limits.maxPx}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { pointer: pointerOf(event), sizePx };
      }}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        onResize(start.current.sizePx + grows * (pointerOf(event) - start.current.pointer));
      }}
      onDoubleClick={() => {
        onResize(limits.defaultPx);
      }}
      onKeyDown={(event) => {
        const forward = isVertical ? 'ArrowRight' : 'ArrowDown';
        const backward = isVertical ? 'ArrowLeft' : 'ArrowUp';
        if (event.key !== forward && event.key !== backward) return;
        event.preventDefault();
        onResize(sizePx + (event.key === forward ? 1 : -1) * grows * keyStepPx);
      }}
    />
  );
}

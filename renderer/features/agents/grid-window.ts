/** A grid of cards of one height in a scrolling element, of which only those near the view are drawn. */
import { useLayoutEffect, useState, type RefObject } from 'react';

export const cardPx = 258;
export const gapPx = 16;
const narrowestCardPx = 280;
/** Rows drawn beyond the edges, so that a quick scroll shows no gap. */
const overscanRows = 2;

export interface GridWindow {
  columns: number;
  /** First card drawn, and the one behind the last. */
  start: number;
  end: number;
}

export function columnsOf(widthPx: number): number {
  return Math.max(1, Math.floor((widthPx + gapPx) / (narrowestCardPx + gapPx)));
}

/** `top`: how far the view's upper edge is below the grid's, pixels; may be negative. */
export function gridWindow(widthPx: number, top: number, viewHeightPx: number, count: number): GridWindow {
  const columns = columnsOf(widthPx);
  const rows = Math.ceil(count / columns);
  const rowPx = cardPx + gapPx;
  const inRows = (row: number): number => Math.max(0, Math.min(rows, row));
  const first = inRows(Math.floor(top / rowPx) - overscanRows);
  const last = inRows(Math.ceil((top + viewHeightPx) / rowPx) + overscanRows);
  return { columns, start: first * columns, end: Math.min(count, Math.max(first, last) * columns) };
}

export function gridHeightPx(columns: number, count: number): number {
  return Math.max(0, Math.ceil(count / columns) * (cardPx + gapPx) - gapPx);
}

/** Follows scrolling and size; renders again only when the window changes. */
export function useGridWindow(
  view: HTMLElement | null,
  grid: RefObject<HTMLElement | null>,
  count: number,
): GridWindow {
  const [shown, setShown] = useState<GridWindow>({ columns: 3, start: 0, end: Math.min(count, 18) });
  useLayoutEffect(() => {
    const list = grid.current;
    if (view === null || list === null) return undefined;
    const look = (): void => {
      const top = view.getBoundingClientRect().top - list.getBoundingClientRect().top;
      const next = gridWindow(list.clientWidth, top, view.clientHeight, count);
      setShown((now) =>
        now.start === next.start && now.end === next.end && now.columns === next.columns ? now : next,
      );
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(view);
    observer.observe(list);
    view.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      view.removeEventListener('scroll', look);
    };
  }, [view, grid, count]);
  return shown;
}

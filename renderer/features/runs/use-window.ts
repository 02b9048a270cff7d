import { useLayoutEffect, useState, type RefObject } from 'react';

export interface RowWindow {
  /** First row drawn, and the one behind the last. */
  start: number;
  end: number;
}

/** Rows drawn beyond the edges, so that a quick scroll shows no gap. */
const OVERSCAN = 12;

/** The rows of a fixed height that are in sight of a scrolling element. */
export function rowsInSight(
  scrollTop: number,
  viewHeight: number,
  rowHeight: number,
  count: number,
  overscan = OVERSCAN,
): RowWindow {
  const start = Math.max(0, Math.min(count, Math.floor(scrollTop / rowHeight)) - overscan);
  return { start, end: Math.min(count, Math.ceil((scrollTop + viewHeight) / rowHeight) + overscan) };
}

/** Follows the scrolling of an element; renders again only when the window changes. */
export function useRowWindow(
  scroller: RefObject<HTMLElement | null>,
  rowHeight: number,
  count: number,
): RowWindow {
  const [rows, setRows] = useState<RowWindow>({ start: 0, end: Math.min(count, 40) });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const look = (): void => {
      const next = rowsInSight(element.scrollTop, element.clientHeight, rowHeight, count);
      setRows((now) => (now.start === next.start && now.end === next.end ? now : next));
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [scroller, rowHeight, count]);
  return rows;
}

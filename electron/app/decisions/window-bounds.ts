/** Where the window opens: where it was, if that place is still there. All in device-independent pixels. */
export interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface WindowState {
  bounds: Bounds;
  maximized: boolean;
}

export const minimumSize = { width: 960, height: 600 } as const;
export const usualSize = { width: 1440, height: 900 } as const;

/** Least part of the window that must lie on a display, in each direction, for it to be found and moved. */
const REACHABLE = 120;

/**
 * `remembered` comes from a file, so it may be anything. `workAreas`: of the present displays, the primary one first;
 * never empty.
 */
export function windowBounds(remembered: unknown, workAreas: readonly Bounds[]): Bounds {
  const primary = workAreas[0] ?? { x: 0, y: 0, ...usualSize };
  const saved = readBounds(remembered);
  const home = saved && workAreas.find((area) => isReachable(saved, area));
  const area = home ?? primary;
  const width = Math.min(Math.max(saved?.width ?? usualSize.width, minimumSize.width), area.width);
  const height = Math.min(Math.max(saved?.height ?? usualSize.height, minimumSize.height), area.height);
  if (!home)
    return {
      x: area.x + Math.round((area.width - width) / 2),
      y: area.y + Math.round((area.height - height) / 2),
      width,
      height,
    };
  return {
    x: clamp(saved.x, area.x, area.x + area.width - width),
    y: clamp(saved.y, area.y, area.y + area.height - height),
    width,
    height,
  };
}

export function wasMaximized(remembered: unknown): boolean {
  return isRecord(remembered) && remembered['maximized'] === true;
}

function readBounds(remembered: unknown): Bounds | null {
  const bounds = isRecord(remembered) ? remembered['bounds'] : null;
  if (!isRecord(bounds)) return null;
  const { x, y, width, height } = bounds;
  if (![x, y, width, height].every(Number.isSafeInteger)) return null;
  return { x, y, width, height } as Bounds;
}

/** The top edge is what a window is moved by, so it must be inside. */
function isReachable(window: Bounds, area: Bounds): boolean {
  const across = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  return across >= REACHABLE && window.y >= area.y && window.y <= area.y + area.height - REACHABLE;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

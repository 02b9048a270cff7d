/** Sizes of panels and what is folded, remembered between sessions in this browser or window. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { PanelLimits } from '../ui/resizer.tsx';

interface LayoutStore {
  /** CSS pixels by panel name. */
  sizes: Record<string, number>;
  open: Record<string, boolean>;
  /** The tab looked at by panel name. */
  tabs: Record<string, string>;
}

export const useLayout = create<LayoutStore>()(
  persist((): LayoutStore => ({ sizes: {}, open: {}, tabs: {} }), { name: 'parley-layout', version: 1 }),
);

export const clampSize = (sizePx: number, limits: PanelLimits): number =>
  Math.round(Math.min(limits.maxPx, Math.max(limits.minPx, sizePx)));

/** Width or height of a panel, and its setter. */
export function usePanelSize(name: string, limits: PanelLimits): [number, (sizePx: number) => void] {
  const stored = useLayout((layout) => layout.sizes[name]);
  const set = (sizePx: number): void => {
    useLayout.setState((layout) => ({ sizes: { ...layout.sizes, [name]: clampSize(sizePx, limits) } }));
  };
  return [clampSize(stored ?? limits.defaultPx, limits), set];
}

/** Unfolds or folds a panel. */
export function setPanelOpen(name: string, isOpen: boolean): void {
  useLayout.setState((layout) => ({ open: { ...layout.open, [name]: isOpen } }));
}

export function setPanelTab(name: string, tab: string): void {
  useLayout.setState((layout) => ({ tabs: { ...layout.tabs, [name]: tab } }));
}

/** Narrower than this, graph, inspector and call do not fit side by side, CSS pixels. */
const roomyPx = 1500;

/**
 * Opens or closes the Call panel. In a narrow window the inspector makes room for it unless it is in use, and comes back
 * when the panel closes: while a call is up the graph is what is looked at.
 */
export function setCallPanelOpen(isOpen: boolean, inspector: { isInUse: boolean }): void {
  useLayout.setState(({ open }) => {
    const isShown = open['inspector'] ?? true;
    const yields = isOpen && isShown && !inspector.isInUse && window.innerWidth < roomyPx;
    const returns = !isOpen && open['inspector-yielded'] === true;
    return {
      open: {
        ...open,
        call: isOpen,
        'inspector-yielded': yields,
        inspector: yields ? false : returns ? true : isShown,
      },
    };
  });
}

/** Whether a panel is unfolded; `initially` holds until the person has folded or unfolded it. */
export function usePanelOpen(name: string, initially: boolean): boolean {
  return useLayout((layout) => layout.open[name]) ?? initially;
}

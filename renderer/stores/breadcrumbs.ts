/** The name of the thing that is open, for the title bar and the window's title. */
import { useEffect } from 'react';
import { create } from 'zustand';

interface BreadcrumbStore {
  /** Last crumb, under the screen's own; null when the screen is the last. */
  current: string | null;
  /** Present when the person may rename it where it stands. */
  rename: ((name: string) => void) | null;
}

export const useBreadcrumbs = create<BreadcrumbStore>()(() => ({ current: null, rename: null }));

/** Names what the screen shows, while it shows it. `rename` must keep its identity. */
export function useBreadcrumb(current: string | null, rename: ((name: string) => void) | null = null): void {
  useEffect(() => {
    useBreadcrumbs.setState({ current, rename });
  }, [current, rename]);
  useEffect(
    () => () => {
      useBreadcrumbs.setState({ current: null, rename: null });
    },
    [],
  );
}

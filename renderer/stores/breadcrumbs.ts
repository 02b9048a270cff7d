/** The name of the thing that is open, for the title bar and the window's title. */
import { useEffect } from 'react';
import { create } from 'zustand';

interface BreadcrumbStore {
  /** Last crumb, under the screen's own; null when the screen is the last. */
  current: string | null;
}

export const useBreadcrumbs = create<BreadcrumbStore>()(() => ({ current: null }));

/** Names what the screen shows, while it shows it. */
export function useBreadcrumb(current: string | null): void {
  useEffect(() => {
    useBreadcrumbs.setState({ current });
    return () => {
      useBreadcrumbs.setState({ current: null });
    };
  }, [current]);
}

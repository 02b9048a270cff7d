import { useCallback } from 'react';

const places = new Map<string, number>();

/** A ref for a scrolling element that is put back where it was left, as long as the page lives. */
export function useScrollMemory(name: string): (element: HTMLElement | null) => (() => void) | undefined {
  return useCallback(
    (element) => {
      if (element === null) return undefined;
      element.scrollTop = places.get(name) ?? 0;
      const remember = (): void => {
        places.set(name, element.scrollTop);
      };
      element.addEventListener('scroll', remember, { passive: true });
      return () => {
        element.removeEventListener('scroll', remember);
      };
    },
    [name],
  );
}

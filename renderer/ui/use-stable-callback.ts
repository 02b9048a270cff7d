import { useCallback, useInsertionEffect, useRef } from 'react';

/**
 * A function of the same identity at every render that runs what was given at the latest. For children that do work when a
 * callback changes; not to be called while rendering.
 */
export function useStableCallback<A extends unknown[], R>(callback: (...args: A) => R): (...args: A) => R {
  const latest = useRef(callback);
  useInsertionEffect(() => {
    latest.current = callback;
  });
  return useCallback((...args: A) => latest.current(...args), []);
}

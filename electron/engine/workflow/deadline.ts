/** Waiting with a limit. */

/**
 * Resolves when the work has settled or the time is up, whichever is first: true when it has settled. The limit is
 * wall time, not the call's, since it guards against a provider that never answers; null for none.
 */
export async function settledWithin(
  work: Promise<unknown>,
  limitMs: number | null,
  signal?: AbortSignal,
): Promise<boolean> {
  let stop: () => void = () => undefined;
  const given = new Promise<false>((resolve) => {
    const giveUp = (): void => {
      resolve(false);
    };
    const timer = limitMs === null ? undefined : setTimeout(giveUp, limitMs);
    signal?.addEventListener('abort', giveUp, { once: true });
    if (signal?.aborted) giveUp();
    stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    };
  });
  const settled = work.then(
    () => true as const,
    () => true as const,
  );
  try {
    return await Promise.race([settled, given]);
  } finally {
    stop();
  }
}

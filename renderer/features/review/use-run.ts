/** One run with all that belongs to it, kept up to date while the run is up. */
import { useEffect, useState } from 'react';
import type { MethodOutput, Peaks } from '#shared/bridge/contract.ts';
import { bridge, BridgeError } from '../../bridge/index.ts';
import { errorText } from '../../ui/error-text.ts';

export interface RunDetail extends MethodOutput<'runs.get'> {
  /** Null: there is no recording, or its file cannot be read. */
  peaks: Peaks | null;
}

export type RunLoad =
  | { state: 'loading' }
  | { state: 'missing'; reason: string }
  | { state: 'failed'; reason: string }
  | { state: 'loaded'; detail: RunDetail };

/** Changes told within this time are read once. */
const GATHER_MS = 200;

export function useRun(runId: string): { load: RunLoad; retry: () => void } {
  const [load, setLoad] = useState<RunLoad>({ state: 'loading' });
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let isCurrent = true;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const read = async (): Promise<void> => {
      try {
        const [found, peaks] = await Promise.all([
          bridge.call('runs.get', { id: runId }),
          bridge.call('runs.peaks', { id: runId }),
        ]);
        if (isCurrent) setLoad({ state: 'loaded', detail: { ...found, peaks } });
      } catch (error) {
        if (!isCurrent) return;
        const reason = errorText(error);
        const isGone = error instanceof BridgeError && error.code.endsWith('not-found');
        setLoad((now) =>
          isGone ? { state: 'missing', reason } : now.state === 'loaded' ? now : { state: 'failed', reason },
        );
      }
    };
    void read();
    const stops = [
      bridge.on('library.changed', ({ what, id }) => {
        if (what !== 'runs' || (id !== null && id !== runId) || timer !== null) return;
        timer = setTimeout(() => {
          timer = null;
          void read();
        }, GATHER_MS);
      }),
      bridge.on('call.event', ({ run_id: id, event }) => {
        if (id !== runId) return;
        setLoad((now) =>
          now.state === 'loaded' && event.seq === (now.detail.events.at(-1)?.seq ?? 0) + 1
            ? { ...now, detail: { ...now.detail, events: [...now.detail.events, event] } }
            : now,
        );
      }),
    ];
    return () => {
      isCurrent = false;
      if (timer !== null) clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [runId, attempt]);

  return {
    load,
    retry: () => {
      setLoad({ state: 'loading' });
      setAttempt((now) => now + 1);
    },
  };
}

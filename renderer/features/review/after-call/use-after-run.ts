/** How the work after a run stands, kept up to date. */
import { useEffect, useState } from 'react';
import type { AfterRun } from '#shared/bridge/deliveries.ts';
import { bridge } from '../../../bridge/index.ts';
import { errorText } from '../../../ui/error-text.ts';

export type AfterRunLoad =
  { state: 'loading' } | { state: 'failed'; reason: string } | { state: 'loaded'; after: AfterRun };

export function useAfterRun(runId: string): AfterRunLoad {
  const [load, setLoad] = useState<AfterRunLoad>({ state: 'loading' });
  useEffect(() => {
    let isCurrent = true;
    const read = (): void => {
      bridge.call('runs.after', { id: runId }).then(
        (after) => {
          if (isCurrent) setLoad({ state: 'loaded', after });
        },
        (thrown: unknown) => {
          if (isCurrent)
            setLoad((now) => (now.state === 'loaded' ? now : { state: 'failed', reason: errorText(thrown) }));
        },
      );
    };
    read();
    const stop = bridge.on('library.changed', ({ what, id }) => {
      if (what === 'runs' && (id === null || id === runId)) read();
    });
    return () => {
      isCurrent = false;
      stop();
    };
  }, [runId]);
  return load;
}

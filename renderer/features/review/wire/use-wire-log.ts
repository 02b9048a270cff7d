/** The wire log of a run, read again while the call goes on. */
import { useEffect, useState } from 'react';
import type { WireEntry } from '#shared/domain/phone-call.ts';
import { bridge } from '../../../bridge/index.ts';
import { errorText } from '../../../ui/error-text.ts';

/** Events that come within this time ask once; the studio writes the log in steps. */
const gatherMs = 1000;

export interface WireLog {
  /** Null until the first answer. */
  entries: readonly WireEntry[] | null;
  failure: string | null;
  retry: () => void;
}

/** `eventCount`: of the run; it grows while the call is up. */
export function useWireLog(runId: string, eventCount: number): WireLog {
  const [log, setLog] = useState<{ entries: readonly WireEntry[] | null; failure: string | null }>({
    entries: null,
    failure: null,
  });
  const [attempt, setAttempt] = useState(0);
  const isFirst = log.entries === null && log.failure === null;
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(
      () => {
        bridge.call('phone.wire-log', { run_id: runId }).then(
          (entries) => {
            if (isCurrent) setLog({ entries, failure: null });
          },
          (thrown: unknown) => {
            if (isCurrent) setLog((now) => ({ ...now, failure: errorText(thrown) }));
          },
        );
      },
      isFirst ? 0 : gatherMs,
    );
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [runId, eventCount, attempt, isFirst]);
  return {
    ...log,
    retry: () => {
      setLog({ entries: null, failure: null });
      setAttempt((now) => now + 1);
    },
  };
}

/** Tests of connections under way and done, a connection. */
import { useState } from 'react';
import type { ConnectionTest } from '#shared/bridge/connections.ts';
import { bridge } from '../../bridge/index.ts';
import { errorText } from '../../ui/error-text.ts';

export type TestState =
  | { state: 'running' }
  | { state: 'done'; results: readonly ConnectionTest[] }
  /** It could not be tried at all. */
  | { state: 'refused'; message: string };

export function useConnectionTests(): { of: (id: string) => TestState | null; start: (id: string) => void } {
  const [tests, setTests] = useState<ReadonlyMap<string, TestState>>(new Map());
  const put = (id: string, state: TestState): void => {
    setTests((now) => new Map(now).set(id, state));
  };
  return {
    of: (id) => tests.get(id) ?? null,
    start: (id) => {
      put(id, { state: 'running' });
      bridge
        .call('connections.test', { id })
        .then((results) => {
          put(id, { state: 'done', results });
        })
        .catch((thrown: unknown) => {
          put(id, { state: 'refused', message: errorText(thrown) });
        });
    },
  };
}

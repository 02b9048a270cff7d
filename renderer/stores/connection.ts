import { useSyncExternalStore } from 'react';
import type { ConnectionStatus } from '#shared/bridge/contract.ts';
import { bridge } from '../bridge/index.ts';

const subscribe = (onChange: () => void): (() => void) => bridge.onStatus(onChange);
const read = (): ConnectionStatus => bridge.status;

/** Whether the studio behind this page can be reached. */
export function useConnection(): ConnectionStatus {
  return useSyncExternalStore(subscribe, read);
}

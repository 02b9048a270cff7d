/** Whose path the canvas draws: that of the call that is up, of the test that is looked at, or of the last call. */
import { useLiveCall } from '../../stores/live-call.ts';
import { useDrawerTab } from '../editor/drawer/tab.ts';
import { noPath, type ShownPath } from './test-session.ts';
import { useTestPath } from './test-store.ts';

export function useShownPath(workflowId: string): ShownPath {
  const live = useLiveCall();
  const path = useTestPath(workflowId);
  const isTesting = useDrawerTab() === 'tester';
  const call = live?.workflowId === workflowId ? live : null;
  const isUp = call !== null && call.state !== 'ended';
  if (isTesting && path && !isUp) return path;
  return call ? { ...call, activeNodeId: isUp ? call.activeNodeId : null } : noPath;
}

/** Whose path the canvas draws: that of the call that is up, of the test that is looked at, or of the last call. */
import { useMemo } from 'react';
import { useLiveCall } from '../../stores/live-call.ts';
import { useDrawerTab } from '../editor/drawer/tab.ts';
import { noPath, pathUpTo, type ShownPath } from './test-session.ts';
import { useSelectedTurn, useShownCourse } from './test-store.ts';

export function useShownPath(workflowId: string): ShownPath {
  const live = useLiveCall();
  const course = useShownCourse(workflowId);
  const turn = useSelectedTurn(workflowId);
  const isTesting = useDrawerTab() === 'tester' && course !== null;
  const call = live?.workflowId === workflowId ? live : null;
  const isUp = call !== null && call.state !== 'ended';
  const path = useMemo(() => (course ? pathUpTo(course, turn) : noPath), [course, turn]);
  if (isTesting && !isUp) return path;
  return call ? { ...call, activeNodeId: isUp ? call.activeNodeId : null } : noPath;
}

/** Asks the studio, a moment after the last key, what is known of the number that is being typed. */
import { useEffect, useState } from 'react';
import type { DialCheck } from '#shared/bridge/phone.ts';
import { bridge } from '../../../bridge/index.ts';

/** After the last key; a number is typed faster than that. */
const waitMs = 180;

export interface CheckedNumber {
  /** Of what is typed now; null while it is not known. */
  check: DialCheck | null;
  isAsking: boolean;
}

export function useDialCheck(
  number: string,
  trunkId: string | null,
  workflowId: string | null,
  /** Asked again when it changes: trunks and agents come and go. */
  revision: unknown,
): CheckedNumber {
  const to = number.trim();
  const key = JSON.stringify([to, trunkId, workflowId]);
  const [answer, setAnswer] = useState<{ key: string; check: DialCheck | null } | null>(null);
  useEffect(() => {
    if (to === '') return undefined;
    let isCurrent = true;
    const timer = setTimeout(() => {
      bridge.call('phone.check', { to, trunk_id: trunkId, workflow_id: workflowId }).then(
        (check) => {
          if (isCurrent) setAnswer({ key, check });
        },
        // Dialling says what is wrong when the studio cannot be asked.
        () => {
          if (isCurrent) setAnswer({ key, check: null });
        },
      );
    }, waitMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [key, to, trunkId, workflowId, revision]);
  if (to === '') return { check: null, isAsking: false };
  return answer?.key === key ? { check: answer.check, isAsking: false } : { check: null, isAsking: true };
}

import { IconHeadset, IconPhoneCall } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useLiveCall } from '../stores/live-call.ts';
import { usePhoneCallsUp } from '../stores/phone.ts';
import { formatDuration } from '../ui/duration.ts';
import { plural } from '../ui/plural.ts';
import { useNow } from '../ui/use-now.ts';
import { formatRoute, type Route } from './routes.ts';
import classes from './call-pill.module.css';

/** The test call that is up, with its length; takes the person back to it. */
export function CallPill({ route }: { route: Route }): ReactElement | null {
  const call = useLiveCall();
  const isUp = call !== null && call.state !== 'ended';
  const nowMs = useNow(1000, isUp);
  if (!isUp) return null;
  const elapsed = formatDuration(nowMs - Date.parse(call.startedAt));
  const isHere = route.screen === 'agent' && route.id === call.workflowId;
  return (
    <a
      className={classes['pill']}
      href={formatRoute({ screen: 'agent', id: call.workflowId })}
      aria-label={`Call with ${call.workflowName}, ${elapsed}. ${isHere ? 'Shown here' : 'Return to it'}`}
    >
      <span className={classes['dot']} aria-hidden />
      <IconHeadset size={14} aria-hidden />
      <span className={classes['name']}>{isHere ? 'Call up' : call.workflowName}</span>
      <span className={classes['time']}>{elapsed}</span>
    </a>
  );
}

/** How many telephone calls are up; takes the person to their table. */
export function PhonePill({ route }: { route: Route }): ReactElement | null {
  const count = usePhoneCallsUp();
  if (count === 0) return null;
  const words = plural(count, 'call');
  return (
    <a
      className={classes['pill']}
      href={formatRoute({ screen: 'phone' })}
      aria-label={`${words} by telephone. ${route.screen === 'phone' ? 'Shown here' : 'Go to them'}`}
    >
      <span className={classes['dot']} aria-hidden />
      <IconPhoneCall size={14} aria-hidden />
      <span className={classes['name']}>{words}</span>
    </a>
  );
}

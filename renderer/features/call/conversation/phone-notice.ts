import type { RunEvent } from '#shared/domain/run-event.ts';
import { partyLine } from '../../telephony/number-writing.ts';

/** What happened on the telephone line, as a line of the conversation; null where it says nothing to a reader. */
export function phoneNotice(event: RunEvent): string | null {
  switch (event.type) {
    case 'call-progress': {
      const { state } = event.payload;
      if (state === 'ringing') return 'Ringing';
      if (state === 'early-media') return 'The other end plays something before it answers';
      return state === 'answered' ? 'Answered' : null;
    }
    case 'call-hold':
      return `The ${event.payload.by} ${event.payload.held ? 'put the call on hold' : 'took the call off hold'}`;
    case 'call-transfer':
      return transferNotice(event.payload);
    case 'operator':
      return operatorNotice(event.payload);
    default:
      return null;
  }
}

function transferNotice({
  stage,
  target: address,
  reason,
}: Extract<RunEvent, { type: 'call-transfer' }>['payload']): string {
  const target = partyLine(address);
  const why = reason === '' ? '' : `: ${reason}`;
  switch (stage) {
    case 'started':
      return `Transferring to ${target}`;
    case 'ringing':
      return `${target} rings`;
    case 'consulting':
      return `${target} has answered and is told whom it gets`;
    case 'completed':
      return `Transferred to ${target}`;
    case 'failed':
      return `The transfer to ${target} failed${why}`;
    case 'canceled':
      return `The transfer to ${target} was given up`;
  }
}

function operatorNotice({ action, text }: Extract<RunEvent, { type: 'operator' }>['payload']): string | null {
  switch (action) {
    case 'whisper':
      return `The operator told the agent: “${text ?? ''}”`;
    case 'mute-agent':
      return 'The operator muted the agent';
    case 'unmute-agent':
      return 'The operator unmuted the agent';
    case 'take-over':
      return 'The operator speaks in place of the agent';
    case 'hand-back':
      return 'The operator handed back to the agent';
    case 'listen':
    case 'leave':
      return null;
  }
}

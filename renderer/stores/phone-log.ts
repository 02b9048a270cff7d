/** The conversation of one telephone call, read from its run's events while it is looked at. */
import { useEffect, useState } from 'react';
import type { RunEvent } from '#shared/domain/run-event.ts';
import { bridge } from '../bridge/index.ts';
import {
  conversationOf,
  emptyConversation,
  type Conversation,
} from '../features/call/conversation/conversation.ts';
import { errorText } from '../ui/error-text.ts';

export interface PhoneLog {
  events: readonly RunEvent[];
  conversation: Conversation;
  /** Why the log could not be read; null while all is well. */
  failure: string | null;
}

export const emptyLog: PhoneLog = { events: [], conversation: emptyConversation, failure: null };

/** The log after more of it is known; what is shorter than what is known changes nothing. */
export function withEvents(log: PhoneLog, events: readonly RunEvent[]): PhoneLog {
  if ((events.at(-1)?.seq ?? 0) <= (log.events.at(-1)?.seq ?? 0)) return { ...log, failure: null };
  return { events, conversation: conversationOf(events, log.conversation), failure: null };
}

/** After one more event; null when one is missing before it: the whole log has to be asked for. */
export function withNext(log: PhoneLog, event: RunEvent): PhoneLog | null {
  const lastSeq = log.events.at(-1)?.seq ?? 0;
  if (event.seq <= lastSeq) return log;
  return event.seq === lastSeq + 1 ? withEvents(log, [...log.events, event]) : null;
}

/** Of a call that is up from memory, of one that is over from the library. */
async function readEvents(runId: string): Promise<readonly RunEvent[]> {
  try {
    return await bridge.call('calls.events', { run_id: runId });
  } catch {
    return (await bridge.call('runs.get', { id: runId })).events;
  }
}

/** To be used with the run's id as the `key` of its component: the log begins empty. */
export function usePhoneLog(runId: string): PhoneLog {
  const [log, setLog] = useState(emptyLog);
  useEffect(() => {
    let isCurrent = true;
    let held: PhoneLog = emptyLog;
    const hold = (next: PhoneLog): void => {
      held = next;
      if (isCurrent) setLog(next);
    };
    const read = async (): Promise<void> => {
      try {
        hold(withEvents(held, await readEvents(runId)));
      } catch (thrown) {
        hold({ ...held, failure: errorText(thrown) });
      }
    };
    const stops = [
      bridge.on('call.event', ({ run_id: id, event }) => {
        if (id !== runId) return;
        const next = withNext(held, event);
        if (next === null) void read();
        else hold(next);
      }),
      bridge.onStatus((status) => {
        if (status === 'connected') void read();
      }),
    ];
    void read();
    return () => {
      isCurrent = false;
      for (const stop of stops) stop();
    };
  }, [runId]);
  return log;
}

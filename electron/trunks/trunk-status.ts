/** How a trunk stands, in words. */
import type { RegistrationState } from '#engine/telephony/sip/user-agent/api.ts';
import type { Trunk, TrunkStatus } from '#shared/domain/trunk.ts';
import type { ServerWatch } from './server-watch.ts';

/** @param clock of a moment of the telephone's timeline, ISO 8601 UTC */
export interface StatusWords {
  server: Trunk['server'];
  clock: (timelineMs: number) => string;
  now: () => Date;
  /** Said besides when all is well; empty for nothing. */
  note: string;
}

export function status(
  state: TrunkStatus['state'],
  message: string,
  sipStatus: number | null = null,
  nextAt: string | null = null,
): TrunkStatus {
  return { state, message, sip_status: sipStatus, next_at: nextAt };
}

/** Of a trunk that logs on. */
export function registrationStatus(
  state: RegistrationState,
  { server, clock, note }: StatusWords,
): TrunkStatus {
  switch (state.state) {
    case 'registering':
    case 'unregistered':
      return status('registering', `Logging on at ${server} …`);
    case 'registered':
      return status('registered', `Logged on at ${server}.${note}`, null, clock(state.expiresAtMs));
    case 'failed':
      return status(
        'failed',
        state.message,
        state.status,
        state.retryAtMs === null ? null : clock(state.retryAtMs),
      );
  }
}

/** Of a trunk that logs on nowhere. @param watch null: its server is not asked whether it is there */
export function routeStatus(
  watch: Pick<ServerWatch, 'state' | 'nextAt'> | null,
  { server, now, note }: StatusWords,
): TrunkStatus {
  if (!watch)
    return status(
      'ready',
      `Calls go to ${server}; there is no log-on. Test trunk says whether it answers.${note}`,
    );
  const { state } = watch;
  const nextAt = watch.nextAt?.toISOString() ?? null;
  switch (state.state) {
    case 'asking':
      return status('starting', `Asking ${server} whether it is there …`);
    case 'there': {
      const said = state.note === '' ? '' : ` ${state.note}`;
      return status(
        'ready',
        `Calls go to ${server}, which answers since ${momentWords(state.since, now())}.${said}${note}`,
        null,
        nextAt,
      );
    }
    case 'away':
      return status(
        'failed',
        `Since ${momentWords(state.since, now())}: ${state.message} It is asked again every minute; calls are tried all the same.`,
        state.status,
        nextAt,
      );
  }
}

/** `11:52`, and the day where it is another than today. By this machine's clock. */
export function momentWords(moment: Date, now: Date): string {
  const time = moment.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (moment.toDateString() === now.toDateString()) return time;
  return `${time} on ${moment.toLocaleDateString('en-GB', { day: 'numeric', month: 'long' })}`;
}

/**
 * Session timer, RFC 4028: who refreshes does so at half of the interval; who does not ends the session shortly before it is over.
 */
import type { Disposable } from '../../../base/disposable.ts';
import type { SipMessage, SipRequest } from '../message/message.ts';
import { parseParameters } from '../message/values.ts';
import { Timer } from '../transaction/timers.ts';
import type { CallGround } from './call-ground.ts';
import { lists, type HeaderEntry } from './capabilities.ts';

/** The least that may be asked for, §4. */
export const minimumIntervalS = 90;
/** Longer ones are of no use; a day also keeps timers within their range. */
const maximumIntervalS = 86_400;

export interface SessionExpires {
  intervalS: number;
  refresher: 'uac' | 'uas' | null;
}

/** Null: there is none, or it cannot be read. */
export function sessionExpiresOf(message: SipMessage): SessionExpires | null {
  const value = message.headers.get('Session-Expires');
  const match = value === null ? null : /^\s*(\d{1,10})\s*(;.*)?$/.exec(value);
  if (!match) return null;
  const refresher = parseParameters((match[2] ?? '').slice(1))
    .get('refresher')
    ?.toLowerCase();
  return {
    intervalS: Math.min(Number(match[1]), maximumIntervalS),
    refresher: refresher === 'uac' || refresher === 'uas' ? refresher : null,
  };
}

export function minSeOf(message: SipMessage): number {
  const match = /^\s*(\d{1,10})/.exec(message.headers.get('Min-SE') ?? '');
  return match ? Math.min(Number(match[1]), maximumIntervalS) : 0;
}

/** Too short an interval is refused with 422 by someone who supports the timer (§9). */
export function isTooShort(request: SipRequest): boolean {
  const asked = sessionExpiresOf(request);
  return asked !== null && asked.intervalS < minimumIntervalS && lists(request, 'Supported', 'timer');
}

export class SessionTimer implements Disposable {
  readonly #refresh: () => void;
  readonly #expired: () => void;
  readonly #timer: Timer;
  /** What we ask for, s; 0: nothing. */
  #wantedS: number;
  #minimumS = minimumIntervalS;
  #agreed: { intervalS: number; isOurs: boolean } | null = null;

  /**
   * @param wantedS seconds; 0: only what the peer asks for
   * @param refresh sends a re-INVITE or UPDATE
   * @param expired the peer has not refreshed: the session is to be ended
   */
  constructor(ground: CallGround, wantedS: number, refresh: () => void, expired: () => void) {
    this.#timer = new Timer(ground.timeline);
    this.#wantedS = wantedS === 0 ? 0 : Math.max(wantedS, minimumIntervalS);
    this.#refresh = refresh;
    this.#expired = expired;
  }

  get agreed(): { intervalS: number; isOurs: boolean } | null {
    return this.#agreed;
  }

  /** Of a request of ours. Who refreshed goes on doing so (§7.4). */
  requestHeaders(): HeaderEntry[] {
    const intervalS = this.#agreed?.intervalS ?? this.#wantedS;
    if (intervalS === 0) return [];
    const refresher = this.#agreed ? `;refresher=${this.#agreed.isOurs ? 'uac' : 'uas'}` : '';
    return [
      ['Session-Expires', `${Math.max(intervalS, this.#minimumS)}${refresher}`],
      ['Min-SE', String(this.#minimumS)],
    ];
  }

  /** A 422: more is asked for. False: it names nothing that helps (§7.3). */
  raise(minSeS: number): boolean {
    if (minSeS <= Math.max(this.#wantedS, this.#minimumS)) return false;
    this.#minimumS = minSeS;
    this.#wantedS = minSeS;
    this.#agreed = null;
    return true;
  }

  /** A 2xx to our INVITE or UPDATE (§7.2). Without the header there is no timer. */
  answered(response: SipMessage): void {
    const answer = sessionExpiresOf(response);
    this.#agree(answer && { intervalS: answer.intervalS, isOurs: answer.refresher !== 'uas' });
  }

  /** A request of the peer's is being answered with 2xx: what to say to it (§9). */
  answer(request: SipRequest): HeaderEntry[] {
    const asked = sessionExpiresOf(request);
    const canPeer = lists(request, 'Supported', 'timer');
    if (!asked && this.#wantedS === 0) {
      this.#agree(null);
      return [];
    }
    const floorS = Math.max(minimumIntervalS, minSeOf(request));
    const wishedS = this.#wantedS === 0 ? (asked?.intervalS ?? 0) : this.#wantedS;
    const intervalS = Math.max(Math.min(asked?.intervalS ?? wishedS, wishedS), floorS);
    // A peer that knows no timer cannot refresh: then it is up to us (Table 2).
    const refresher = canPeer && asked ? (asked.refresher ?? 'uac') : 'uas';
    this.#agree({ intervalS, isOurs: refresher === 'uas' });
    const expires: HeaderEntry = ['Session-Expires', `${intervalS};refresher=${refresher}`];
    return refresher === 'uac' ? [expires, ['Require', 'timer']] : [expires];
  }

  #agree(agreed: { intervalS: number; isOurs: boolean } | null): void {
    this.#agreed = agreed;
    this.#timer.dispose();
    if (!agreed) return;
    const { intervalS, isOurs } = agreed;
    // §10: half of it for who refreshes; else the end, less 32 s or a third.
    if (isOurs) this.#timer.set(500 * intervalS, this.#refresh);
    else this.#timer.set(1000 * (intervalS - Math.min(32, intervalS / 3)), this.#expired);
  }

  /** A refresh was not answered: the session lives on until the interval is over (§10). */
  refreshFailed(): void {
    const { intervalS } = this.#agreed ?? { intervalS: minimumIntervalS };
    this.#timer.set(1000 * (intervalS / 2 - Math.min(32, intervalS / 3)), this.#expired);
  }

  dispose(): void {
    this.#timer.dispose();
  }
}

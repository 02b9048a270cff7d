/** What stands beneath the fields of the Dial panel. */
import type { DialCheck, TrunkInfo } from '#shared/bridge/phone.ts';
import type { TrunkStatus } from '#shared/domain/trunk.ts';
import type { CallTone } from '../call-words.ts';
import { countryName } from '../number-writing.ts';

/** Beside which field a refusal is told. */
export function placeOf(refusal: NonNullable<DialCheck['refusal']>): 'number' | 'agent' | 'trunk' {
  switch (refusal.code) {
    case 'no-trunk':
    case 'cap':
      return 'trunk';
    case 'no-published-version':
      return 'agent';
    case 'invalid':
    case 'emergency':
    case 'premium':
    case 'do-not-call':
      return 'number';
  }
}

/** The word under the number: what it was read as. */
export function readAs(check: DialCheck): string {
  switch (check.kind) {
    case 'sip':
      return `A SIP address: ${check.formatted}`;
    case 'number':
      return [check.formatted, countryName(check.country)].filter((part) => part !== null).join(' · ');
    case 'invalid':
      // Why is told elsewhere, e.g. by the trunk that is switched off: without one nothing is read.
      return 'Not read yet';
  }
}

/** How numbers may be written for a trunk. */
export function writingHint(country: string | null): string {
  const name = countryName(country);
  return name === null
    ? 'With + and the country, or a SIP address: sip:name@host'
    : `As dialled in ${name}, with + and the country, or a SIP address`;
}

const trunkWords: Record<TrunkStatus['state'], { word: string; tone: CallTone }> = {
  disabled: { word: 'Off', tone: 'muted' },
  starting: { word: 'Starting', tone: 'transition' },
  registering: { word: 'Registering', tone: 'transition' },
  registered: { word: 'Registered', tone: 'extraction' },
  ready: { word: 'Ready', tone: 'extraction' },
  failed: { word: 'Not reachable', tone: 'error' },
};

export const trunkWord = (state: TrunkStatus['state']): { word: string; tone: CallTone } => trunkWords[state];

/** What of the day's caps is used: `12 of 500 calls · 31 of 1000 min · $0.40 of $20 today`. */
export function usageText({ trunk, today }: TrunkInfo): string {
  const { calls_per_day: calls, minutes_per_day: minutes, usd_per_day: usd } = trunk.caps;
  const of = (used: string, cap: string | null): string => (cap === null ? used : `${used} of ${cap}`);
  const parts = [
    `${of(String(today.calls), calls === null ? null : String(calls))} calls`,
    `${of(String(Math.round(today.minutes)), minutes === null ? null : String(minutes))} min`,
    ...(today.usd === null ? [] : [of(`$${today.usd.toFixed(2)}`, usd === null ? null : `$${usd}`)]),
  ];
  return `${parts.join(' · ')} today`;
}

/** Which agent answers a call that comes in by a trunk. */
import { plainText } from '#engine/telephony/trunk/dial-digits.ts';
import { toE164 } from '#engine/telephony/trunk/read-dial.ts';
import { parseUri } from '#engine/telephony/sip/message/uri.ts';
import type { Trunk } from '#shared/domain/trunk.ts';

/** User part of the address that was called, as it was written; the host where there is none. */
export function calledOf(uri: string): string {
  try {
    const { user, host } = parseUri(uri);
    return (user === '' ? host : user).split(';', 1)[0] ?? '';
  } catch {
    return '';
  }
}

/**
 * The number or user that is called, for a person: E.164 where it is a number.
 *
 * @param toUri of the To header: trunks that call a registered account name the number there
 */
export function calledName(trunk: Trunk, requestUri: string, toUri: string | null): string {
  const requested = calledOf(requestUri);
  const isAccount = requested === '' || requested.toLowerCase() === trunk.username.toLowerCase();
  const called = isAccount && toUri !== null ? calledOf(toUri) || requested : requested;
  return numberOf(called, trunk) ?? called;
}

/** Null: nobody. A route for the very number or user goes before `*`, and that before the fall-back. */
export function routeOf(trunk: Trunk, called: readonly string[]): string | null {
  const { routes, fallback_workflow_id: fallback } = trunk.inbound;
  for (const each of called) {
    const found = routes.find((route) => route.called !== '*' && isSame(route.called, each, trunk));
    if (found) return found.workflow_id;
  }
  return routes.find((route) => route.called === '*')?.workflow_id ?? fallback;
}

function isSame(route: string, called: string, trunk: Trunk): boolean {
  if (route.toLowerCase() === called.toLowerCase()) return true;
  const number = numberOf(called, trunk);
  return number !== null && number === numberOf(route, trunk);
}

/** Trunks write numbers with `+`, in the country's way, or as bare digits with the country's code. */
function numberOf(text: string, { country }: Trunk): string | null {
  const plain = plainText(text);
  return toE164(plain, country) ?? (/^\d{8,15}$/.test(plain) ? toE164(`+${plain}`, null) : null);
}

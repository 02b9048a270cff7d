/** What a telephone call's run knows from its first moment, with the reference's keys. */
import type { SipHeaders } from '../../telephony/sip/message/headers.ts';

/** Headers that tell where a call comes from and how it was led here, besides `X-…`. */
const telling: ReadonlySet<string> = new Set(['call-id', 'diversion', 'history-info', 'p-asserted-identity']);
/** A caller chooses how many there are and how long. */
const mostHeaders = 40;
const longestValue = 512;

export interface CallFacts {
  direction: 'inbound' | 'outbound';
  caller: string;
  called: string;
  trunkId: string | null;
  /** What was given for this call; it may not hide what the call is. */
  given?: Record<string, unknown>;
  headers?: SipHeaders;
}

export function phoneContext({
  direction,
  caller,
  called,
  trunkId,
  given,
  headers,
}: CallFacts): Record<string, unknown> {
  return {
    ...given,
    provider: 'sip',
    caller_number: caller,
    called_number: called,
    direction,
    telephony_configuration_id: trunkId,
    ...(headers ? { sip_headers: headersOf(headers) } : {}),
  };
}

/** One value a name; of several, each on its own line. Names in their usual writing. */
function headersOf(headers: SipHeaders): Record<string, string> {
  const found = new Map<string, { name: string; values: string[] }>();
  for (const { name, value } of headers.all) {
    const key = name.toLowerCase();
    if (!telling.has(key) && !key.startsWith('x-')) continue;
    const entry = found.get(key) ?? { name, values: [] };
    if (!found.has(key) && found.size >= mostHeaders) break;
    found.set(key, entry);
    entry.values.push(value);
  }
  return Object.fromEntries(
    [...found.values()].map(({ name, values }) => [name, values.join('\n').slice(0, longestValue)]),
  );
}

/** OPTIONS, RFC 3261 §11: is anybody there, and what can it do? */
import { parseHostPort, parseUri } from '../message/uri.ts';
import { splitList } from '../message/values.ts';
import type { OptionsAnswer, SipAccount } from './api.ts';
import { registrarOf, type RequestSender } from './requests.ts';

/**
 * Any final response is an answer: also 404 or 405 come from somebody who is there.
 * @param target null: the account's own server
 * @throws SipError `sip-unreachable`, `sip-malformed` for a target that is no address
 */
export async function askOptions(
  sender: RequestSender,
  account: SipAccount,
  target: string | null,
  signal: AbortSignal,
): Promise<OptionsAnswer> {
  const uri = target === null ? registrarOf(account) : parseUri(target);
  const isOwnServer = uri.host.toLowerCase() === parseHostPort(account.domain).host.toLowerCase();
  const { response, roundTripMs } = await sender.send(
    account,
    sender.sequence(),
    {
      method: 'OPTIONS',
      uri,
      to: uri,
      isForOthers: !isOwnServer && account.outboundProxy === null,
      headers: () => [
        ['Contact', sender.contact(account)],
        ['Accept', 'application/sdp'],
      ],
    },
    signal,
  );
  const { headers, status, reason } = response;
  return {
    status,
    reason,
    userAgent: headers.get('User-Agent') ?? headers.get('Server'),
    allow: headers.getAll('Allow').flatMap(splitList),
    roundTripMs,
  };
}

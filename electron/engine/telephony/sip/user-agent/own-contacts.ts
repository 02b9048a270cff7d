/**
 * Under which address we can be reached, for Contact. Behind a NAT it is the one that the server saw: it writes it into the Via of its
 * responses (`received`, RFC 3261 §18.2.1; `rport`, RFC 3581 §4). Until one has been seen the transport fills in its own.
 */
import { isIP } from 'node:net';
import type { SipResponse } from '../message/message.ts';
import { sipUri, type SipUri } from '../message/uri.ts';
import { parseVia, splitList } from '../message/values.ts';
import { contactPlaceholder } from '../transport/transport-layer.ts';
import type { SipAccount } from './api.ts';

interface Seen {
  host: string;
  port: number;
  /** Lower case. */
  transport: string;
}

export class OwnContacts {
  /** By account. */
  readonly #seen = new Map<string, Seen>();

  uri(account: SipAccount): SipUri {
    const seen = this.#seen.get(account.id);
    const transport = seen?.transport ?? (account.transport === 'auto' ? null : account.transport);
    return sipUri({
      user: account.user,
      host: seen?.host ?? contactPlaceholder,
      port: seen?.port ?? null,
      parameters: new Map(transport === null || transport === 'udp' ? [] : [['transport', transport]]),
    });
  }

  /** Of a server of the account. One that tells nothing, or not the port, changes nothing. */
  learn(account: SipAccount, response: SipResponse): void {
    const seen = seenBy(response);
    if (seen) this.#seen.set(account.id, seen);
  }

  /** The network is another one, or the account is gone. */
  forget(account: SipAccount): void {
    this.#seen.delete(account.id);
  }
}

function seenBy(response: SipResponse): Seen | null {
  try {
    const via = parseVia(splitList(response.headers.get('Via') ?? '')[0] ?? '');
    const port = Number(via.parameters.get('rport') ?? '');
    if (!Number.isInteger(port) || port < 1 || port > 65_535) return null;
    const received = via.parameters.get('received')?.replace(/^\[|\]$/g, '') ?? null;
    if (received !== null && isIP(received) === 0) return null;
    // Without `received` the server saw the address that stands there (RFC 3581 §4 asks for both; not all comply).
    return { host: received ?? via.host, port, transport: via.transport.toLowerCase() };
  } catch {
    return null;
  }
}

/**
 * The way of requests and responses as Via and Contact tell it: what a client puts in when it sends (RFC 3261 §18.1.1, RFC 3581
 * §3), what a server adds when it receives (§18.2.1, RFC 3581 §4), where a response goes (§18.2.2).
 */
import type { SipHeaders } from '../message/headers.ts';
import type { SipMessage, SipRequest } from '../message/message.ts';
import { formatHostPort } from '../message/uri.ts';
import { formatVia, parseVia, splitList, type Via } from '../message/values.ts';
import type { SipTransportName } from '../user-agent/api.ts';
import type { Endpoint } from './network.ts';
import { contactPlaceholder } from './transport-layer.ts';

export const defaultPorts: Readonly<Record<SipTransportName, number>> = { udp: 5060, tcp: 5060, tls: 5061 };

/** @throws SipError `sip-malformed` */
export function topViaOf(message: SipMessage): Via {
  return parseVia(splitList(message.headers.get('Via') ?? '')[0] ?? '');
}

/** Transport and sent-by of our own Via; `rport` asks to be answered at the port that the peer sees (RFC 3581 §3). */
export function fillVia(request: SipRequest, transport: SipTransportName, sentBy: Endpoint): void {
  const via = topViaOf(request);
  const parameters = new Map(via.parameters).set('rport', null);
  replaceTopVia(request, {
    ...via,
    transport: transport.toUpperCase(),
    host: sentBy.address,
    port: sentBy.port,
    parameters,
  });
}

/** Host and port where the placeholder stands, and the transport where it is not UDP (§19.1.1: UDP is what is meant without). */
export function fillContact(headers: SipHeaders, transport: SipTransportName, own: Endpoint): void {
  const contact = headers.get('Contact');
  if (!contact?.includes(contactPlaceholder)) return;
  const isTold = transport === 'udp' || /;transport=/i.test(contact) || contact.includes('sips:');
  const parameter = isTold ? '' : `;transport=${transport}`;
  headers.set(
    'Contact',
    contact.replaceAll(contactPlaceholder, `${formatHostPort(own.address, own.port)}${parameter}`),
  );
}

/** RFC 3261 §18.2.1 and RFC 3581 §4. What the client itself wrote into `received` is never believed. */
export function addReceived(request: SipRequest, via: Via, remote: Endpoint): void {
  const parameters = new Map(via.parameters);
  const wantsPort = parameters.has('rport');
  const isElsewhere = via.host.toLowerCase() !== remote.address.toLowerCase();
  parameters.delete('received');
  if (wantsPort || isElsewhere) parameters.set('received', remote.address);
  if (wantsPort) parameters.set('rport', String(remote.port));
  replaceTopVia(request, { ...via, parameters });
}

/**
 * Where a response without a connection goes: always to the address that the request came from, which is what `received` says;
 * `maddr` would let a stranger point us at somebody else, and is not followed.
 */
export function responseTarget(via: Via, transport: SipTransportName, remote: Endpoint): Endpoint {
  const port = via.parameters.has('rport') ? remote.port : (via.port ?? defaultPorts[transport]);
  return { address: remote.address, port };
}

/** §18.1.2: a response is ours only when its topmost Via is one we wrote. */
export function sentByOf({ host, port, transport }: Via): string {
  return `${host.toLowerCase()} ${port ?? (transport === 'TLS' ? 5061 : 5060)}`;
}

function replaceTopVia(message: SipMessage, via: Via): void {
  const rest = splitList(message.headers.get('Via') ?? '').slice(1);
  message.headers.replaceFirst('Via', [formatVia(via), ...rest].join(', '));
}

/** What the operating system says of a socket, as words for a person who sets up a trunk. */
import { SipError } from '../../../base/errors.ts';
import type { Endpoint } from './network.ts';

/** `ADDRESS:PORT`, IPv6 in brackets (RFC 3261 §25.1, IPv6reference). */
export function formatEndpoint({ address, port }: Endpoint): string {
  return address.includes(':') ? `[${address}]:${String(port)}` : `${address}:${String(port)}`;
}

const connectWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection: nothing listens on that port. Check the port and the transport.',
  ECONNRESET: 'closed the connection at once. Check the transport: it may expect TLS, or not expect it.',
  EPIPE: 'closed the connection.',
  EHOSTUNREACH: 'cannot be reached from this network. Check the address, the network and the VPN.',
  ENETUNREACH:
    'cannot be reached: this machine has no route there. Check the network connection, or IPv6 if the address is one.',
  ENETDOWN: 'cannot be reached: the network is down.',
  EADDRNOTAVAIL: 'cannot be reached from the address this machine had. The network has changed.',
  ETIMEDOUT: 'did not answer. A firewall may be in the way, or the address is wrong.',
  EPROTO: 'does not speak TLS on that port. Check port and transport.',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION:
    'offers no TLS newer than 1.1, which is not safe any more. Let it take TLS 1.2 or 1.3.',
  ERR_SSL_UNSUPPORTED_PROTOCOL:
    'offers no TLS newer than 1.1, which is not safe any more. Let it take TLS 1.2 or 1.3.',
  // OpenSSL still names it after SSL 3; it is how any version says that nothing is in common.
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE:
    'shares no cipher with this machine, or wants a certificate of ours. Look at its TLS settings.',
  'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE':
    'shares no cipher with this machine, or wants a certificate of ours. Look at its TLS settings.',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED:
    'wants a certificate of ours. Let it take clients without one, and passwords instead.',
};

const bindWords: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another program. Choose another port, or close that program.',
  EACCES: 'may not be used without administrator rights. Choose a port above 1023.',
  EPERM: 'may not be used: a firewall on this machine forbids it.',
  EADDRNOTAVAIL: 'is no address of this machine. Choose one of its own, or 0.0.0.0 for all.',
  EAFNOSUPPORT: 'is of a kind (IPv4 or IPv6) that this machine does not have.',
  EINVAL: 'cannot be listened on: an IPv6 link-local address needs its interface, as in fe80::1%eth0.',
  EMFILE: 'cannot be opened: too many files and sockets are open.',
};

/** A peer that was not reached, or was lost. */
export function unreachable(to: Endpoint, cause: unknown): SipError {
  const words = connectWords[codeOf(cause)] ?? (isTls(cause) ? connectWords['EPROTO'] : undefined);
  return new SipError('sip-unreachable', `${formatEndpoint(to)} ${words ?? `failed: ${messageOf(cause)}.`}`, {
    retryable: true,
    cause,
  });
}

/** An address of ours that cannot be had. */
export function unbindable(at: Endpoint, cause: unknown): SipError {
  const words = bindWords[codeOf(cause)] ?? `cannot be opened: ${messageOf(cause)}.`;
  return new SipError('sip-unreachable', `${formatEndpoint(at)} ${words}`, { cause });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** OpenSSL's own errors: the peer talked, but no TLS. */
function isTls(error: unknown): boolean {
  return codeOf(error).startsWith('ERR_SSL_');
}

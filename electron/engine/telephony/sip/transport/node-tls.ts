/** TLS over a TCP connection that is up, as a client. Nothing is sent before the certificate has been looked at. */
import { X509Certificate } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { SipError } from '../../../base/errors.ts';
import { formatEndpoint, unreachable } from './network-error.ts';
import type { Endpoint, TlsSettings } from './network.ts';
import { certificateProblem } from './tls-identity.ts';

/**
 * Rejects with `sip-unreachable`: the peer speaks no TLS, or its certificate is not one for `serverName` (RFC 5922 §7),
 * which is said in words. The socket is the caller's to destroy then.
 */
export function connectSecurely(socket: Socket, to: Endpoint, settings: TlsSettings): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const secure = openSecurely(socket, settings);
    // Stays for good: an error between this handshake and the first listener of the stream must not end the process.
    secure.on('error', (error) => {
      reject(unreachable(to, error));
    });
    secure.once('close', () => {
      reject(
        unreachable(to, Object.assign(new Error('closed during the handshake'), { code: 'ECONNRESET' })),
      );
    });
    secure.once('secureConnect', () => {
      const problem = settings.verify
        ? certificateProblem(secure.getPeerX509Certificate(), settings.serverName, chainError(secure))
        : null;
      if (problem === null) {
        resolve(secure);
        return;
      }
      reject(new SipError('sip-unreachable', `${formatEndpoint(to)} is not trusted. ${problem}`));
      secure.destroy();
    });
  });
}

function openSecurely(socket: Socket, settings: TlsSettings): TLSSocket {
  try {
    // OpenSSL takes text that holds no certificate for an empty list, and would say that the issuer is unknown.
    if (settings.caPem !== null) new X509Certificate(settings.caPem);
    return connect(optionsFor(socket, settings));
  } catch (error) {
    throw new SipError(
      'config-invalid',
      "The trunk's certificate authority cannot be read. Paste it as PEM, from BEGIN CERTIFICATE to END CERTIFICATE.",
      { cause: error },
    );
  }
}

function optionsFor(socket: Socket, { serverName, caPem }: TlsSettings): ConnectionOptions {
  return {
    socket,
    minVersion: 'TLSv1.2',
    // The handshake is let through, so that a certificate that is refused can be explained: see `secureConnect` above.
    rejectUnauthorized: false,
    // Node's own check of the name is that of the web; ours is in `tls-identity.ts`. `authorized` is the chain's alone.
    checkServerIdentity: () => undefined,
    // Server Name Indication takes names only, RFC 6066 §3.
    ...(isIP(serverName) === 0 && { servername: serverName }),
    // An authority of one's own stands alone: no other can vouch for that server then.
    ...(caPem !== null && { ca: caPem }),
  };
}

function chainError(socket: TLSSocket): string | null {
  if (socket.authorized) return null;
  // Typed as an Error, but set to OpenSSL's code as text.
  const error: unknown = socket.authorizationError;
  if (typeof error === 'string') return error;
  return error instanceof Error ? error.message : 'unknown';
}

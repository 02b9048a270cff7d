/** A key and a certificate for 127.0.0.1 that vouches for itself, made by OpenSSL's own command. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export interface PeerIdentity {
  keyPem: string;
  /** To be trusted as an authority, too. */
  certificatePem: string;
}

export async function createIdentity(): Promise<PeerIdentity> {
  const { stdout } = await execute('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'],
    ...['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', '-', '-out', '-'],
  ]);
  const part = (name: string): string =>
    new RegExp(`-----BEGIN ${name}-----[^]*?-----END ${name}-----\n`).exec(stdout)?.[0] ?? '';
  return { keyPem: part('PRIVATE KEY'), certificatePem: part('CERTIFICATE') };
}

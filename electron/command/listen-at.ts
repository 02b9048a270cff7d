/** `--listen`: where calls are waited for. */
import { isIP } from 'node:net';
import { parseHostPort } from '#engine/telephony/sip/message/uri.ts';
import { StudioError } from '#engine/base/errors.ts';
import type { SipListen } from '#engine/telephony/sip/transport/sip-transports.ts';
import { readInputFile, UnreadableFile } from './input-file.ts';
import { UsageError } from './usage.ts';

const transports = ['udp', 'tcp', 'tls'] as const;
/** RFC 3261 §18.1.1, §26.3.1. */
const usualPorts = { udp: 5060, tcp: 5060, tls: 5061 };
const longestPemBytes = 1_000_000;

export interface ListenFlags {
  listen: string;
  transport: string | undefined;
  cert: string | undefined;
  key: string | undefined;
}

/** @throws UsageError for what is no address of a machine, or TLS without a certificate */
export async function readListen({ listen, transport: named, cert, key }: ListenFlags): Promise<SipListen> {
  const transport = transports.find((each) => each === (named ?? 'udp').toLowerCase());
  if (transport === undefined) throw new UsageError(`--transport is udp, tcp or tls, not ${String(named)}.`);
  const at = readAddress(listen, usualPorts[transport]);
  if (transport !== 'tls') {
    if (cert !== undefined || key !== undefined)
      throw new UsageError('--cert and --key go with --transport tls.');
    return { transport, at };
  }
  if (cert === undefined || key === undefined)
    throw new UsageError('--transport tls needs a certificate and its key: --cert FILE.pem --key FILE.pem.');
  const [certificatePem, keyPem] = await Promise.all([readPem(cert), readPem(key)]);
  return { transport, at, identity: { certificatePem, keyPem } };
}

/** Port 0: any that is free. */
function readAddress(text: string, usualPort: number): { address: string; port: number } {
  const [, any] = /^(.*):0$/.exec(text) ?? [];
  try {
    const { host, port } = parseHostPort(any ?? text);
    const address = host.toLowerCase() === 'localhost' ? '127.0.0.1' : host;
    if (isIP(address) !== 0) return { address, port: any === undefined ? (port ?? usualPort) : 0 };
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
  }
  throw new UsageError(
    `--listen takes an IP address of this machine and a port, such as 127.0.0.1:5060 or [::1]:5060, not “${text}”.`,
  );
}

async function readPem(path: string): Promise<string> {
  try {
    return new TextDecoder().decode(await readInputFile(path, longestPemBytes));
  } catch (error) {
    if (error instanceof UnreadableFile) throw new UsageError(`${path} ${error.message}.`);
    throw error;
  }
}

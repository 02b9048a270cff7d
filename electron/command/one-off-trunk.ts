/** `--proxy`: a trunk that is kept nowhere and lasts as long as the command. */
import { isIP } from 'node:net';
import { formatHostPort, parseHostPort, parseUri } from '#engine/telephony/sip/message/uri.ts';
import { StudioError } from '#engine/base/errors.ts';
import { trunkSchema, type Trunk } from '#shared/domain/trunk.ts';
import { UsageError } from './usage.ts';

/** All calls by such trunks count as one trunk's: what they may use in a day is its caps. */
const oneOffId = 'one-off';
const transports = ['udp', 'tcp', 'tls'] as const;

export interface OneOff {
  trunk: Trunk;
  password: string | null;
}

export interface OneOffOptions {
  /** `HOST[:PORT][;transport=udp|tcp|tls]` */
  proxy: string;
  /** Who is called. */
  to: string;
  callerId: string | undefined;
  /** With the password it answers challenges. */
  user: string | undefined;
  password: string | undefined;
}

/** @throws UsageError for what is no proxy */
export function oneOffTrunk({ proxy, to, callerId, user, password }: OneOffOptions): OneOff {
  const { server, transport } = readProxy(proxy);
  if (user !== undefined && (password === undefined || password === ''))
    throw new UsageError('--user needs its password in PARLEY_SIP_PASSWORD.');
  const parsed = trunkSchema.safeParse({
    id: oneOffId,
    name: server,
    preset: 'other',
    kind: 'ip',
    server,
    transport,
    // An address of another server is sent there by way of the proxy.
    outbound_proxy: isElsewhere(to, server) ? server : null,
    username: user ?? '',
    caller_ids: callerId === undefined ? [] : [callerId],
    keep_alive_s: 0,
    created_at: new Date().toISOString(),
  });
  const [issue] = parsed.error?.issues ?? [];
  if (!parsed.success)
    throw new UsageError(
      issue?.path[0] === 'server'
        ? `--proxy takes HOST:PORT, not “${proxy}”.`
        : `--${issue?.path[0] === 'username' ? 'user' : 'caller-id'}: ${issue?.message ?? 'not valid'}`,
    );
  return { trunk: parsed.data, password: user === undefined ? null : (password ?? null) };
}

/** The server of an address that is called without a trunk; null where it is no address. */
export function serverOfAddress(to: string): string | null {
  const found = /^sips?:|@/i.test(to.trim()) ? addressOf(to) : null;
  if (!found || found.host === '') return null;
  const named = found.parameters.get('transport')?.toLowerCase();
  const transport = found.scheme === 'sips' ? 'tls' : named;
  const server = formatHostPort(found.host, found.port);
  return transport === undefined ? server : `${server};transport=${transport}`;
}

function readProxy(proxy: string): { server: string; transport: (typeof transports)[number] | 'auto' } {
  const [server = '', ...parameters] = proxy.replace(/^sip:/i, '').split(';');
  let named: string | undefined;
  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.split('=');
    if (name.trim().toLowerCase() !== 'transport')
      throw new UsageError(`--proxy takes ;transport= and nothing else, not “${parameter}”.`);
    named = value.trim().toLowerCase();
  }
  const transport = transports.find((each) => each === named);
  if (named !== undefined && transport === undefined)
    throw new UsageError(`The transport of --proxy is udp, tcp or tls, not ${named}.`);
  const { host, port } = readServer(server, proxy);
  // RFC 3263 §4.1: a name without a port is asked of DNS; what is given as it is, is taken so.
  return { server, transport: transport ?? (isIP(host) === 0 && port === null ? 'auto' : 'udp') };
}

function readServer(server: string, proxy: string): { host: string; port: number | null } {
  try {
    const parsed = parseHostPort(server);
    if (parsed.port === null || (parsed.port > 0 && parsed.port <= 65_535)) return parsed;
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
  }
  throw new UsageError(`--proxy takes HOST:PORT, not “${proxy}”.`);
}

function isElsewhere(to: string, server: string): boolean {
  const address = addressOf(to);
  return address !== null && formatHostPort(address.host, address.port) !== server;
}

function addressOf(to: string) {
  const text = to.trim();
  if (!/^sips?:/i.test(text) && !text.includes('@')) return null;
  try {
    return parseUri(/^sips?:/i.test(text) ? text : `sip:${text}`);
  } catch (error) {
    // Whether it may be dialled is found out, and told, by the rules.
    if (error instanceof StudioError) return null;
    throw error;
  }
}

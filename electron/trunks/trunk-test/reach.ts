/** Is the server there? DNS, the connection, its certificate. */
import type { Hop } from '#engine/telephony/sip/transport/transport-layer.ts';
import { formatEndpoint } from '#engine/telephony/sip/transport/network-error.ts';
import { parseHostPort, sipUri } from '#engine/telephony/sip/message/uri.ts';
import { isIP } from 'node:net';
import { within } from '../within.ts';
import { failed, failedWith, passed, skipped, type Step, type Walk } from './step.ts';

/** Addresses that are tried before the server counts as not reachable. */
const triedHops = 3;

export const dns: Step = async (walk) => {
  const { trunk, account, stack } = walk;
  const place = trunk.outbound_proxy ?? trunk.server;
  const where = parseHostPort(place);
  try {
    walk.hops = await within(stack.timeline, () => stack.resolve(sipUri(where), account));
  } catch (error) {
    return failedWith(error);
  }
  const [first] = walk.hops;
  if (!first) return failed(`${place} leads nowhere.`, 'Check how the server is spelt.');
  if (isIP(where.host) !== 0) return passed(`${place} is an address: there is nothing to look up.`);
  const others = walk.hops.length - 1;
  const more = others === 0 ? '' : `, and ${String(others)} more to fall back on`;
  return passed(`${place} is ${formatEndpoint(first)} over ${first.transport.toUpperCase()}${more}.`);
};

export const connect: Step = async (walk) => {
  const [first] = walk.hops;
  if (first?.transport === 'udp') {
    walk.hop = first;
    return passed('UDP has no connection; whether the server answers is seen below.');
  }
  let problem: unknown = null;
  for (const hop of walk.hops.slice(0, triedHops)) {
    try {
      await open(walk, hop, null);
      walk.hop = hop;
      const before = problem === null ? '' : ' An address before it did not answer.';
      return passed(`${formatEndpoint(hop)} accepts connections.${before}`);
    } catch (error) {
      walk.signal.throwIfAborted();
      problem ??= error;
    }
  }
  return failedWith(problem);
};

export const tls: Step = async (walk) => {
  const { hop, trunk } = walk;
  if (!hop?.tls) {
    const word = hop?.transport.toUpperCase() ?? 'This transport';
    return skipped(
      `${word} is not encrypted. Who is on the way can read whom you call; choose TLS if the server has it.`,
    );
  }
  try {
    await open(walk, hop, hop.tls);
  } catch (error) {
    walk.signal.throwIfAborted();
    return failedWith(error);
  }
  if (!trunk.tls.verify)
    return passed(
      'The connection is encrypted; the certificate was not checked, as the trunk says.',
      'Check certificates unless this is a system of your own: without it anybody on the way can pose as the server.',
    );
  return passed(`The connection is encrypted, and the certificate is one for ${hop.tls.serverName}.`);
};

async function open({ stack, signal }: Walk, hop: Hop, settings: Hop['tls']): Promise<void> {
  const socket = await within(stack.timeline, () => stack.network.connect(hop, settings, signal));
  socket.dispose();
}

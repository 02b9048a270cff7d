/** Ports of the loopback that nothing holds: peers are told them before they start. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { randomInt } from 'node:crypto';

const address = '127.0.0.1';
/** Beneath the ephemeral ports and beside those of Parley's own media (40000–47999). */
const range = { from: 12_000, to: 32_000 };
const maxTries = 50;

/** The first of `count` neighbours, an even number, free for UDP and TCP alike. */
export async function freePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < maxTries; attempt += 1) {
    const first = range.from + 2 * randomInt((range.to - range.from - count) / 2);
    const all = Array.from({ length: count }, (_, index) => first + index);
    const free = await Promise.all(all.flatMap((port) => [isFreeForUdp(port), isFreeForTcp(port)]));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`No ${String(count)} neighbouring ports of this machine are free.`);
}

async function isFreeForUdp(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  try {
    socket.bind({ address, port, exclusive: true });
    await once(socket, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    socket.close();
  }
}

async function isFreeForTcp(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ host: address, port, exclusive: true });
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

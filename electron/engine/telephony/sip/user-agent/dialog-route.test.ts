import { describe, expect, it } from 'vitest';
import { VirtualTimeline } from '../../../base/timeline.ts';
import { parseUri } from '../message/uri.ts';
import { runUntil } from '../testing/run-until.ts';
import type { Hop } from '../transport/transport-layer.ts';
import type { CallGround, ResolveHops } from './call-ground.ts';
import { DialogRoute, hopBack } from './dialog-route.ts';

const tls = { serverName: 'sip.carrier.invalid', verify: true, caPem: null };
const known: Hop = { address: '203.0.113.5', port: 5061, transport: 'tls', tls, keepAliveMs: 25_000 };

async function routeTo(
  uri: string,
  resolved: readonly Hop[],
  isRouted = false,
): Promise<{ before: Hop; after: Hop }> {
  const timeline = new VirtualTimeline();
  const resolve: ResolveHops = () => Promise.resolve(resolved);
  const route = new DialogRoute({ timeline, resolve } as unknown as CallGround, null, known);
  const parsed = parseUri(uri);
  route.learn(parsed);
  const before = route.hop(parsed, isRouted);
  await runUntil(timeline, 10);
  return { before, after: route.hop(parsed, isRouted) };
}

describe('where the requests of a dialog go', () => {
  const other: Hop = { address: '203.0.113.9', port: 5060, transport: 'udp', tls: null };

  it('is the address that the peer names', async () => {
    const to = { address: '198.51.100.7', port: 5080, transport: 'udp', tls: null, keepAliveMs: 25_000 };
    expect(await routeTo('sip:bob@198.51.100.7:5080;transport=udp', [])).toEqual({ before: to, after: to });
  });

  it('is the connection in use until a name has been looked up, and after if it leads there', async () => {
    const there: Hop = { ...known, tls: { ...tls, serverName: 'edge.carrier.invalid' } };
    expect([
      await routeTo('sip:edge.carrier.invalid;lr', [other], true),
      await routeTo('sip:edge.carrier.invalid;lr', [other, there], true),
    ]).toEqual([
      { before: known, after: other },
      { before: known, after: known },
    ]);
  });

  it('is a registered connection, by the name that it was opened to; else the address, which is to be proven', () => {
    const flow = {
      transport: 'tls',
      remote: { address: known.address, port: known.port },
      local: { address: '192.0.2.1', port: 40_000 },
      isReliable: true,
      isOpen: true,
    } as const;
    const byAddress = { serverName: known.address, verify: true, caPem: null };
    expect([hopBack({ ...flow, tls }, null), hopBack({ ...flow, tls: null }, null)]).toEqual([
      { ...known, keepAliveMs: 0 },
      { ...known, keepAliveMs: 0, tls: byAddress },
    ]);
  });

  it('is never an address behind the NAT of the peer, unless a proxy routes there', async () => {
    const routed = { ...known, address: '10.1.2.3' };
    expect([
      await routeTo('sip:bob@10.1.2.3:5061', []),
      await routeTo('sip:bob@[fd00::1]', []),
      await routeTo('sip:10.1.2.3:5061;lr', [], true),
    ]).toEqual([
      { before: known, after: known },
      { before: known, after: known },
      { before: routed, after: routed },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import type { DatagramSocket, Endpoint, Network } from '../sip/transport/network.ts';
import { openMediaSockets } from './media-sockets.ts';
import { PortRange } from './ports.ts';

const zeros = (length: number): Uint8Array => new Uint8Array(length);

/** The network of which other programs hold some ports. */
function networkWithout(taken: number[]): { network: Network; open: Set<number> } {
  const open = new Set<number>();
  const udp = (bind: Endpoint): Promise<DatagramSocket> => {
    if (taken.includes(bind.port)) return Promise.reject(new Error('in use'));
    open.add(bind.port);
    return Promise.resolve({
      local: bind,
      send: () => undefined,
      onMessage: () => undefined,
      onError: () => undefined,
      dispose: () => void open.delete(bind.port),
    });
  };
  const never = (): Promise<never> => Promise.reject(new Error('unused'));
  return { network: { udp, connect: never, listen: never, localAddressFor: never }, open };
}

describe('media ports', () => {
  it('are pairs from an even one on, each leased once and again when it is given back', () => {
    const range = new PortRange(10_001, 10_006, zeros);
    const [first, second] = [range.lease(), range.lease()];
    first.dispose();
    const again = range.lease();
    expect([range.pairCount, first.rtp, second.rtp, second.rtcp, again.rtp, range.leasedCount]).toEqual([
      2, 10_002, 10_004, 10_005, 10_002, 2,
    ]);
    expect(() => range.lease()).toThrow(/All 2 pairs of media ports are in use/);
  });

  it('begin anywhere in the range', () => {
    const range = new PortRange(20_000, 20_099, () => Uint8Array.of(0, 0, 7, 0));
    expect(range.lease().rtp).toBe(20_014);
  });

  it('need a whole pair', () => {
    expect(() => new PortRange(10_001, 10_002, zeros)).toThrow(/hold no pair/);
  });

  it('skip a pair that another program holds half of, and free it', async () => {
    const { network, open } = networkWithout([10_000, 10_003]);
    const ports = new PortRange(10_000, 10_007, zeros);
    const sockets = await openMediaSockets({
      network,
      ports,
      address: '127.0.0.1',
    });
    expect([sockets.local.port, sockets.localRtcp.port, [...open], ports.leasedCount]).toEqual([
      10_004,
      10_005,
      [10_004, 10_005],
      1,
    ]);
    sockets.dispose();
    expect([open.size, ports.leasedCount]).toEqual([0, 0]);
  });

  it('say so when none can be had', async () => {
    const { network } = networkWithout([10_000, 10_002]);
    const ports = new PortRange(10_000, 10_003, zeros);
    const opening = openMediaSockets({
      network,
      ports,
      address: '127.0.0.1',
    });
    await expect(opening).rejects.toMatchObject({ code: 'sip-unreachable', status: 503 });
    expect(ports.leasedCount).toBe(0);
  });
});

/** The machine's sleep and its network, for the telephone. */
import { networkInterfaces, uptime } from 'node:os';
import type { Disposable } from '#engine/base/disposable.ts';
import type { PhoneCalls } from '#engine/calls/phone/phone-calls.ts';
import { Surroundings } from '#engine/calls/phone/surroundings.ts';
import type { StudioTelephone } from './telephone.ts';
import type { Trunks } from './trunks.ts';

export function watchSurroundings(options: {
  telephone: StudioTelephone;
  trunks: Trunks;
  phone: PhoneCalls;
}): Disposable {
  const { telephone, trunks, phone } = options;
  // Routes first, then who we are and where, then the calls: each builds on the one before.
  const moved = async (): Promise<void> => {
    await telephone.stack.networkChanged();
    await trunks.lines.refresh();
    await phone.networkChanged();
  };
  const followed = (): void => {
    // Where there is no network at all there is nothing to follow; the next change is another one.
    moved().catch(() => undefined);
  };
  return new Surroundings({
    timeline: telephone.stack.timeline,
    upMs: () => uptime() * 1000,
    // On Linux that is CLOCK_MONOTONIC, which stands still in sleep; the clocks of other systems may go on.
    awakeMs: process.platform === 'linux' ? () => performance.now() : null,
    addresses: reachableAddresses,
    needed: () => phone.isBusy || trunks.lines.accounts.length > 0,
    slept: (forMs) => {
      phone.slept(forMs);
      followed();
    },
    networkChanged: followed,
  });
}

/** Those that others can reach, sorted: the system tells them in any order. */
function reachableAddresses(): string {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal }) => !internal)
    .map(({ address }) => address)
    .sort()
    .join(' ');
}

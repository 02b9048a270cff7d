/**
 * Calls that were refused because they came from an address that no trunk has: told to the person at the studio, who may know that
 * it is their carrier. Scanners knock at every open address all day long: one notice a minute, of each address one an hour.
 */
import type { Disposable } from '#engine/base/disposable.ts';
import type { Subscribe } from '#engine/base/event.ts';
import type { Timeline } from '#engine/base/timeline.ts';
import type { Notice } from '#engine/calls/phone/phone-calls.ts';

const betweenNoticesMs = 60_000;
const sameAddressMs = 60 * 60_000;
/** As many as can be told of within that time. */
const maxAddresses = 60;

export interface RefusedCallersOptions {
  timeline: Pick<Timeline, 'now'>;
  onStranger: Subscribe<{ address: string }>;
  /** Is there a trunk that takes calls, to which an address could be added? */
  isAnswering: () => Promise<boolean>;
  notice: (notice: Notice) => void;
}

export function watchRefusedCallers(options: RefusedCallersOptions): Disposable {
  const { timeline, isAnswering, notice } = options;
  /** Address → when it was told of, timeline, ms; the oldest first. */
  const told = new Map<string, number>();
  let lastMs = Number.NEGATIVE_INFINITY;
  return options.onStranger(({ address }) => {
    const nowMs = timeline.now();
    if (nowMs - lastMs < betweenNoticesMs) return;
    if (nowMs - (told.get(address) ?? Number.NEGATIVE_INFINITY) < sameAddressMs) return;
    lastMs = nowMs;
    told.delete(address);
    told.set(address, nowMs);
    const [oldest] = told.keys();
    if (told.size > maxAddresses && oldest !== undefined) told.delete(oldest);
    isAnswering().then(
      (answers) => {
        if (answers)
          notice({
            level: 'warning',
            message: `A call from ${address} was refused: the address belongs to no trunk. If it is your carrier’s, add it to the trunk’s allowed addresses.`,
          });
      },
      // Trunks that cannot be read are told of elsewhere.
      () => undefined,
    );
  });
}

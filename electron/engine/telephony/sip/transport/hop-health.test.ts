import { beforeEach, expect, it } from 'vitest';
import { VirtualTimeline } from '../../../base/timeline.ts';
import { runUntil } from '../testing/run-until.ts';
import { HopHealth, type Server } from './hop-health.ts';

const server: Server = { transport: 'udp', address: '192.0.2.1', port: 5060 };
let timeline: VirtualTimeline;
let health: HopHealth;
beforeEach(() => {
  timeline = new VirtualTimeline();
  health = new HopHealth(timeline);
});

/** Moments in seconds at which the server is avoided. */
async function avoidedAt(moments: number[], events: Record<number, () => void>): Promise<number[]> {
  const avoided: number[] = [];
  for (const [atS, event] of Object.entries(events)) timeline.at(Number(atS) * 1000, event);
  for (const atS of moments) {
    timeline.at(atS * 1000, () => {
      if (health.isAvoided(server)) avoided.push(atS);
    });
  }
  await runUntil(timeline, 1_000_000);
  return avoided;
}

const sent = (): void => {
  health.sent(server);
};

it('avoids a server that has not answered for 4 s, and tries it again a minute later', async () => {
  const moments = [0, 1, 3, 4, 30, 63, 64, 70, 73, 74, 133, 134];
  expect(await avoidedAt(moments, { 0: sent, 2: sent, 50: sent, 70: sent })).toEqual([4, 30, 63, 74, 133]);
});

it('avoids it no longer once it is heard', async () => {
  const heard = (): void => {
    health.heard(server);
  };
  expect(await avoidedAt([4, 10, 11, 20], { 0: sent, 10.5: heard })).toEqual([4, 10]);
});

it('avoids a server that took no connection at once', async () => {
  const failed = (): void => {
    health.failed(server);
  };
  expect(await avoidedAt([1, 2, 61, 62], { 2: failed })).toEqual([2, 61]);
});

it('leaves a server in peace for as long as it asks, also when it is heard meanwhile', async () => {
  const events = {
    2: () => {
      health.rest(server, 10_000);
    },
    5: () => {
      health.heard(server);
    },
  };
  expect(await avoidedAt([1, 2, 6, 11, 12], events)).toEqual([2, 6, 11]);
});

it('forgets all of it when the network has changed', async () => {
  const events = {
    2: () => {
      health.rest(server, 10_000);
      health.failed(server);
    },
    5: () => {
      health.forget();
    },
  };
  expect(await avoidedAt([4, 5, 6], events)).toEqual([4]);
});

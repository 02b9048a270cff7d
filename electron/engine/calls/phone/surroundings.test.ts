import { expect, it } from 'vitest';
import { VirtualTimeline } from '../../base/timeline.ts';
import { runUntil } from '../../telephony/sip/testing/run-until.ts';
import { Surroundings } from './surroundings.ts';

async function watch(
  during: (
    at: (ms: number, act: () => void) => void,
    state: { asleepMs: number; lateMs: number; addresses: string; needed: boolean },
  ) => void,
  hasAwakeClock = true,
): Promise<string[]> {
  const timeline = new VirtualTimeline();
  const state = { asleepMs: 0, lateMs: 0, addresses: '192.0.2.1', needed: true };
  const told: string[] = [];
  const surroundings = new Surroundings({
    timeline,
    upMs: () => timeline.now() + state.asleepMs + state.lateMs,
    awakeMs: hasAwakeClock ? () => timeline.now() + state.lateMs : null,
    addresses: () => state.addresses,
    needed: () => state.needed,
    slept: (ms) => void told.push(`slept ${String(ms)} at ${String(timeline.now())}`),
    networkChanged: () => void told.push(`changed at ${String(timeline.now())}`),
  });
  during((ms, act) => timeline.at(ms, act), state);
  await runUntil(timeline, 60_000);
  surroundings.dispose();
  return told;
}

it('says nothing while nothing happens', async () => {
  expect(await watch(() => undefined)).toEqual([]);
});

it('tells once that the machine slept, also when the network is another one after it', async () => {
  const told = await watch((at, state) => {
    at(12_000, () => {
      state.asleepMs = 90_000;
      state.addresses = '198.51.100.7';
    });
  });
  expect(told).toEqual(['slept 90000 at 15000']);
});

it('takes a busy machine for no sleeping one', async () => {
  expect(
    await watch((at, state) => {
      at(12_000, () => (state.lateMs = 30_000));
    }),
  ).toEqual([]);
});

it('goes by a beat that is very late where no clock stands still in sleep', async () => {
  const told = await watch((at, state) => {
    at(12_000, () => (state.lateMs = 30_000));
    at(32_000, () => (state.asleepMs = 90_000));
  }, false);
  expect(told).toEqual(['slept 90000 at 35000']);
});

it('tells that the network has changed, and looks at none while nothing hangs on it', async () => {
  const told = await watch((at, state) => {
    at(2000, () => (state.addresses = '198.51.100.7'));
    at(22_000, () => {
      state.needed = false;
      state.addresses = '192.0.2.1';
    });
    at(42_000, () => (state.needed = true));
  });
  expect(told).toEqual(['changed at 5000', 'changed at 45000']);
});

import { expect, it } from 'vitest';
import { Emitter } from '#engine/base/event.ts';
import { VirtualTimeline } from '#engine/base/timeline.ts';
import { watchRefusedCallers } from './refused-callers.ts';

/** Calls from these addresses at these seconds; answers what was told when. */
async function toldOf(calls: [atS: number, address: string][], answers = true): Promise<string[]> {
  const timeline = new VirtualTimeline();
  const stranger = new Emitter<{ address: string }>();
  const told: string[] = [];
  watchRefusedCallers({
    timeline,
    onStranger: stranger.on,
    isAnswering: () => Promise.resolve(answers),
    notice: ({ message }) => {
      told.push(`${String(timeline.now() / 1000)} ${/from (\S+)/.exec(message)?.[1] ?? ''}`);
    },
  });
  for (const [atS, address] of calls)
    timeline.at(atS * 1000, () => {
      stranger.emit({ address });
    });
  timeline.at(10_000_000, () => {
    timeline.dispose();
  });
  await timeline.run();
  return told;
}

it('one notice a minute, and of one address one an hour', async () => {
  const told = await toldOf([
    [0, '192.0.2.1'],
    [1, '192.0.2.2'],
    [59, '192.0.2.1'],
    [61, '192.0.2.1'],
    [62, '192.0.2.2'],
    [3500, '192.0.2.2'],
    [3700, '192.0.2.2'],
  ]);
  expect(told).toEqual(['0 192.0.2.1', '62 192.0.2.2', '3700 192.0.2.2']);
});

it('nothing while no trunk takes calls', async () => {
  expect(await toldOf([[0, '192.0.2.1']], false)).toEqual([]);
});

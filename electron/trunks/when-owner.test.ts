import { expect, it } from 'vitest';
import { VirtualTimeline } from '#engine/base/timeline.ts';
import { whenOwner } from './when-owner.ts';

/** When it began, s; the process owns the data directory from that second on. */
async function begunAt(ownerFromS: number, disposedAtS = 100): Promise<number[]> {
  const timeline = new VirtualTimeline();
  const begun: number[] = [];
  const watch = whenOwner({
    timeline,
    isOwner: () => timeline.now() >= ownerFromS * 1000,
    begin: () => {
      begun.push(timeline.now() / 1000);
    },
  });
  timeline.at(disposedAtS * 1000, () => {
    watch.dispose();
  });
  timeline.at(200_000, () => {
    timeline.dispose();
  });
  await timeline.run();
  return begun;
}

it('begins at once where this process is the owner, else when it becomes one, and once', async () => {
  expect([await begunAt(0), await begunAt(12), await begunAt(500)]).toEqual([[0], [15], []]);
});

it('not any more when it is done with', async () => {
  expect(await begunAt(12, 11)).toEqual([]);
});

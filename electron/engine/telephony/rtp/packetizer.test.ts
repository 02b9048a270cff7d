import { describe, expect, it } from 'vitest';
import { VirtualTimeline } from '../../base/timeline.ts';
import { Packetizer } from './packetizer.ts';

describe('packets', () => {
  it.each([10, 20, 30, 40, 50, 60])('of %d ms go out evenly and lose no sample', async (packetMs) => {
    const timeline = new VirtualTimeline();
    const sent: { atMs: number; samples: Int16Array }[] = [];
    const packetizer = new Packetizer({
      timeline,
      packetMs,
      send: (samples) => sent.push({ atMs: timeline.now(), samples }),
    });
    for (let n = 0; n < 30; n += 1) {
      timeline.at(n * 20, () => {
        packetizer.push(Int16Array.from({ length: 320 }, (_, at) => n * 320 + at));
      });
    }
    timeline.at(1000, () => {
      timeline.dispose();
    });
    await timeline.run();
    const gaps = sent.slice(1).map(({ atMs }, n) => atMs - (sent[n]?.atMs ?? 0));
    const all = sent.flatMap(({ samples }) => [...samples]);
    expect([
      all,
      Math.max(...gaps) <= Math.ceil(packetMs / 20) * 20,
      Math.min(...gaps) >= Math.floor(packetMs / 20) * 20,
    ]).toEqual([Array.from({ length: 9600 }, (_, at) => at), true, true]);
    expect(sent.length).toBe(600 / packetMs);
  });

  it('are forgotten on a hold', async () => {
    const timeline = new VirtualTimeline();
    let sent = 0;
    const packetizer = new Packetizer({ timeline, packetMs: 10, send: () => (sent += 1) });
    timeline.post(() => {
      packetizer.push(new Int16Array(320));
      packetizer.clear();
    });
    timeline.at(100, () => {
      timeline.dispose();
    });
    await timeline.run();
    expect(sent).toBe(1);
  });
});

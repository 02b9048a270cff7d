import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RealTimeline, VirtualTimeline } from './timeline.ts';

function finished(timeline: VirtualTimeline, atMs: number): Promise<void> {
  timeline.at(atMs, () => {
    timeline.dispose();
  });
  return timeline.run();
}

describe('VirtualTimeline', () => {
  it('runs events in due order, equal moments in the order in which they were set', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 40 }), async (dues) => {
        const timeline = new VirtualTimeline();
        const seen: { due: number; index: number; now: number }[] = [];
        dues.forEach((due, index) =>
          timeline.at(due, () => void seen.push({ due, index, now: timeline.now() })),
        );
        await finished(timeline, 1000);
        const expected = dues
          .map((due, index) => ({ due, index, now: due }))
          .sort((a, b) => a.due - b.due || a.index - b.index);
        expect(seen).toEqual(expected);
      }),
    );
  });

  it('continues asynchronous code at the moment of the event that woke it', async () => {
    const timeline = new VirtualTimeline();
    const moments: number[] = [];
    const gate = new Promise<void>((resolve) =>
      timeline.at(10, () => {
        resolve();
      }),
    );
    void gate.then(async () => {
      await Promise.resolve();
      await Promise.resolve();
      moments.push(timeline.now());
      timeline.at(timeline.now() + 5, () => void moments.push(timeline.now()));
    });
    timeline.at(11, () => void moments.push(timeline.now()));
    await finished(timeline, 100);
    expect(moments).toEqual([10, 11, 15]);
  });

  it('stands still while held and while an event is pending', async () => {
    const timeline = new VirtualTimeline();
    const log: string[] = [];
    timeline.at(1, async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      log.push('slow event over');
    });
    const hold = timeline.hold();
    setTimeout(() => {
      log.push('released');
      hold.dispose();
    }, 5);
    timeline.at(2, () => void log.push('next'));
    await finished(timeline, 3);
    expect(log).toEqual(['released', 'slow event over', 'next']);
  });

  it('does not run a disposed event, and takes a past moment as now', async () => {
    const timeline = new VirtualTimeline();
    const log: number[] = [];
    const cancelled = timeline.at(5, () => void log.push(-1));
    timeline.at(3, () => {
      cancelled.dispose();
      timeline.at(1, () => void log.push(timeline.now()));
    });
    await finished(timeline, 10);
    expect(log).toEqual([3]);
  });
});

describe('RealTimeline', () => {
  it('stamps events with the moment for which they were due, however late they run', async () => {
    let wallMs = 0;
    const timeline = new RealTimeline({
      onError: (error) => {
        throw error;
      },
      exact: true,
      wallMs: () => wallMs,
    });
    const log: [string, number][] = [];
    timeline.at(20, () => void log.push(['frame', timeline.now()]));
    timeline.at(40, () => void log.push(['frame', timeline.now()]));
    wallMs = 47;
    await new Promise<void>((resolve) => {
      timeline.post(() => {
        log.push(['packet', timeline.now()]);
        resolve();
      });
    });
    timeline.dispose();
    expect(log).toEqual([
      ['frame', 20],
      ['frame', 40],
      ['packet', 47],
    ]);
  });

  it('handles a posted packet synchronously when nothing else is due', () => {
    const timeline = new RealTimeline({ onError: () => undefined });
    let handled = false;
    timeline.post(() => {
      handled = true;
    });
    timeline.dispose();
    expect(handled).toBe(true);
  });

  it('lets in what waited outside before what is overdue, once the process goes on', async () => {
    let wallMs = 0;
    const timeline = new RealTimeline({ onError: () => undefined, wallMs: () => wallMs });
    const log: [string, number, number][] = [];
    const note = (what: string) => () => void log.push([what, timeline.now(), timeline.presentMs]);
    timeline.at(10, note('frame'));
    timeline.at(30, note('frame'));
    await new Promise<void>((resolve) => {
      timeline.at(50, resolve);
      setTimeout(() => {
        // Held up until now; sockets are read when timers have run.
        wallMs = 100;
        setImmediate(() => {
          timeline.arrived(note('datagram'));
        });
      }, 1);
    });
    timeline.arrived(note('datagram'));
    timeline.dispose();
    expect(log).toEqual([
      ['datagram', 0, 100],
      ['frame', 10, 100],
      ['frame', 30, 100],
      ['datagram', 100, 100],
    ]);
  });

  it('reports an event that throws and goes on', async () => {
    const errors: unknown[] = [];
    const timeline = new RealTimeline({ onError: (error) => errors.push(error) });
    timeline.post(() => {
      throw new Error('broken');
    });
    await new Promise<void>((resolve) => {
      timeline.post(() => {
        resolve();
      });
    });
    timeline.dispose();
    expect(errors).toEqual([new Error('broken')]);
  });
});

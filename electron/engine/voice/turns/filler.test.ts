import { expect, test } from 'vitest';
import { VirtualTimeline } from '../../base/timeline.ts';
import { Filler, fillerLine } from './filler.ts';

async function said(
  script: (filler: Filler, at: (ms: number, act: () => void) => void) => void,
  hosted = false,
) {
  const timeline = new VirtualTimeline();
  const lines: [number, string][] = [];
  const filler = new Filler(timeline, 'de-AT', (line) => lines.push([timeline.now(), line]), hosted);
  script(filler, (ms, act) => timeline.at(ms, act));
  timeline.at(20_000, () => {
    timeline.dispose();
  });
  await timeline.run();
  return lines;
}

test('a caller who has waited long enough when a provider gives way hears a line soon, in the agent’s language', async () => {
  const lines = await said((filler, at) => {
    at(1000, () => {
      filler.waitFrom(1000);
    });
    at(5000, () => {
      filler.providerMoved();
    });
  });
  expect(lines).toEqual([[5400, 'Einen Moment, bitte.']]);
});

test('a provider that gives way early is not heard of until the wait is long, and once a turn', async () => {
  const lines = await said((filler, at) => {
    at(1000, () => {
      filler.waitFrom(1000);
    });
    for (const ms of [1100, 1200, 9000])
      at(ms, () => {
        filler.providerMoved();
      });
  });
  expect(lines.map(([ms]) => ms)).toEqual([2500]);
});

test('nothing is said to a caller who does not wait, or whose call is over', async () => {
  const lines = await said((filler, at) => {
    at(100, () => {
      filler.providerMoved();
    });
    at(200, () => {
      filler.waitFrom(200);
    });
    at(300, () => {
      filler.providerMoved();
    });
    at(400, () => {
      filler.dispose();
    });
  });
  expect(lines).toEqual([]);
});

test('a caller who waits for a hosted provider hears a line after a while, or sooner where one gave way', async () => {
  const silent = await said((filler, at) => {
    at(1000, () => {
      filler.waitFrom(1000);
    });
  }, true);
  const moved = await said((filler, at) => {
    at(1000, () => {
      filler.waitFrom(1000);
    });
    at(2400, () => {
      filler.providerMoved();
    });
    at(3900, () => {
      filler.providerMoved();
    });
  }, true);
  expect([silent, moved].map((lines) => lines.map(([ms]) => ms))).toEqual([[4000], [2800]]);
});

test('a language without a line is spoken to in English', () => {
  expect([fillerLine('fr-CA'), fillerLine('fi')]).toEqual([
    'Un instant, s’il vous plaît.',
    'One moment, please.',
  ]);
});

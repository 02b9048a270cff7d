import { describe, expect, it } from 'vitest';
import type { DtmfKey } from '../../audio/dtmf-keys.ts';
import { VirtualTimeline } from '../../base/timeline.ts';
import { DigitCollector, longestEntry } from './digit-collector.ts';
import { expectedDigits } from './expected-digits.ts';

/** Presses each key at its moment; answers the entries with when they were complete. */
async function entries(
  presses: [atMs: number, key: DtmfKey][],
  maximumDigits = longestEntry,
): Promise<[string, number, number][]> {
  const timeline = new VirtualTimeline();
  const found: [string, number, number][] = [];
  const collector = new DigitCollector({
    timeline,
    interDigitMs: 2000,
    maximumDigits: () => maximumDigits,
    complete: (digits, atMs) => found.push([digits, atMs, timeline.now()]),
  });
  for (const [atMs, key] of presses) {
    timeline.at(atMs, () => {
      collector.press(key, atMs);
    });
  }
  timeline.at(60_000, () => {
    timeline.dispose();
  });
  await timeline.run();
  return found;
}

describe('DigitCollector', () => {
  it('waits for the next key, and takes the entry when none comes', async () => {
    const pressed: [number, DtmfKey][] = [
      [100, '1'],
      [2000, '2'],
      [3900, '3'],
      [9000, '4'],
    ];
    expect(await entries(pressed)).toEqual([
      ['123', 100, 5900],
      ['4', 9000, 11_000],
    ]);
  });

  it('takes the entry at once at #, which is not part of it unless it is all of it', async () => {
    const pressed: [number, DtmfKey][] = [
      [100, '1'],
      [200, '*'],
      [300, '#'],
      [400, '#'],
    ];
    expect(await entries(pressed)).toEqual([
      ['1*', 100, 300],
      ['#', 400, 400],
    ]);
  });

  it('does not wait where the menu has single keys', async () => {
    expect(
      await entries(
        [
          [100, '1'],
          [200, '2'],
        ],
        1,
      ),
    ).toEqual([
      ['1', 100, 100],
      ['2', 200, 200],
    ]);
  });

  it('takes a stuck key for an entry of bounded length', async () => {
    const stuck = Array.from({ length: 45 }, (_, index): [number, DtmfKey] => [index * 100, '5']);
    expect((await entries(stuck)).map(([digits]) => digits.length)).toEqual([40, 5]);
  });
});

describe('expectedDigits', () => {
  const edge = (description: string, examples: string[] = []) => ({
    name: 'edge',
    description,
    examples,
    parameters: { type: 'object' as const, properties: {} },
  });

  it('is the longest choice of a menu, and open where a value may be entered', () => {
    const menu = [edge('The caller presses 1'), edge('Sales', ['press 22', 'sales please'])];
    expect([
      expectedDigits({ functions: menu, variables: [] }),
      expectedDigits({ functions: menu, variables: [{ name: 'order', type: 'number' }] }),
      expectedDigits({ functions: menu, variables: [{ name: 'agreed', type: 'boolean' }] }),
      expectedDigits({ functions: [edge('The caller agrees')], variables: [] }),
    ]).toEqual([2, longestEntry, 2, longestEntry]);
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { moved, removed, withConnection, withModel, withVoice } from './chain-edits.ts';

const chain = ['a', 'b', 'c'].map((connection) => ({ connection }));
const names = (choices: { connection: string }[]): string =>
  choices.map(({ connection }) => connection).join('');

test('a choice moves by one place, and not over the ends', () => {
  expect(
    [moved(chain, 0, 1), moved(chain, 2, -1), moved(chain, 0, -1), moved(chain, 2, 1)].map(names),
  ).toEqual(['bac', 'acb', 'abc', 'abc']);
});

test('moving there and back changes nothing, and nothing is lost', () => {
  const at = fc.integer({ min: 0, max: 2 });
  fc.assert(
    fc.property(at, fc.constantFrom(-1 as const, 1 as const), (from, by) => {
      const there = moved(chain, from, by);
      expect(there.map(({ connection }) => connection).sort()).toEqual(['a', 'b', 'c']);
      const to = from + by;
      if (to >= 0 && to < 3) expect(moved(there, to, by === 1 ? -1 : 1)).toEqual(chain);
    }),
  );
});

test('another connection forgets model and voice, an empty model or voice is none', () => {
  const choice = { connection: 'a', model: 'm', voice: 'v' };
  expect([
    withConnection(choice, 'b'),
    withConnection(choice, 'a'),
    withModel(choice, ' n '),
    withModel(choice, ''),
    withVoice(choice, null),
    removed([choice], 0),
  ]).toEqual([
    { connection: 'b' },
    choice,
    { connection: 'a', model: 'n', voice: 'v' },
    { connection: 'a', voice: 'v' },
    { connection: 'a', model: 'm' },
    [],
  ]);
});

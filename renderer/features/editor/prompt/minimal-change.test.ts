import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minimalChange, wordChange } from './minimal-change.ts';

const words = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '{', 'é'), maxLength: 12 });

test('a change makes the one text of the other, and touches nothing that both begin or end with', () => {
  fc.assert(
    fc.property(words, words, (before, after) => {
      for (const change of [minimalChange(before, after), wordChange(before, after)]) {
        if (change === null) expect(before).toBe(after);
        else expect(before.slice(0, change.from) + change.insert + before.slice(change.to)).toBe(after);
      }
    }),
  );
  expect(minimalChange('say hello now', 'say hallo now')).toEqual({ from: 5, to: 6, insert: 'a' });
  expect(wordChange('say hello now', 'say hallo now')).toEqual({ from: 4, to: 9, insert: 'hallo' });
});

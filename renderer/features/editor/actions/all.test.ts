import { expect, test } from 'vitest';
import { editorActions } from './all.ts';

test('two actions share a key only where the first says when it can be done', () => {
  const taken = new Map<string, string>();
  const shared: string[] = [];
  for (const { id, keys = [], when } of editorActions)
    for (const key of keys.map((each) => each.toLowerCase())) {
      const before = taken.get(key);
      if (before !== undefined) shared.push(`${key}: ${before}, ${id}`);
      else if (when === undefined) taken.set(key, id);
    }
  expect(shared).toEqual([]);
});

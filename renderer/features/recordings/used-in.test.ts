import { expect, test } from 'vitest';
import { deletedText } from './used-in.ts';

const use = (workflow: string, ...places: string[]) => ({
  workflow_id: workflow,
  workflow_name: workflow,
  places,
});

test('a recording that is deleted tells where it is missing now', () => {
  expect(deletedText('Hello', [])).toBe('“Hello” deleted');
  expect(deletedText('Hello', [use('A', 'the greeting of “Start”')])).toBe(
    '“Hello” deleted. It is missing now in “A” (the greeting of “Start”): their text is spoken instead.',
  );
  expect(deletedText('Hello', [use('A', 'x', 'y'), use('B', 'z'), use('C', 'z')])).toContain(
    'in “A” (x and more), and 2 other agents: their',
  );
});

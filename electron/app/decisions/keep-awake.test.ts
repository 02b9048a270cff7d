import { expect, test } from 'vitest';
import { keepAwakeBy } from './keep-awake.ts';

test('the machine is kept awake once, however often that is asked for, and let sleep again', () => {
  const done: string[] = [];
  let ids = 0;
  const keepAwake = keepAwakeBy({
    start: () => {
      ids += 1;
      done.push(`start ${String(ids)}`);
      return ids;
    },
    stop: (id) => void done.push(`stop ${String(id)}`),
  });
  for (const active of [false, true, true, false, false, true]) keepAwake(active);
  expect(done).toEqual(['start 1', 'stop 1', 'start 2']);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { change, redo, startHistory, undo, type History } from './history.ts';

describe('history', () => {
  test('typing in one field is one step until there is a pause', () => {
    let history = startHistory('');
    history = change(history, 'a', 'name', 0);
    history = change(history, 'ab', 'name', 500);
    history = change(history, 'abc', 'name', 2000);
    expect([undo(history).present, undo(undo(history)).present]).toEqual(['ab', '']);
  });

  test('another field begins another step, and so does a change without a key', () => {
    let history = startHistory(0);
    history = change(history, 1, 'a', 0);
    history = change(history, 2, 'b', 1);
    history = change(history, 3, null, 2);
    history = change(history, 4, null, 3);
    expect(history.past).toEqual([0, 1, 2, 3]);
  });

  test('a change after undo forgets what was undone and does not join the step before', () => {
    let history = change(startHistory('x'), 'y', 'k', 0);
    history = change(undo(history), 'z', 'k', 1);
    expect([history.future, undo(history).present]).toEqual([[], 'x']);
  });

  test('no change makes no step, and nothing to undo or redo leaves all as it is', () => {
    const history = startHistory({ a: 1 });
    expect([change(history, history.present, null, 0), undo(history), redo(history)]).toEqual([
      history,
      history,
      history,
    ]);
  });

  test('as many undos as changes lead back to the start, and as many redos to the end', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 50 }), (values) => {
        const start: History<{ value: number }> = startHistory({ value: -1 });
        const end = values.reduce((history, value) => change(history, { value }, null, 0), start);
        const back = values.reduce((history) => undo(history), end);
        const forth = values.reduce((history) => redo(history), back);
        expect([back.present, forth.present]).toEqual([start.present, end.present]);
      }),
    );
  });
});

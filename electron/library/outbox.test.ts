import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LibraryError } from '#engine/base/errors.ts';
import { Outbox } from './outbox.ts';
import { LineReader } from './socket-protocol.ts';
import { TargetLost, type WriteTarget } from './write-target.ts';

/** Answers up to `capacity` writes, then is gone without an answer. */
function target(done: string[], capacity: number): WriteTarget {
  let left = capacity;
  return {
    request: (_method, args) => {
      if (left <= 0) return Promise.reject(new TargetLost('gone'));
      left -= 1;
      done.push(args[0] as string);
      return Promise.resolve(undefined as never);
    },
  };
}

test('writes are done in the order asked, however often the target goes away', async () => {
  const done: string[] = [];
  const targets = [target(done, 2), target(done, 0), target(done, 3), target(done, 99)];
  const outbox = new Outbox(() => Promise.resolve(targets.shift() ?? target(done, 0)));
  await outbox.connect();

  const names = Array.from({ length: 12 }, (_, at) => `w${String(at)}`);
  await Promise.all(names.map((name) => outbox.write('deleteWorkflow', '', () => [name])));
  await outbox.settled();

  expect(done).toEqual(names);
});

test('a write that no target survives is given up, and so is all when there is no target', async () => {
  const outbox = new Outbox(() => Promise.resolve(target([], 0)));
  await outbox.connect();
  await expect(outbox.write('deleteWorkflow', '', () => ['x'])).rejects.toMatchObject({
    code: 'library-locked',
  });

  const alone = new Outbox(() => Promise.reject(new LibraryError('library-locked', 'nobody')));
  const writes = ['a', 'b'].map((name) => alone.write('deleteWorkflow', '', () => [name]));
  expect((await Promise.allSettled(writes)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await alone.settled();
});

test('a repeated write knows that it is one', async () => {
  const retries: boolean[] = [];
  const targets = [target([], 0), target([], 1)];
  const outbox = new Outbox(() => Promise.resolve(targets.shift() ?? target([], 0)));
  await outbox.connect();
  await outbox.write('deleteRun', '', (isRetry) => {
    retries.push(isRetry);
    return ['x', isRetry];
  });
  expect(retries).toEqual([false, true]);
});

test('lines come out whole, however the text was cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string().map((text) => text.replaceAll('\n', ' '))),
      fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
      (lines, cuts) => {
        const text = lines.map((line) => `${line}\n`).join('');
        const reader = new LineReader(1000);
        const read: string[] = [];
        for (let at = 0; at < text.length;) {
          const length = cuts.next().value as number;
          read.push(...reader.push(text.slice(at, at + length)));
          at += length;
        }
        expect(read).toEqual(lines);
      },
    ),
  );
});

test('a line longer than allowed is refused before its end comes', () => {
  const reader = new LineReader(10);
  reader.push('12345');
  expect(() => reader.push('678901')).toThrow(/too long/);
});

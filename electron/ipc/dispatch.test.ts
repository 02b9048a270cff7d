import { expect, test } from 'vitest';
import { StudioError } from '#engine/base/errors.ts';
import type { LogFields, Logger } from '#engine/base/logger.ts';
import { createDispatch } from './dispatch.ts';
import type { HandlerContext } from './ports.ts';
import { echoCalls } from './testing/echo-calls.ts';

/** A studio of which the part under test fails in a chosen way; the rest is never reached. */
function failing(thrown: unknown): { context: HandlerContext; logged: LogFields[] } {
  const logged: LogFields[] = [];
  const logger: Logger = { log: (_level, _message, fields = {}) => logged.push(fields) };
  const fail = (): never => {
    throw thrown;
  };
  const studio = { calls: { ...echoCalls(), current: fail } } as unknown as HandlerContext['studio'];
  const settings = { get: fail, set: fail, onChanged: () => ({ dispose: () => undefined }) };
  return { context: { studio, settings, door: 'browser', logger }, logged };
}

test('a defect is told without the inside of the program, and logged with its stack and cause', async () => {
  const cause = new RangeError('offset -3');
  const { context, logged } = failing(new TypeError('secret of /home/ann', { cause }));
  expect(await createDispatch(context)('calls.current', undefined)).toEqual({
    ok: false,
    error: {
      code: 'internal',
      message: '“calls.current” failed inside Parley. Try again; if it stays, the log has the details.',
      retryable: false,
    },
  });
  expect(logged).toHaveLength(1);
  expect(logged[0]).toMatchObject({ method: 'calls.current' });
  expect(logged[0]?.['error']).toMatch(
    /TypeError: secret of \/home\/ann\n\s+at [^]*caused by RangeError: offset -3/,
  );
});

test('anything can be thrown', async () => {
  for (const thrown of ['text', null, undefined, 7]) {
    const reply = await createDispatch(failing(thrown).context)('settings.get', undefined);
    expect(reply).toMatchObject({ ok: false, error: { code: 'internal' } });
  }
});

test('an error for a person crosses as it is and is not logged', async () => {
  const { context, logged } = failing(
    new StudioError('library-locked', 'The library is busy.', { retryable: true }),
  );
  expect(await createDispatch(context)('calls.current', null)).toEqual({
    ok: false,
    error: { code: 'library-locked', message: 'The library is busy.', retryable: true },
  });
  expect(logged).toEqual([]);
});

test('at most three faults of an input are named', async () => {
  const reply = await createDispatch(failing(null).context)('workflows.save', {
    name: 7,
    document: { nodes: 1, edges: 2, viewport: 3 },
  });
  expect(reply).toMatchObject({
    error: {
      message: expect.stringMatching(
        /^workflows\.save: name: .*; document\.nodes: .*; and 1 more$/,
      ) as string,
    },
  });
});

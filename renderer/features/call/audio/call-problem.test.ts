import { expect, test } from 'vitest';
import { mayTypeInstead, microphoneProblemOf } from './call-problem.ts';

const named = (name: string): Error => Object.assign(new Error('reason'), { name });

test('each refusal of the browser becomes its own problem', () => {
  expect(
    [
      'NotAllowedError',
      'NotFoundError',
      'NotReadableError',
      'SecurityError',
      'OverconstrainedError',
      'X',
    ].map((name) => microphoneProblemOf(named(name)).code),
  ).toEqual([
    'microphone-denied',
    'microphone-missing',
    'microphone-busy',
    'insecure-context',
    'microphone-missing',
    'microphone-failed',
  ]);
});

test('an unknown refusal quotes the browser, and anything thrown is survived', () => {
  expect(microphoneProblemOf(named('X')).advice).toContain('reason');
  expect(microphoneProblemOf('odd').code).toBe('microphone-failed');
});

test('without a microphone one may type, without a connection not', () => {
  expect(mayTypeInstead(microphoneProblemOf(named('NotAllowedError')))).toBe(true);
  expect(mayTypeInstead({ code: 'connection-lost', title: '', advice: '' })).toBe(false);
});

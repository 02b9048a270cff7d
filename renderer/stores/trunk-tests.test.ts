import { expect, test } from 'vitest';
import { trunkTestSteps } from '#shared/domain/trunk.ts';
import { withStep, type ShownStep } from './trunk-tests.ts';

test('a step that is told takes its place among the six; the others wait', () => {
  const waiting = trunkTestSteps.map((step): ShownStep => ({ step, outcome: 'waiting' }));
  const told = {
    step: 'tls',
    outcome: 'failed',
    message: 'The certificate is for another name.',
    advice: 'Write the name that it is for as the server.',
    duration_ms: 12,
  } as const;
  const steps = withStep(waiting, told);
  expect([steps.map(({ outcome }) => outcome), steps[2]]).toEqual([
    ['waiting', 'waiting', 'failed', 'waiting', 'waiting', 'waiting'],
    told,
  ]);
});

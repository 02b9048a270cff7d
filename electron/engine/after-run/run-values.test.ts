import { expect, it } from 'vitest';
import type { Run } from '#shared/domain/run.ts';
import { runValues } from '#shared/nodes/run-values.ts';
import { runFacts } from './run-facts.ts';

it('every value that the form offers to a webhook is one that a run has', () => {
  const run = { initial_context: {}, gathered_context: {} } as unknown as Run;
  const facts = Object.keys(runFacts(run, [], 'd1'));
  expect(facts).toEqual(expect.arrayContaining(runValues.map(({ path }) => path.split('.')[0])));
});

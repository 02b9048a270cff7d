import { expect, test } from 'vitest';
import { newAgentDocument } from '../agents/new-agent.ts';
import { patchNode } from './edits.ts';
import { createJudge } from './use-problems.ts';

test('findings keep their identity while they say the same', () => {
  const judge = createJudge();
  const document = newAgentDocument('A');
  const fine = judge(document);
  const reworded = judge(patchNode(document, 'start', { prompt: 'Ask the caller what they need today.' }));
  const empty = judge(patchNode(document, 'start', { prompt: '' }));
  expect([reworded === fine, empty.problems.map(({ id, field }) => [id, field])]).toEqual([
    true,
    [['start', 'prompt']],
  ]);
});

import type { NamespaceHandlers } from './handler.ts';

export const textTestsHandlers: NamespaceHandlers<'tests'> = {
  'tests.open': ({ workflow_id: workflowId, initial_context: initialContext, from }, { studio }) =>
    studio.tests.open({
      workflowId,
      initialContext,
      from: from ? { runId: from.run_id, afterTurn: from.after_turn ?? null } : null,
    }),
  'tests.list': ({ workflow_id: workflowId }, { studio }) => studio.tests.list(workflowId ?? null),
  'tests.get': ({ test_id: testId }, { studio }) => studio.tests.get(testId),
  'tests.say': ({ test_id: testId, run_id: runId, text }, { studio }) =>
    studio.tests.say(testId, text, runId ?? null),
  'tests.stop': ({ test_id: testId }, { studio }) => {
    studio.tests.stop(testId);
    return undefined;
  },
  'tests.rewind': ({ test_id: testId, run_id: runId, after_turn: afterTurn, text }, { studio }) =>
    studio.tests.rewind(testId, { runId: runId ?? null, afterTurn, text: text ?? null }),
  'tests.branch': ({ test_id: testId, run_id: runId }, { studio }) => studio.tests.branch(testId, runId),
  'tests.close': async ({ test_id: testId }, { studio }) => {
    await studio.tests.close(testId);
    return undefined;
  },
};

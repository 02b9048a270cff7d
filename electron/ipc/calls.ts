import type { NamespaceHandlers } from './handler.ts';

export const callsHandlers: NamespaceHandlers<'calls'> = {
  'calls.start': ({ workflow_id: workflowId, initial_context: initialContext }, { studio }) =>
    studio.calls.startWebCall({ workflowId, initialContext }),
  'calls.current': (_input, { studio }) => studio.calls.current(),
  'calls.events': ({ run_id: runId }, { studio }) =>
    studio.phone.has(runId) ? studio.phone.events(runId) : studio.calls.events(runId),
  'calls.type': async ({ run_id: runId, text }, { studio }) => {
    await studio.calls.type(runId, text);
    return undefined;
  },
  'calls.mute': async ({ run_id: runId, muted }, { studio }) => {
    await studio.calls.mute(runId, muted);
    return undefined;
  },
  'calls.press': async ({ run_id: runId, keys }, { studio }) => {
    await studio.calls.press(runId, keys);
    return undefined;
  },
  'calls.hang-up': async ({ run_id: runId }, { studio }) => {
    await studio.calls.hangUp(runId);
    return undefined;
  },
};

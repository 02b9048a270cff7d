import type { NamespaceHandlers } from './handler.ts';
import { requireRun } from './runs.ts';

export const phoneHandlers: NamespaceHandlers<'phone'> = {
  'phone.check': ({ to, trunk_id: trunkId, workflow_id: workflowId }, { studio }) =>
    studio.phone.check({ to, trunkId, workflowId }),
  'phone.dial': (wish, { studio }) =>
    studio.phone.dial({
      workflowId: wish.workflow_id,
      to: wish.to,
      trunkId: wish.trunk_id,
      callerId: wish.caller_id,
      initialContext: wish.initial_context,
    }),
  'phone.calls': (_input, { studio }) => studio.phone.calls(),
  'phone.hang-up': async ({ run_id: runId }, { studio }) => {
    await studio.phone.hangUp(runId);
    return undefined;
  },
  'phone.hold': async ({ run_id: runId, held }, { studio }) => {
    await studio.phone.hold(runId, held);
    return undefined;
  },
  'phone.press': ({ run_id: runId, keys }, { studio }) => {
    studio.phone.press(runId, keys);
    return undefined;
  },
  'phone.transfer': async ({ run_id: runId, ...wish }, { studio }) => {
    await studio.phone.transfer(runId, wish);
    return undefined;
  },
  'phone.cancel-transfer': async ({ run_id: runId }, { studio }) => {
    await studio.phone.cancelTransfer(runId);
    return undefined;
  },
  'phone.whisper': ({ run_id: runId, text }, { studio }) => {
    studio.phone.whisper(runId, text);
    return undefined;
  },
  'phone.mute-agent': ({ run_id: runId, muted }, { studio }) => {
    studio.phone.muteAgent(runId, muted);
    return undefined;
  },
  'phone.take-over': async ({ run_id: runId }, { studio }) => {
    await studio.phone.takeOver(runId);
    return undefined;
  },
  'phone.hand-back': ({ run_id: runId }, { studio }) => {
    studio.phone.handBack(runId);
    return undefined;
  },
  'phone.wire-log': async ({ run_id: runId }, { studio }) => {
    await requireRun(studio.library, runId);
    return studio.phone.wireLog(runId);
  },
};

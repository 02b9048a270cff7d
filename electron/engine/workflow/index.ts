/** The workflow run: walks the drawn graph with a language model. */
import { WorkflowWalk } from './run.ts';
import type { WorkflowRun, WorkflowRunOptions } from './run-options.ts';

export type { RunAct } from './acts.ts';
export { checkpointProblem, runCheckpointSchema, type RunCheckpoint } from './checkpoint.ts';
export type { Emit, WorkflowRun, WorkflowRunOptions } from './run-options.ts';
export type { WorkflowSettings } from './settings.ts';
export type { OfferedTools } from './tool-port.ts';

/** @throws WorkflowError `workflow-invalid` naming the first problem of the document. */
export function createWorkflowRun(options: WorkflowRunOptions): WorkflowRun {
  return new WorkflowWalk(options);
}

/** The workflow of a call, with the id and name under which its run is kept. */
import type { WorkflowDocument } from '#shared/domain/workflow.ts';

export interface CallWorkflow {
  id: string;
  name: string;
  document: WorkflowDocument;
}

/** The Call panel: talks to the agent that is open, and shows the call while it is up. */
import type { ReactElement } from 'react';
import type { WorkflowDocument, WorkflowProblem } from '#shared/domain/workflow.ts';
import { useLiveCall } from '../../stores/live-call.ts';

export interface CallPanelProps {
  workflowId: string;
  document: WorkflowDocument;
  /** Of the document as shown; empty means that it may be called. */
  problems: readonly WorkflowProblem[];
  /** Saves what is not saved yet, so that the call runs what the person sees. */
  onBeforeCall?: () => Promise<void>;
  /** Selects the thing a problem names. */
  onShowProblem?: (problem: WorkflowProblem) => void;
}

export function CallPanel({ workflowId }: CallPanelProps): ReactElement {
  const call = useLiveCall();
  return <section aria-label="Call">{call?.workflowId === workflowId ? call.state : null}</section>;
}

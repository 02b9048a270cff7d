/** Values that the address and the payload of a webhook may name: those of the run that is over, most wanted first. */
export interface RunValue {
  /** As between the braces. */
  path: string;
  meaning: string;
}

export const runValues: readonly RunValue[] = [
  { path: 'workflow_run_id', meaning: 'id of the run' },
  { path: 'workflow_name', meaning: 'name of the agent' },
  { path: 'call_disposition', meaning: 'outcome of the call' },
  { path: 'gathered_context', meaning: 'all that was found, as an object' },
  { path: 'initial_context', meaning: 'all that the call began with, as an object' },
  { path: 'initial_context.caller_number', meaning: 'who called; on the phone only' },
  { path: 'transcript', meaning: 'what was said, as text' },
  { path: 'turns', meaning: 'what was said, as a list' },
  { path: 'duration_seconds', meaning: 'length of the call' },
  { path: 'started_at', meaning: 'when the call began' },
  { path: 'ended_at', meaning: 'when the call ended' },
  { path: 'status', meaning: 'completed, failed, busy …' },
  { path: 'annotations', meaning: 'what QA nodes found, as an object' },
  { path: 'cost_usd', meaning: 'what the call cost' },
  { path: 'recording_url', meaning: 'where the recording is' },
  { path: 'delivery_uuid', meaning: 'id of this request, the same at each attempt' },
];

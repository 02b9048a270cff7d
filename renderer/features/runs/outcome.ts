/** How a run stands or ended, in words and in the colour of its meaning. */
import type { Run } from '#shared/domain/run.ts';
import { wordsOf } from '../call/conversation/spoken-time.ts';

export type OutcomeMeaning = 'extraction' | 'error' | 'tool' | 'transition' | 'muted';

export interface Outcome {
  word: string;
  meaning: OutcomeMeaning;
}

const statuses: Record<NonNullable<Run['status']>, Outcome> = {
  completed: { word: 'Completed', meaning: 'extraction' },
  failed: { word: 'Failed', meaning: 'error' },
  busy: { word: 'Busy', meaning: 'tool' },
  'no-answer': { word: 'No answer', meaning: 'tool' },
  canceled: { word: 'Canceled', meaning: 'muted' },
  interrupted: { word: 'Interrupted', meaning: 'tool' },
};

/** A run that is not over has no status yet. */
export function outcomeOf(run: Pick<Run, 'status' | 'state'>): Outcome {
  if (run.status !== null) return statuses[run.status];
  return run.state === 'initialized'
    ? { word: 'Starting', meaning: 'muted' }
    : { word: 'Running', meaning: 'transition' };
}

/** Where the raw name reads badly. Custom dispositions are shown as their words. */
const dispositionWords: Record<string, string> = {
  user_hangup: 'Caller hung up',
  operator_hangup: 'Operator hung up',
  end_call_tool: 'Agent ended the call',
  call_duration_exceeded: 'Longest duration reached',
  user_idle_max_duration_exceeded: 'Caller went silent',
  voicemail_detected: 'Voicemail',
  call_transferred: 'Transferred',
  transfer_call: 'Transferred',
  user_qualified: 'Caller qualified',
  user_disqualified: 'Caller disqualified',
  system_cancelled: 'Canceled by the system',
  system_connect_error: 'Could not connect',
  unexpected_error: 'Unexpected error',
  pipeline_error: 'Error in the pipeline',
  interrupted: 'Parley stopped during the call',
  branch_left: 'Left for another branch',
};

export function dispositionText(disposition: string): string {
  return dispositionWords[disposition] ?? wordsOf(disposition);
}

const modeWords: Record<Run['mode'], string> = { web: 'Web call', text: 'Text', phone: 'Phone' };

export function modeText(mode: Run['mode']): string {
  return modeWords[mode];
}

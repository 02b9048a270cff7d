/** What is decided about a sound while the agent has the floor. */

/** Why a held agent goes on: see `speech-resume` in `run-event.ts`. */
export type ResumeReason = 'noise' | 'short' | 'backchannel' | 'few-words' | 'undecided';

/** `wait`: it may be decided later. */
export type Verdict = 'cut' | 'wait' | ResumeReason;

/** What can go wrong with a call on the page's side, in words: what happened, and what to do. */
export type CallProblemCode =
  | 'microphone-denied'
  | 'microphone-missing'
  | 'microphone-busy'
  | 'microphone-lost'
  | 'microphone-failed'
  | 'insecure-context'
  | 'run-active'
  | 'workflow-invalid'
  | 'connection-lost'
  | 'speaker-failed'
  | 'audio-failed'
  | 'call-refused';

export interface CallProblem {
  code: CallProblemCode;
  /** What happened. */
  title: string;
  /** What to do. */
  advice: string;
}

const microphoneProblems = {
  'microphone-denied': {
    title: 'The microphone is blocked',
    advice:
      'Allow the microphone for this page (the icon beside the address, or the privacy settings of your system), then call again.',
  },
  'microphone-missing': {
    title: 'No microphone was found',
    advice: 'Plug one in, or choose another under Microphone. You can also call without one and type.',
  },
  'microphone-busy': {
    title: 'The microphone is used by another program',
    advice: 'Close the other program (often a meeting in another window), or choose another microphone.',
  },
  'insecure-context': {
    title: 'This page may not use the microphone',
    advice:
      'Browsers allow it only on localhost and https: open the address that Parley printed when it started.',
  },
} as const satisfies Partial<Record<CallProblemCode, Omit<CallProblem, 'code'>>>;

/** From what `getUserMedia` threw. Names: W3C Media Capture and Streams, §10.2. */
export function microphoneProblemOf(error: unknown): CallProblem {
  const name = error instanceof Error ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
      return { code: 'microphone-denied', ...microphoneProblems['microphone-denied'] };
    case 'SecurityError':
    case 'InsecureContextError':
      return { code: 'insecure-context', ...microphoneProblems['insecure-context'] };
    case 'NotFoundError':
    case 'OverconstrainedError':
      return { code: 'microphone-missing', ...microphoneProblems['microphone-missing'] };
    case 'NotReadableError':
    case 'AbortError':
      return { code: 'microphone-busy', ...microphoneProblems['microphone-busy'] };
    default:
      return {
        code: 'microphone-failed',
        title: 'The microphone could not be opened',
        advice: `Choose another one, or call without it and type. The browser says: ${error instanceof Error ? error.message : String(error)}`,
      };
  }
}

/** The call is up, and its microphone has gone. */
export const microphoneLost: CallProblem = {
  code: 'microphone-lost',
  title: 'The microphone was unplugged',
  advice: 'The call goes on: type below, or choose another microphone to speak again.',
};

/** May the call be made without a microphone instead? */
export function mayTypeInstead(problem: CallProblem): boolean {
  return problem.code.startsWith('microphone-') || problem.code === 'insecure-context';
}

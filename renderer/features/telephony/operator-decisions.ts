/** What becomes of this page's ear and voice when something happens; the sound itself is `operator-session.ts`'s. */
import { isOver, type PhoneCall } from '#shared/bridge/phone.ts';
import type { SoundEnd } from '../call/audio/call-audio.ts';

export interface OperatorProblem {
  code: string;
  title: string;
  advice: string;
}

export interface OperatorSession {
  /** The call that is listened to; null for none. */
  runId: string | null;
  phase: 'idle' | 'opening' | 'listening' | 'rejoining';
  /** Asked for and not answered yet: by the person for the microphone, or by the studio. */
  isTakingOver: boolean;
  hasMicrophone: boolean;
  problem: OperatorProblem | null;
  /** The browser holds the sound back until a click or key. */
  isSuspended: boolean;
}

export const idle: OperatorSession = {
  runId: null,
  phase: 'idle',
  isTakingOver: false,
  hasMicrophone: false,
  problem: null,
  isSuspended: false,
};

export const problems = {
  ownCall: {
    code: 'run-active',
    title: 'This window is in a call of its own',
    advice: 'Hang up the test call first: its sound and this call would be mixed.',
  },
  replaced: {
    code: 'replaced',
    title: 'Another window listens now',
    advice: 'One window at a time hears a call. Press Listen to hear it here again.',
  },
  lost: {
    code: 'connection-lost',
    title: 'The sound of the call was lost',
    advice: 'Trying again. The call itself goes on.',
  },
} as const satisfies Record<string, OperatorProblem>;

/** `heard`: it is listened to already. A window that is in a call of its own has its ear and voice there. */
export function whenAsked(
  session: OperatorSession,
  runId: string,
  isInOwnCall: boolean,
): 'heard' | 'begin' | 'refuse' {
  if (session.runId === runId && session.phase === 'listening') return 'heard';
  return isInOwnCall ? 'refuse' : 'begin';
}

/** The channel of the sound has closed. */
export function whenClosed(why: SoundEnd, isCallUp: boolean): 'leave' | 'tell' | 'rejoin' {
  if (why === 'ended' || !isCallUp) return 'leave';
  return why === 'replaced' ? 'tell' : 'rejoin';
}

const rejoinWaitsMs = [200, 400, 800, 1500, 2500] as const;

/** Before the attempt of that number, from 0; as long as the call is up it is tried. */
export function rejoinWaitMs(attempt: number): number {
  return rejoinWaitsMs[Math.min(attempt, rejoinWaitsMs.length - 1)] ?? 2500;
}

/** Nobody would be left with the caller if who has taken over just went. */
export function mustHandBack(call: PhoneCall | undefined): call is PhoneCall {
  return call?.operator.has_taken_over === true && !isOver(call);
}

/** Whether the call that is listened to is gone from the table or over. */
export function isGone(runId: string | null, calls: readonly PhoneCall[]): boolean {
  return runId !== null && !calls.some((call) => call.run_id === runId && !isOver(call));
}

/** Who hears whom, under the levels. */
export function voiceWord(
  { hasMicrophone, isTakingOver }: Pick<OperatorSession, 'hasMicrophone' | 'isTakingOver'>,
  hasTakenOver: boolean,
): string {
  if (!hasTakenOver && (isTakingOver || hasMicrophone))
    return 'Taking over: the agent is about to be silent.';
  if (!hasTakenOver) return 'You hear both; neither hears you.';
  return hasMicrophone
    ? 'The caller hears you. The agent is silent, and is told what was said when you hand back.'
    : 'The agent is silent, but no microphone of this window speaks: take over again, or hand back.';
}

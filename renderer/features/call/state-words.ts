/** The state line, in words; from the caller's chair. */
import type { CallState } from '#shared/bridge/contract.ts';

export const stateWords: Record<CallState['state'], string> = {
  connecting: 'Connecting',
  listening: 'Listening to you',
  'caller-speaking': 'You are speaking',
  thinking: 'Thinking',
  'agent-speaking': 'Agent is speaking',
  ended: 'Call ended',
};

/** Whose colour the state takes. */
export const stateMeanings: Record<CallState['state'], 'caller' | 'agent' | 'muted'> = {
  connecting: 'muted',
  listening: 'caller',
  'caller-speaking': 'caller',
  thinking: 'muted',
  'agent-speaking': 'agent',
  ended: 'muted',
};

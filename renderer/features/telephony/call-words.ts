/** How a telephone call stands, in words and in the colour of its meaning. */
import type { PhoneCall } from '#shared/bridge/phone.ts';
import type { CallProgress, MediaQuality, TransferStage } from '#shared/domain/phone-call.ts';
import { spanText } from '../call/conversation/spoken-time.ts';
import { shareText } from '../review/wire/ladder.ts';

export type CallTone = 'caller' | 'agent' | 'tool' | 'transition' | 'extraction' | 'error' | 'muted';

export interface CallWord {
  word: string;
  tone: CallTone;
  /** A full dot: somebody speaks, or it is over for good; a ring: it waits. */
  isFull: boolean;
}

const progressWords: Record<CallProgress, CallWord> = {
  initiated: { word: 'Calling', tone: 'transition', isFull: false },
  ringing: { word: 'Ringing', tone: 'transition', isFull: false },
  'early-media': { word: 'Announcement', tone: 'transition', isFull: false },
  answered: { word: 'Answered', tone: 'extraction', isFull: true },
  'in-progress': { word: 'In a call', tone: 'extraction', isFull: true },
  'on-hold': { word: 'On hold', tone: 'tool', isFull: false },
  transferring: { word: 'Transferring', tone: 'tool', isFull: false },
  completed: { word: 'Completed', tone: 'muted', isFull: true },
  failed: { word: 'Failed', tone: 'error', isFull: true },
  busy: { word: 'Busy', tone: 'tool', isFull: true },
  'no-answer': { word: 'No answer', tone: 'tool', isFull: true },
  canceled: { word: 'Canceled', tone: 'muted', isFull: true },
};

const talkWords: Record<PhoneCall['state'], CallWord | null> = {
  connecting: null,
  listening: { word: 'Listening', tone: 'caller', isFull: false },
  'caller-speaking': { word: 'Caller speaks', tone: 'caller', isFull: true },
  thinking: { word: 'Thinking', tone: 'muted', isFull: false },
  'agent-speaking': { word: 'Agent speaks', tone: 'agent', isFull: true },
  ended: null,
};

/** Who speaks while they talk; how far the call has come before and after. */
export function callWord(call: PhoneCall): CallWord {
  const isTalking = call.progress === 'in-progress' || call.progress === 'answered';
  if (isTalking && call.operator.has_taken_over) return { word: 'You speak', tone: 'tool', isFull: true };
  return (isTalking ? talkWords[call.state] : null) ?? progressWords[call.progress];
}

const transferWords: Record<TransferStage, string> = {
  started: 'asked for',
  ringing: 'rings',
  consulting: 'has answered and is told',
  completed: 'has the caller',
  failed: 'could not be reached',
  canceled: 'was given up',
};

/** `Transfer: 030 1234 rings`; null where there is none. */
export function transferWord(call: PhoneCall, target: string): string | null {
  return call.transfer === null ? null : `Transfer: ${target} ${transferWords[call.transfer.stage]}`;
}

export interface QualityWord {
  word: 'Good' | 'Fair' | 'Poor' | 'Bad';
  tone: CallTone;
  /** A line a figure. */
  detail: string[];
}

/**
 * ITU-T G.107 annex B calls a MOS of 4.0 satisfied, 3.6 some dissatisfied, 3.1 many; the narrow-band codecs reach 4.4 at best.
 * Null before the first report.
 */
export function qualityWord(quality: MediaQuality | null): QualityWord | null {
  if (quality === null) return null;
  const { mos } = quality;
  const detail = [
    `MOS ${mos.toFixed(1)} of 4.5, estimated`,
    `${shareText(quality.loss)} lost now, ${shareText(quality.loss_total)} of the call`,
    `Jitter ${Math.round(quality.jitter_ms)} ms, buffer ${Math.round(quality.buffer_ms)} ms`,
    ...(quality.round_trip_ms === null ? [] : [`Round trip ${spanText(quality.round_trip_ms)}`]),
    ...(quality.remote_loss === null
      ? []
      : [`The other end loses ${shareText(quality.remote_loss)} of ours`]),
    quality.is_encrypted ? `${quality.codec}, encrypted` : `${quality.codec}, not encrypted`,
  ];
  if (mos >= 4) return { word: 'Good', tone: 'extraction', detail };
  if (mos >= 3.6) return { word: 'Fair', tone: 'muted', detail };
  return mos >= 3.1 ? { word: 'Poor', tone: 'tool', detail } : { word: 'Bad', tone: 'error', detail };
}

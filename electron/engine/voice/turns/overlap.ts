/**
 * Who wants the floor, where the recogniser does not tell what was said but what kind of speech it is: see `Overlap` in
 * `providers/spec/stt.ts`. Its word is heard when it must be decided: the agent is held until then, so nothing is lost by waiting,
 * and a beginning that sounds like "no" is often "nice" a moment later.
 */
import type { OverlapKind } from '../../providers/spec/stt.ts';
import type { Verdict } from './verdict.ts';

/** What is known when a decision may be due. */
export interface OverlapCase {
  kind: OverlapKind;
  /** From the onset to the last voice, and the silence since, ms. */
  speechMs: number;
  silenceMs: number;
  /** Speech is mostly voiced, a cough is not. */
  voiced: boolean;
  /** The hold has lasted as long as it may, or is over. */
  late: boolean;
  /** `interruptionSpeechMs` of the settings. */
  longMs: number;
  /** A word alone may stop the agent. */
  oneWordStops: boolean;
  /** A listener's words let the agent go on: that is wanted, and they answer nothing. */
  listenersWait: boolean;
}

/** The recogniser tells its mind every 100 ms and has the last of the sound by then. */
export const overlapOverMs = 256;
/** Nobody is a listener for so many times `longMs`. */
const mostListening = 2.4;
/** Speech that begins in no known way stops the agent after so many times `longMs`: few backchannels are as long. */
const patience = 1.25;
/** A question may be short ("who is it?"), but is seldom shorter than this share of `longMs`. */
const shortQuestion = 0.9;

export function judgeOverlap(now: OverlapCase): Verdict {
  const { kind, speechMs, voiced, late, longMs } = now;
  const over = now.silenceMs >= overlapOverMs;
  const wantsWords = over || late;
  if (kind === 'listening' && speechMs < mostListening * longMs) {
    if (now.listenersWait) return wantsWords ? 'backchannel' : 'wait';
    return wantsWords && now.oneWordStops ? 'cut' : wantsWords ? 'few-words' : 'wait';
  }
  if (kind === 'command' && now.oneWordStops) return wantsWords ? 'cut' : 'wait';
  if (kind === 'opening' && over && voiced && speechMs >= shortQuestion * longMs) return 'cut';
  if (over) return voiced ? 'short' : 'noise';
  const known = kind === 'command' || kind === 'opening';
  if (voiced && speechMs >= (known ? 1 : patience) * longMs) return 'cut';
  if (!late) return 'wait';
  return voiced ? 'undecided' : 'noise';
}

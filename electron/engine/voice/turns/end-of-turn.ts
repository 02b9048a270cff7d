/**
 * When is the caller's turn over? A strategy answers how much silence it takes, given what is known now. It is asked
 * again at every window of the voice detector, so a strategy may change its mind as words arrive.
 *
 * A turn model (one that judges the sound of the last words) fits in as one more strategy: it is given the same input,
 * answers a shorter or longer silence and its confidence, and is put before `wordsStrategy` in `strategyOf`.
 */
import type { VoiceSettings } from '../voice-settings.ts';
import { completenessOf, type Completeness } from './completeness.ts';
import type { Expectations } from './expectations.ts';
import type { PauseStatistics } from './pauses.ts';

export interface EndOfTurnInput {
  /** Silence since the caller's last voice, ms. */
  silenceMs: number;
  /** The caller's own pauses within turns. */
  pauses: PauseStatistics;
  /** Words so far; empty when the recogniser has told none. */
  partial: string;
  /** Since the partial last changed, ms. */
  partialAgeMs: number;
  expects: Expectations;
  /** BCP 47. */
  language: string;
}

export interface EndOfTurnJudgement {
  /** Silence that ends the turn, ms. */
  requiredSilenceMs: number;
  /** 0–1: how sure it is that the caller is done once that silence has passed. */
  confidence: number;
  /** What decided, for the log. */
  reason: Completeness | 'silence';
}

export interface EndOfTurn {
  judge(input: EndOfTurnInput): EndOfTurnJudgement;
}

/** A caller's own pauses change the wait to no less and no more than these shares of it. */
const leastOfOwnPauses = 0.8;
const mostOfOwnPauses = 1.5;
/**
 * A partial this young may lack the words that the recogniser is still working on, so it cannot shorten the wait.
 * Streaming recognisers are 100–200 ms behind the sound; words that follow change the partial by then.
 */
const settledPartialMs = 150;

/** The same silence for everyone. */
export function silenceStrategy(settings: VoiceSettings): EndOfTurn {
  return {
    judge: () => ({ requiredSilenceMs: settings.plainSilenceMs, confidence: 0.5, reason: 'silence' }),
  };
}

/** Reads the words so far: a whole answer waits less, an open sentence more. */
export function wordsStrategy(settings: VoiceSettings, otherwise: EndOfTurn): EndOfTurn {
  const silenceMs: Record<Completeness, number> = {
    answer: settings.answerSilenceMs,
    complete: settings.completeSilenceMs,
    plain: settings.plainSilenceMs,
    unfinished: settings.unfinishedSilenceMs,
  };
  const confidence: Record<Completeness, number> = {
    answer: 0.95,
    complete: 0.8,
    plain: 0.5,
    unfinished: 0.3,
  };
  // Judged once a text: the strategy is asked 31 times a second.
  let judged: { input: EndOfTurnInput; is: Completeness } | null = null;
  return {
    judge: (input) => {
      if (input.partial === '') return otherwise.judge(input);
      if (judged?.input.partial !== input.partial || judged.input.expects !== input.expects)
        judged = { input, is: completenessOf(input.partial, input.expects, input.language) };
      const { is } = judged;
      const requiredSilenceMs =
        input.partialAgeMs < settledPartialMs
          ? Math.max(silenceMs[is], settings.plainSilenceMs)
          : silenceMs[is];
      return { requiredSilenceMs, confidence: confidence[is], reason: is };
    },
  };
}

/**
 * Waits about as long as this caller pauses: longer for the slow, shorter for the quick. Not where the words say that
 * nothing is missing, and never shorter where they say that something is.
 */
export function ownPausesStrategy(inner: EndOfTurn): EndOfTurn {
  return {
    judge: (input) => {
      const judgement = inner.judge(input);
      const ownMs = input.pauses.expectedMs;
      if (ownMs === null || judgement.reason === 'answer') return judgement;
      const given = judgement.requiredSilenceMs;
      const least = judgement.reason === 'unfinished' ? given : given * leastOfOwnPauses;
      return { ...judgement, requiredSilenceMs: Math.min(Math.max(ownMs, least), given * mostOfOwnPauses) };
    },
  };
}

/** The strategies that an agent's settings ask for. */
export function endOfTurnOf(settings: VoiceSettings): EndOfTurn {
  const silence = silenceStrategy(settings);
  const words = settings.readWords ? wordsStrategy(settings, silence) : silence;
  return settings.adaptToPauses ? ownPausesStrategy(words) : words;
}

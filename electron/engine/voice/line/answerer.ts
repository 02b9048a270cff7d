/**
 * Who has answered? Decided from when they speak, what they say and which tones they make, as early as is safe: a person
 * waits after "hello?", a machine goes on.
 *
 *   listening ──"hello?", then silence─────────────────────────────► human
 *      │     ──words that only a machine says──────────────────────► voicemail, ivr, unavailable
 *      │     ──beep──► voicemail      ──special information tone────► unavailable
 *      │     ──long speech, then a beep or too much of it───────────► voicemail
 *      └───────nobody speaks, or nothing tells────────────────────► uncertain
 */
import type { AnswererKind } from '#shared/domain/line-craft.ts';
import type { HeardTone } from './beep-detector.ts';
import { readGreeting } from './greetings/index.ts';

export interface AnswererVerdict {
  result: AnswererKind;
  /** For a person: what told. */
  reason: string;
}

/** All ms. The published defaults of the field are 2.5 s of speech, 10 s without any, 20 s in all. */
export const answererLimits = {
  /** Longer speech without a pause is no "hello?". */
  longSpeechMs: 2500,
  /** Silence after a short greeting that tells a person, who waits for an answer. */
  silenceAfterHelloMs: 250,
  silenceAfterShortMs: 550,
  silenceAfterMediumMs: 900,
  /** A person says their name and company in less than this. */
  shortSpeechMs: 1200,
  /** A receptionist's whole greeting; a machine's is longer, or ends with a beep. */
  receptionMs: 5000,
  /** Time for the beep after a long greeting. */
  beepPatienceMs: 1800,
  /** Nobody speaks so long without being spoken to. */
  machineSpeechMs: 9000,
  noSpeechMs: 10_000,
  decisionMs: 20_000,
};

export class Answerer {
  readonly #language: string;
  #verdict: AnswererVerdict | null = null;
  /** Speech of the greeting so far, pauses left out, and where the present utterance began. */
  #speechMs = 0;
  #onsetMs: number | null = null;
  #lastSpeechMs: number | null = null;
  #longestMs = 0;
  #text = '';

  /** `language`: BCP 47, of what is expected to be heard. */
  constructor(language: string) {
    this.#language = language;
  }

  get verdict(): AnswererVerdict | null {
    return this.#verdict;
  }

  /** End of the newest speech, ms; null before any. */
  get lastSpeechMs(): number | null {
    return this.#lastSpeechMs;
  }

  speechStart(onsetMs: number): void {
    this.#onsetMs = onsetMs;
  }

  speechStop(endMs: number): void {
    if (this.#onsetMs !== null) {
      this.#speechMs += endMs - this.#onsetMs;
      this.#longestMs = Math.max(this.#longestMs, endMs - this.#onsetMs);
    }
    this.#onsetMs = null;
    this.#lastSpeechMs = endMs;
  }

  /** All words heard so far. */
  words(text: string): void {
    this.#text = text;
    const greeting = readGreeting(text, this.#language);
    if (greeting && greeting.answerer !== 'human') {
      this.#decide(greeting.answerer, `it said “${greeting.cue}”`);
    }
  }

  tone({ kind, frequencyHz }: HeardTone): void {
    if (kind === 'special-information') this.#decide('unavailable', 'special information tone');
    if (kind === 'beep') this.#decide('voicemail', `a beep of ${frequencyHz} Hz`);
  }

  /** Time goes on: what silence and length tell. */
  at(nowMs: number): void {
    const limits = answererLimits;
    if (this.#onsetMs !== null) {
      const speech = this.#speechMs + nowMs - this.#onsetMs;
      if (speech >= limits.machineSpeechMs) this.#decide('voicemail', `${seconds(speech)} of speech`);
    } else if (this.#lastSpeechMs === null) {
      if (nowMs >= limits.noSpeechMs) this.#decide('uncertain', `nobody spoke for ${seconds(nowMs)}`);
    } else this.#afterSpeech(nowMs - this.#lastSpeechMs);
    if (nowMs >= limits.decisionMs) this.#decide('uncertain', `undecided after ${seconds(nowMs)}`);
  }

  #afterSpeech(silenceMs: number): void {
    const limits = answererLimits;
    const said = this.#text === '' ? null : readGreeting(this.#text, this.#language);
    const isPerson = said?.answerer === 'human';
    if (isPerson && silenceMs >= (said.waits ? limits.silenceAfterHelloMs : limits.silenceAfterMediumMs)) {
      this.#decide('human', `they said “${said.cue}”`);
      return;
    }
    if (isPerson) return;
    const total = this.#speechMs;
    if (this.#longestMs < limits.longSpeechMs && total < limits.receptionMs) {
      const short = total <= limits.shortSpeechMs;
      const wanted = short ? limits.silenceAfterShortMs : limits.silenceAfterMediumMs;
      if (silenceMs >= wanted)
        this.#decide('human', `${seconds(total)} of speech, then ${seconds(silenceMs)} of silence`);
      return;
    }
    if (silenceMs < limits.beepPatienceMs) return;
    const result = total < limits.receptionMs ? 'human' : 'voicemail';
    this.#decide(result, `${seconds(total)} of speech, and no beep after it`);
  }

  #decide(result: AnswererKind, reason: string): void {
    this.#verdict ??= { result, reason };
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

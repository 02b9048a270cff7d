/** What the caller has heard of the agent since their last turn, and whether a question is in the air. */
import { isYesNoQuestion } from './expectations.ts';

/** After a question "yeah" is taken for its answer for so long, even though the agent goes on. */
const answerWindowMs = 2000;
/** So long before its end a question can be answered. */
const earlyAnswerMs = 800;

export class AgentWords {
  readonly #language: string;
  #said = '';
  #last = '';
  #lastEndMs = -Infinity;

  /** @param language BCP 47 */
  constructor(language: string) {
    this.#language = language;
  }

  get said(): string {
    return this.#said;
  }

  /** A piece of speech has been heard, up to this moment. */
  heard(text: string, nowMs: number): void {
    if (text === '') return;
    this.#said = `${this.#said} ${text}`.trim();
    this.#last = text;
    this.#lastEndMs = nowMs;
  }

  /** The caller has answered. */
  answered(): void {
    this.#said = '';
    this.#last = '';
  }

  /**
   * Would a "yes" be an answer now? `ahead`: what is being heard and what is queued behind it, with the time until all of
   * it is said, null when that is not known.
   */
  awaitsAnswer(ahead: { text: string; remainingMs: number | null } | null, nowMs: number): boolean {
    const justAsked = nowMs - this.#lastEndMs <= answerWindowMs && this.#last.includes('?');
    if (justAsked && isYesNoQuestion(this.#said, this.#language)) return true;
    if (!ahead?.text.includes('?')) return false;
    if (ahead.remainingMs === null || ahead.remainingMs > earlyAnswerMs) return false;
    return isYesNoQuestion(`${this.#said} ${ahead.text}`, this.#language);
  }
}

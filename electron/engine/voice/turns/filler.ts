/** A short line for a caller who waits in silence because a provider has failed and the next is being asked. */
import type { Disposable } from '../../base/disposable.ts';
import type { Timeline } from '../../base/timeline.ts';

/** Silence after which a caller wonders whether the line is dead, ms. */
const patienceMs = 1500;
/** The next provider often answers within this time, and then its answer is better than a line that delays it, ms. */
const graceMs = 400;

const lines: Readonly<Record<string, string>> = {
  en: 'One moment, please.',
  de: 'Einen Moment, bitte.',
  es: 'Un momento, por favor.',
  fr: 'Un instant, s’il vous plaît.',
  it: 'Un momento, per favore.',
  nl: 'Een moment, alstublieft.',
  pt: 'Um momento, por favor.',
};

/** What an agent says while it looks, in its language. BCP 47; English where there is no line. */
export function fillerLine(language: string): string {
  return lines[language.split('-')[0]?.toLowerCase() ?? ''] ?? 'One moment, please.';
}

/** At most one line a turn. */
export class Filler implements Disposable {
  readonly #timeline: Timeline;
  readonly #line: string;
  readonly #say: (line: string, speechId: string) => void;
  #waitsSinceMs: number | null = null;
  #turns = 0;
  #timer: Disposable | null = null;

  /** @param say says the line, unless the caller has stopped waiting */
  constructor(timeline: Timeline, language: string, say: (line: string, speechId: string) => void) {
    this.#timeline = timeline;
    this.#line = fillerLine(language);
    this.#say = say;
  }

  /** The caller has finished and waits. */
  waitFrom(nowMs: number): void {
    this.dispose();
    this.#waitsSinceMs = nowMs;
    this.#turns += 1;
  }

  providerMoved(): void {
    if (this.#waitsSinceMs === null || this.#timer) return;
    const dueMs = Math.max(this.#waitsSinceMs + patienceMs, this.#timeline.now() + graceMs);
    this.#timer = this.#timeline.at(dueMs, () => {
      this.#waitsSinceMs = null;
      this.#say(this.#line, this.#speechId);
    });
  }

  isSpeech(speechId: string | undefined): boolean {
    return speechId === this.#speechId;
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#timer = null;
    this.#waitsSinceMs = null;
  }

  get #speechId(): string {
    return `filler_${String(this.#turns)}`;
  }
}

/**
 * A short line for a caller who waits in silence: because a provider has failed and the next is being asked, or because
 * a hosted one does not answer.
 */
import type { Disposable } from '../../base/disposable.ts';
import type { Timeline } from '../../base/timeline.ts';

/** Silence after which a caller wonders whether the line is dead, ms. */
const patienceMs = 1500;
/** The next provider often answers within this time, and then its answer is better than a line that delays it, ms. */
const graceMs = 400;
/** A hosted model's slowest answers take 2.2 s (p95 of the field); who has waited this long is told that it goes on, ms. */
const hostedPatienceMs = 3000;

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
  readonly #hosted: boolean;
  #waitsSinceMs: number | null = null;
  #turns = 0;
  #timer: Disposable | null = null;
  #dueMs = Infinity;

  /**
   * @param say says the line, unless the caller has stopped waiting
   * @param hosted a provider is a server elsewhere: a long wait is a reason by itself
   */
  constructor(
    timeline: Timeline,
    language: string,
    say: (line: string, speechId: string) => void,
    hosted = false,
  ) {
    this.#hosted = hosted;
    this.#timeline = timeline;
    this.#line = fillerLine(language);
    this.#say = say;
  }

  /** The caller has finished and waits. */
  waitFrom(nowMs: number): void {
    this.dispose();
    this.#waitsSinceMs = nowMs;
    this.#turns += 1;
    if (this.#hosted) this.#sayAt(nowMs + hostedPatienceMs);
  }

  providerMoved(): void {
    if (this.#waitsSinceMs === null) return;
    this.#sayAt(Math.max(this.#waitsSinceMs + patienceMs, this.#timeline.now() + graceMs));
  }

  isSpeech(speechId: string | undefined): boolean {
    return speechId === this.#speechId;
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#timer = null;
    this.#dueMs = Infinity;
    this.#waitsSinceMs = null;
  }

  /** Unless it is to be said sooner. */
  #sayAt(dueMs: number): void {
    if (dueMs >= this.#dueMs) return;
    this.#timer?.dispose();
    this.#dueMs = dueMs;
    this.#timer = this.#timeline.at(dueMs, () => {
      this.dispose();
      this.#say(this.#line, this.#speechId);
    });
  }

  get #speechId(): string {
    return `filler_${String(this.#turns)}`;
  }
}

/**
 * Single keys become an entry: it is complete when nothing more can come (a menu of single keys, `#`), or when no
 * further key came for a while.
 *
 *   empty ──key──► collecting ──key──► collecting
 *     ▲               │ #, longest length, or interDigitMs without a key
 *     └───complete────┘
 */
import type { DtmfKey } from '../../audio/dtmf-keys.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Timeline } from '../../base/timeline.ts';

export interface DigitCollectorOptions {
  timeline: Timeline;
  /** Longest wait for the next key, ms. */
  interDigitMs: number;
  /** How many keys the present step can want; asked at every key. */
  maximumDigits: () => number;
  /** The entry, without its closing `#`; `#` alone is an entry too. `atMs`: when its first key was pressed, on the caller's clock. */
  complete: (digits: string, atMs: number) => void;
}

/** More keys than anybody enters at once (a card number has 19, an IBAN 34); the rest would be a stuck key. */
export const longestEntry = 40;

export class DigitCollector {
  readonly #options: DigitCollectorOptions;
  #digits = '';
  #startMs = 0;
  #timer: Disposable | undefined;

  constructor(options: DigitCollectorOptions) {
    this.#options = options;
  }

  /** Keys wait to become an entry. */
  get collecting(): boolean {
    return this.#digits !== '';
  }

  /** Called inside an event of the timeline. */
  press(key: DtmfKey, atMs: number): void {
    this.#timer?.dispose();
    if (this.#digits === '') this.#startMs = atMs;
    const closes = key === '#' && this.#digits !== '';
    if (!closes) this.#digits += key;
    const { timeline, interDigitMs, maximumDigits } = this.#options;
    const most = Math.min(maximumDigits(), longestEntry);
    if (closes || key === '#' || this.#digits.length >= most) this.#complete();
    else {
      this.#timer = timeline.at(timeline.now() + interDigitMs, () => {
        this.#complete();
      });
    }
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#digits = '';
  }

  #complete(): void {
    const digits = this.#digits;
    this.#digits = '';
    this.#options.complete(digits, this.#startMs);
  }
}

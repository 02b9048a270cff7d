/** Turns of the caller that are no speech: lines typed and keys pressed. They wait until they can be taken up. */
import type { DtmfKey } from '../../audio/dtmf-keys.ts';
import type { Timeline } from '../../base/timeline.ts';
import { pressedText } from '../../providers/spec/pressed-keys.ts';
import type { Dialogue } from '../dialogue.ts';
import type { EventLog } from '../event-log.ts';
import { DigitCollector } from '../line/digit-collector.ts';
import { expectedDigits } from '../line/expected-digits.ts';

export interface Entry {
  text: string;
  typed: boolean;
}

const defaultKeyPauseMs = 2000;

export class CallerEntries {
  readonly #waiting: Entry[] = [];
  readonly #log: EventLog;
  readonly #digits: DigitCollector;

  constructor(options: {
    timeline: Timeline;
    log: EventLog;
    dialogue: Pick<Dialogue, 'hints'>;
    /** Longest wait for the next key of a number that is keyed in. */
    keyPauseMs: number | undefined;
    /** Keys have become an entry. */
    keyed: () => void;
  }) {
    const { timeline, log, dialogue, keyPauseMs = defaultKeyPauseMs, keyed } = options;
    this.#log = log;
    this.#digits = new DigitCollector({
      timeline,
      interDigitMs: keyPauseMs,
      maximumDigits: () => expectedDigits(dialogue.hints()),
      complete: (digits, atMs) => {
        log.write('dtmf', { direction: 'in', digits }, atMs);
        this.#waiting.push({ text: pressedText(digits), typed: false });
        keyed();
      },
    });
  }

  type(text: string): void {
    this.#waiting.push({ text, typed: true });
  }

  /** `atMs`: of media. */
  press(key: DtmfKey, atMs: number): void {
    this.#digits.press(key, atMs);
  }

  /** The next one, which is taken up now. */
  take(): Entry | undefined {
    return this.#waiting.shift();
  }

  /** A turn of its own, over as soon as it has begun. */
  write({ text, typed }: Entry): void {
    this.#log.turn += 1;
    this.#log.write('turn-start', {});
    this.#log.write('turn-end', { silence_ms: 0 });
    this.#log.write('transcript-final', { text, understood: true, typed });
  }

  dispose(): void {
    this.#digits.dispose();
  }
}

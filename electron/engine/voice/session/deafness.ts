/**
 * The mute rules: the caller is not listened to until the opening has been heard, while something is queued that may not
 * be interrupted, and as the dialogue asks.
 */
import type { EventLog } from '../event-log.ts';

export interface DeafnessOptions {
  log: EventLog;
  /** The agent says, or is about to say, what the caller may not speak over. */
  uninterruptible: () => boolean;
  /** The caller is held. */
  frozen: () => boolean;
  changed: (deaf: boolean) => void;
}

export class Deafness {
  readonly #options: DeafnessOptions;
  #deaf = false;
  #openingOver = false;
  #mutedByDialogue = false;

  constructor(options: DeafnessOptions) {
    this.#options = options;
  }

  /** As of the last `update`. */
  get deaf(): boolean {
    return this.#deaf;
  }

  /** May the caller be answered? Not before the agent has opened the call. */
  get listening(): boolean {
    return this.#openingOver && !this.#deaf;
  }

  /** The opening has been heard: only then does the agent listen. */
  openingHeard(): void {
    this.#openingOver = true;
  }

  /** The dialogue wants nobody to be listened to: a tool runs. */
  muteByDialogue(muted: boolean): void {
    this.#mutedByDialogue = muted;
  }

  update(): void {
    const reason = this.#reason();
    const deaf = reason !== null;
    if (deaf === this.#deaf) return;
    this.#deaf = deaf;
    const { log, changed } = this.#options;
    changed(deaf);
    if (deaf) log.write('caller-mute', { reason });
    else log.write('caller-unmute', {});
  }

  #reason(): string | null {
    if (this.#options.frozen()) return 'on hold';
    if (!this.#openingOver) return 'opening';
    if (this.#mutedByDialogue) return 'a tool runs';
    return this.#options.uninterruptible() ? 'agent may not be interrupted' : null;
  }
}

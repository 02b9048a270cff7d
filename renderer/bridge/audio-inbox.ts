/**
 * The listening half of an audio channel. A channel is used a moment after it has opened, so what arrives
 * before a listener is there is kept for it.
 */
import type { AudioControl } from '#shared/bridge/contract.ts';

type Item = { type: 'frame'; frame: ArrayBuffer } | { type: 'control'; message: AudioControl };

export class AudioInbox {
  #early: Item[] = [];
  #closed = false;
  #frameListener: ((frame: ArrayBuffer) => void) | null = null;
  #controlListener: ((message: AudioControl) => void) | null = null;
  readonly #closeListeners: (() => void)[] = [];

  readonly onFrame = (listener: (frame: ArrayBuffer) => void): void => {
    this.#frameListener = listener;
    this.#deliver();
  };

  readonly onControl = (listener: (message: AudioControl) => void): void => {
    this.#controlListener = listener;
    this.#deliver();
  };

  readonly onClose = (listener: () => void): void => {
    if (this.#closed) listener();
    else this.#closeListeners.push(listener);
  };

  frame(frame: ArrayBuffer): void {
    this.#early.push({ type: 'frame', frame });
    this.#deliver();
  }

  control(message: AudioControl): void {
    this.#early.push({ type: 'control', message });
    this.#deliver();
  }

  closed(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const listener of this.#closeListeners.splice(0)) listener();
  }

  /** In order of arrival, once both listeners are there: a `clear` must not overtake the frames before it. */
  #deliver(): void {
    if (!this.#frameListener || !this.#controlListener) return;
    const items = this.#early;
    this.#early = [];
    for (const item of items) {
      if (item.type === 'frame') this.#frameListener(item.frame);
      else this.#controlListener(item.message);
    }
  }
}

/** A typed, synchronous event source. Listeners are told in the order in which they subscribed. */
import type { Disposable } from './disposable.ts';

export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<(value: T) => void>();

  /** Subscribes; dispose the answer to stop. */
  readonly on = (listener: (value: T) => void): Disposable => {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  };

  emit(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

/** The subscribing half of an Emitter. */
export type Subscribe<T> = (listener: (value: T) => void) => Disposable;

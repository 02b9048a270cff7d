/** A stream that is read as it comes and kept, so that whoever comes later, or twice, gets all of it from the start. */
export class Replay<T> {
  readonly #items: T[] = [];
  #over = false;
  #error: { thrown: unknown } | null = null;
  #waiting: (() => void)[] = [];

  get items(): readonly T[] {
    return this.#items;
  }

  get over(): boolean {
    return this.#over;
  }

  get failed(): boolean {
    return this.#error !== null;
  }

  push(item: T): void {
    if (this.#over) return;
    this.#items.push(item);
    this.#wake();
  }

  end(): void {
    this.#over = true;
    this.#wake();
  }

  /** Readers get what has come, then this is thrown at them. */
  fail(thrown: unknown): void {
    if (this.#over) return;
    this.#error = { thrown };
    this.end();
  }

  async *read(): AsyncGenerator<T, void> {
    for (let index = 0; ; index += 1) {
      while (index >= this.#items.length && !this.#over)
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      if (index >= this.#items.length) break;
      yield this.#items[index] as T;
    }
    if (this.#error) throw this.#error.thrown;
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

/** The words of an answer that are meant to be heard: without the thoughts that some models write down first. */

const OPEN = '<think>';
const CLOSE = '</think>';

/** Leaves out a `<think>…</think>` at the beginning (Qwen, DeepSeek R1 and others where the server does not take it out). */
export class SpokenText {
  #state: 'beginning' | 'thinking' | 'after-thinking' | 'speaking' = 'beginning';
  #held = '';

  /** What of the answer can be spoken now that this has come. */
  push(delta: string): string {
    if (this.#state === 'speaking') return delta;
    this.#held += delta;
    if (this.#state === 'beginning') {
      const start = this.#held.trimStart();
      if (start.startsWith(OPEN)) this.#state = 'thinking';
      else if (OPEN.startsWith(start)) return '';
      else return this.#speak();
    }
    if (this.#state === 'thinking') {
      const end = this.#held.indexOf(CLOSE);
      if (end < 0) {
        // Enough is kept to find a closing tag that is cut in two.
        this.#held = OPEN + this.#held.slice(OPEN.length).slice(-CLOSE.length);
        return '';
      }
      this.#held = this.#held.slice(end + CLOSE.length);
      this.#state = 'after-thinking';
    }
    this.#held = this.#held.trimStart();
    return this.#held === '' ? '' : this.#speak();
  }

  /** The answer is complete: what was still held back. */
  flush(): string {
    return this.#state === 'beginning' ? this.#speak() : '';
  }

  #speak(): string {
    const text = this.#held;
    this.#held = '';
    this.#state = 'speaking';
    return text;
  }
}

/** Audio between a vendor's socket and whoever plays it: chunks come at the vendor's pace and are taken one at a time. */
import { VendorError } from './vendor-error.ts';

/** Deadlines of one synthesis, in ms. */
export interface SpeechDeadlines {
  /** From the request to the first audio. */
  firstAudioMs: number;
  /** Between two chunks, while somebody waits for the next. */
  betweenChunksMs: number;
}

export const defaultSpeechDeadlines: SpeechDeadlines = { firstAudioMs: 4000, betweenChunksMs: 4000 };

export class AudioQueue {
  readonly #vendor: string;
  readonly #deadlines: SpeechDeadlines;
  readonly #chunks: Int16Array[] = [];
  /** The low byte of a sample whose high byte comes with the next piece. */
  #oddByte: number | null = null;
  #ended = false;
  #error: Error | null = null;
  #heard = false;
  #wake: (() => void) | null = null;

  constructor(vendor: string, deadlines: SpeechDeadlines) {
    this.#vendor = vendor;
    this.#deadlines = deadlines;
  }

  /** Has the vendor ended it, well or not? */
  get over(): boolean {
    return this.#ended || this.#error !== null;
  }

  /** Has the vendor said everything? Whether it has all been taken is another matter. */
  get ended(): boolean {
    return this.#ended && this.#error === null;
  }

  get heard(): boolean {
    return this.#heard;
  }

  /** Takes int16 little-endian bytes; a piece may end in the middle of a sample. */
  push(bytes: Uint8Array): void {
    if (this.over || bytes.length === 0) return;
    let whole = bytes;
    if (this.#oddByte !== null) {
      whole = new Uint8Array(bytes.length + 1);
      whole[0] = this.#oddByte;
      whole.set(bytes, 1);
    }
    const count = whole.length >> 1;
    this.#oddByte = whole.length % 2 === 1 ? (whole[whole.length - 1] ?? 0) : null;
    if (count === 0) return;
    const view = new DataView(whole.buffer, whole.byteOffset, count * 2);
    const samples = new Int16Array(count);
    for (let index = 0; index < count; index += 1) samples[index] = view.getInt16(index * 2, true);
    this.#heard = true;
    this.#chunks.push(samples);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  fail(error: Error): void {
    if (this.over) return;
    this.#error = error;
    this.#wake?.();
  }

  /**
   * The next chunk; null at the end, or once the signal aborts. What had arrived before a failure comes first.
   *
   * @throws whatever the queue failed with; a VendorError `timeout` when the vendor misses its deadline
   */
  async take(signal: AbortSignal): Promise<Int16Array | null> {
    if (this.#chunks.length === 0 && !this.over && !signal.aborted) await this.#arrival(signal);
    if (signal.aborted) return null;
    const chunk = this.#chunks.shift();
    if (chunk) return chunk;
    if (this.#error) throw this.#error;
    return null;
  }

  #arrival(signal: AbortSignal): Promise<void> {
    const deadlineMs = this.#heard ? this.#deadlines.betweenChunksMs : this.#deadlines.firstAudioMs;
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(() => {
        const what = this.#heard ? 'sent no further audio' : 'sent no audio';
        this.fail(new VendorError('timeout', `${this.#vendor} ${what} for ${deadlineMs} ms.`));
        done();
      }, deadlineMs);
      signal.addEventListener('abort', done, { once: true });
      this.#wake = done;
    });
  }
}

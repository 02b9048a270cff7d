/** Netstrings, as baresip's `ctrl_tcp` speaks them: `LENGTH:TEXT,`, the length in bytes. */

export function netstring(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from(`${String(bytes.length)}:`), bytes, Buffer.from(',')]);
}

export class NetstringReader {
  #rest = Buffer.alloc(0);

  /** Those that are whole now. */
  push(chunk: Buffer): string[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const texts: string[] = [];
    for (;;) {
      const colon = this.#rest.indexOf(':');
      if (colon < 0) return texts;
      const length = Number(this.#rest.toString('latin1', 0, colon));
      if (!Number.isInteger(length)) throw new Error('What came is no netstring.');
      const end = colon + 1 + length;
      if (this.#rest.length <= end) return texts;
      texts.push(this.#rest.toString('utf8', colon + 1, end));
      this.#rest = this.#rest.subarray(end + 1);
    }
  }
}

/**
 * Files on their way between a page and the studio, in pieces: a message of 50 MB would stop the beat of a call while it is
 * parsed. Each lies in a folder of its own, which is gone when it has been used or forgotten.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '#engine/base/errors.ts';

/** Nobody waits longer than this between two pieces. */
const idleMs = 10 * 60_000;
const mostAtOnce = 8;

export interface Transfer {
  id: string;
  /** Also for what is made of the file. */
  folder: string;
  path: string;
}

export class Transfers {
  readonly #root: string;
  readonly #open = new Map<string, { transfer: Transfer; forget: NodeJS.Timeout }>();

  constructor({ dataDir }: { dataDir: string }) {
    this.#root = join(dataDir, 'transfers');
  }

  async begin(): Promise<Transfer> {
    if (this.#open.size >= mostAtOnce)
      throw new StudioError(
        'input-invalid',
        'Too many files are on their way at once. Wait for one of them.',
        {
          retryable: true,
        },
      );
    const id = randomUUID();
    const folder = join(this.#root, id);
    const transfer = { id, folder, path: join(folder, 'file') };
    this.#keep(transfer);
    await mkdir(folder, { recursive: true });
    return transfer;
  }

  get(id: string): Transfer {
    const found = this.#open.get(id);
    if (!found)
      throw new StudioError(
        'input-invalid',
        'This file is no longer here: it was left for too long. Choose it again.',
      );
    clearTimeout(found.forget);
    this.#keep(found.transfer);
    return found.transfer;
  }

  /** Answers the size so far. */
  async append({ path }: Transfer, bytes: Uint8Array, mostBytes: number): Promise<number> {
    const before = await stat(path).then(
      ({ size }) => size,
      () => 0,
    );
    if (before + bytes.length > mostBytes)
      throw new StudioError(
        'input-invalid',
        `The file is larger than ${Math.floor(mostBytes / 1_000_000)} MB, the most that is read.`,
      );
    const file = await open(path, 'a');
    try {
      await file.write(bytes);
    } finally {
      await file.close();
    }
    return before + bytes.length;
  }

  /** Up to `mostBytes` from `offset`; `next` is null at the end. */
  async read(
    { path }: Transfer,
    offset: number,
    mostBytes: number,
  ): Promise<{ bytes: Uint8Array; next: number | null }> {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const length = Math.max(0, Math.min(mostBytes, size - offset));
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(length), position: offset });
      const next = offset + bytesRead;
      return { bytes: buffer.subarray(0, bytesRead), next: next >= size || bytesRead === 0 ? null : next };
    } finally {
      await file.close();
    }
  }

  async end({ id, folder }: Transfer): Promise<void> {
    clearTimeout(this.#open.get(id)?.forget);
    this.#open.delete(id);
    await rm(folder, { recursive: true, force: true });
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#open.values()].map(({ transfer }) => this.end(transfer)));
  }

  #keep(transfer: Transfer): void {
    const forget = setTimeout(() => void this.end(transfer), idleMs);
    forget.unref();
    this.#open.set(transfer.id, { transfer, forget });
  }
}

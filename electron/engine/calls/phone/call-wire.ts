/**
 * The wire log of one run: what went over the wire for its calls, one JSON object a line in `wire.ndjson` of the run's
 * folder. Written in steps, so that a run whose process was killed has it too.
 */
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { wireEntrySchema, type WireEntry } from '#shared/domain/phone-call.ts';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { Logger } from '../../base/logger.ts';
import type { Timeline } from '../../base/timeline.ts';
import type { WireSource } from './ports.ts';

const fileName = 'wire.ndjson';
/** A kill loses this much, ms. */
const stepMs = 1000;
/** A peer that talks without end does not fill the disk: what is beyond is left out, but the last words are not told apart. */
const mostEntries = 5000;
const mostBytes = 4_000_000;

export interface CallWireOptions {
  folder: string;
  source: WireSource;
  timeline: Timeline;
  logger: Logger;
}

export class CallWire {
  readonly #options: CallWireOptions;
  readonly #subscriptions = new DisposableStore();
  readonly #entries: WireEntry[] = [];
  #bytes = 0;
  #unwritten = '';
  #step: Disposable | undefined;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: CallWireOptions) {
    this.#options = options;
  }

  /** Everything of this SIP call belongs to the run, also what has passed already. */
  follow(callId: string): void {
    const { source } = this.#options;
    for (const entry of source.entries(callId)) this.add(entry);
    this.#subscriptions.add(
      source.onEntry(({ callId: of, entry }) => {
        if (of === callId) this.add(entry);
      }),
    );
  }

  get entries(): readonly WireEntry[] {
    return this.#entries;
  }

  add(entry: WireEntry): void {
    if (this.#closed || this.#entries.length >= mostEntries || this.#bytes >= mostBytes) return;
    const line = `${JSON.stringify(entry)}\n`;
    this.#entries.push(entry);
    this.#bytes += line.length;
    this.#unwritten += line;
    const { timeline } = this.#options;
    this.#step ??= timeline.at(timeline.now() + stepMs, () => {
      this.#step = undefined;
      this.#write();
    });
  }

  /** Nothing is added any more. Resolves when all is on disk, or could not be brought there. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#subscriptions.dispose();
    this.#step?.dispose();
    this.#write();
    await this.#writing;
  }

  #write(): void {
    const text = this.#unwritten;
    if (text === '') return;
    this.#unwritten = '';
    const { folder, logger } = this.#options;
    this.#writing = this.#writing
      .then(() => appendFile(join(folder, fileName), text))
      .catch((error: unknown) => {
        logger.log('error', 'a wire log could not be written', { error: String(error) });
      });
  }
}

/** Oldest first; empty for a run that has none. A line that was cut by a kill is left out. */
export async function readWire(folder: string): Promise<WireEntry[]> {
  const text = await readFile(join(folder, fileName), 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  const entries: WireEntry[] = [];
  for (const line of text.split('\n')) {
    try {
      const parsed = wireEntrySchema.safeParse(JSON.parse(line));
      if (parsed.success) entries.push(parsed.data);
    } catch {
      // Cut, or empty: the last one.
    }
  }
  return entries.sort((a, b) => a.time_ms - b.time_ms);
}

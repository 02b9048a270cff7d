/** `secrets.json`: read when it is asked for, written whole or not at all, and set aside when it is damaged. */
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '#engine/base/errors.ts';
import type { Logger } from '#engine/base/logger.ts';
import { lockSchema, sealedSchema } from './passphrase.ts';

const setAt = z.string();

const entrySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('plain'), set_at: setAt, value: z.string() }),
  z.object({ kind: z.literal('keychain'), set_at: setAt, data: z.base64() }),
  z.object({ kind: z.literal('passphrase'), set_at: setAt, ...sealedSchema.shape }),
]);
export type SecretEntry = z.infer<typeof entrySchema>;

const storedSchema = z.object({
  version: z.literal(1),
  /** Null: no passphrase is set. */
  lock: lockSchema.nullable(),
  /** By connection id. */
  entries: z.record(z.string(), entrySchema),
});
export type StoredSecrets = z.infer<typeof storedSchema>;

const empty: StoredSecrets = { version: 1, lock: null, entries: {} };

export class SecretsFile {
  readonly path: string;
  readonly #logger: Logger;
  /** One change after another: two at once must not undo each other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(dataDir: string, logger: Logger) {
    this.path = join(dataDir, 'secrets.json');
    this.#logger = logger;
  }

  async read(): Promise<StoredSecrets> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (cause) {
      if (isMissing(cause)) return empty;
      throw new ConfigError(
        'config-invalid',
        `The keys in ${this.path} cannot be read. Check its permissions.`,
        { cause },
      );
    }
    const stored = parse(text);
    if (stored) return stored;
    const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
    const kept = this.path.replace(/\.json$/, `.damaged-${stamp}.json`);
    await rename(this.path, kept);
    this.#logger.log('error', 'the file of the keys was damaged: it was set aside, enter the keys again', {
      kept,
    });
    return empty;
  }

  /** Reads, changes and writes in one go. */
  change(edit: (stored: StoredSecrets) => StoredSecrets | Promise<StoredSecrets>): Promise<void> {
    const done = this.#last.then(async () => {
      const next = await edit(await this.read());
      await this.#write(`${JSON.stringify(next, null, 2)}\n`);
    });
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #write(text: string): Promise<void> {
    const draft = `${this.path}.${String(process.pid)}.new`;
    try {
      // Never readable by others, not even while it is being written.
      const file = await open(draft, 'w', 0o600);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, this.path);
    } catch (cause) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw new ConfigError(
        'config-invalid',
        `The key could not be written to ${this.path}. Check that the folder exists, is writable and has space.`,
        { cause, retryable: true },
      );
    }
  }
}

function parse(text: string): StoredSecrets | null {
  try {
    return storedSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

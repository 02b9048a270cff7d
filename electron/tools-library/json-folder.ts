/**
 * A folder of small JSON files, one an object: written whole or not at all, readable by the person's own account only. What
 * is deleted waits a day under `deleted/`. Every process that opened the data directory may read and write.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '#engine/base/errors.ts';

const keptDeletedMs = 24 * 60 * 60 * 1000;
const ending = '.json';

export class JsonFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Names without their ending. */
  async names(): Promise<string[]> {
    const files = await readdir(this.path).catch(absent<string[]>([]));
    return files.filter((file) => file.endsWith(ending)).map((file) => file.slice(0, -ending.length));
  }

  /** The text of the file; null when there is none. */
  read(name: string): Promise<string | null> {
    return readFile(this.#file(name), 'utf8').catch(absent(null));
  }

  async write(name: string, value: unknown): Promise<void> {
    const partial = join(this.path, `${name}.${randomBytes(4).toString('hex')}.partial`);
    try {
      await mkdir(this.path, { recursive: true });
      await writeFile(partial, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
      await rename(partial, this.#file(name));
    } catch (cause) {
      await rm(partial, { force: true }).catch(() => undefined);
      throw new ConfigError(
        'config-invalid',
        `It could not be written to ${this.path}. Check that the folder exists, is writable and has space.`,
        { cause, retryable: true },
      );
    }
  }

  /** False when there is none. `bringBack` undoes it within a day. */
  async setAside(name: string): Promise<boolean> {
    const aside = join(this.path, 'deleted');
    await mkdir(aside, { recursive: true });
    for (const file of await readdir(aside)) {
      // Moving a file changes its status, not its content.
      const found = await stat(join(aside, file)).catch(absent(null));
      if (found && Date.now() - found.ctimeMs > keptDeletedMs) await rm(join(aside, file), { force: true });
    }
    return this.#move(this.#file(name), join(aside, name + ending));
  }

  async bringBack(name: string): Promise<boolean> {
    return this.#move(join(this.path, 'deleted', name + ending), this.#file(name));
  }

  /** Names of what waits under `deleted/`. */
  async deletedNames(): Promise<string[]> {
    return new JsonFolder(join(this.path, 'deleted')).names();
  }

  /** A file that cannot be read is kept beside the others, so that nothing is written over it. */
  async keepDamaged(name: string): Promise<void> {
    await this.#move(this.#file(name), `${this.#file(name)}.damaged`);
  }

  async remove(name: string): Promise<void> {
    await rm(this.#file(name), { force: true });
  }

  #file(name: string): string {
    return join(this.path, name + ending);
  }

  async #move(from: string, to: string): Promise<boolean> {
    return rename(from, to).then(() => true, absent(false));
  }
}

/** What stands for a file or folder that is not there; any other failure is told. */
function absent<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return instead;
    throw error;
  };
}

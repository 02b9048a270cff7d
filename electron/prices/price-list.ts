/**
 * The price table: Parley's own in `resources/prices`, and a person's in `prices.json` of the data directory, whose entries
 * take the place of the same ones of ours.
 */
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '#engine/base/errors.ts';
import type { Logger } from '#engine/base/logger.ts';
import type { Connection } from '#shared/domain/connections.ts';
import {
  priceKey,
  priceTableSchema,
  type PriceBook,
  type PriceEntry,
  type PriceTable,
} from '#shared/domain/prices.ts';

/** An entry as it is listed. */
export type ListedPrice = PriceEntry & {
  /** Entered by the person; else Parley's. */
  is_own: boolean;
};

export interface PriceListOptions {
  dataDir: string;
  resourcesDir: string;
  logger: Logger;
}

export class PriceList {
  readonly #ownPath: string;
  readonly #builtInPath: string;
  readonly #logger: Logger;

  constructor({ dataDir, resourcesDir, logger }: PriceListOptions) {
    this.#ownPath = join(dataDir, 'prices.json');
    this.#builtInPath = join(resourcesDir, 'prices', 'prices.json');
    this.#logger = logger;
  }

  /** Ours in their order, each with the person's own in its place; theirs that are new at the end. */
  async list(): Promise<ListedPrice[]> {
    const builtIn = priceTableSchema.parse(JSON.parse(await readFile(this.#builtInPath, 'utf8'))).entries;
    const own = new Map((await this.#own()).entries.map((entry) => [priceKey(entry), entry]));
    const listed = builtIn.map((entry): ListedPrice => {
      const key = priceKey(entry);
      const replaced = own.get(key);
      own.delete(key);
      return { ...(replaced ?? entry), is_own: replaced !== undefined };
    });
    return [...listed, ...[...own.values()].map((entry) => ({ ...entry, is_own: true }))];
  }

  /** Puts one entry of the person's in; `null` takes theirs away, so that ours holds again. */
  async set(key: Pick<PriceEntry, 'kind' | 'provider' | 'model'>, entry: PriceEntry | null): Promise<void> {
    const others = (await this.#own()).entries.filter((each) => priceKey(each) !== priceKey(key));
    await this.#write({ entries: entry ? [...others, entry] : others });
  }

  /** For the cost of runs. */
  async book(connections: readonly Pick<Connection, 'id' | 'preset'>[]): Promise<PriceBook> {
    const entries = (await this.list()).map(({ is_own: _isOwn, ...entry }) => entry);
    return { entries, presets: Object.fromEntries(connections.map(({ id, preset }) => [id, preset])) };
  }

  /** A file that is no price table is left where it is, and not used. */
  async #own(): Promise<PriceTable> {
    try {
      return priceTableSchema.parse(JSON.parse(await readFile(this.#ownPath, 'utf8')));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { entries: [] };
      this.#logger.log('warn', 'the prices of the data directory cannot be read: Parley’s own are used', {
        path: this.#ownPath,
      });
      return { entries: [] };
    }
  }

  async #write(table: PriceTable): Promise<void> {
    const draft = `${this.#ownPath}.${String(process.pid)}.new`;
    try {
      await this.#keepUnreadable();
      const file = await open(draft, 'w');
      try {
        await file.writeFile(`${JSON.stringify(table, null, 2)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, this.#ownPath);
    } catch (cause) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw new ConfigError(
        'config-invalid',
        `The price could not be written to ${this.#ownPath}. Check that the folder exists, is writable and has space.`,
        { cause, retryable: true },
      );
    }
  }

  /** What a person wrote by hand and got wrong is set aside before it would be written over. */
  async #keepUnreadable(): Promise<void> {
    const text = await readFile(this.#ownPath, 'utf8').catch(() => null);
    if (text === null || isTable(text)) return;
    const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
    await rename(this.#ownPath, this.#ownPath.replace(/\.json$/, `.damaged-${stamp}.json`));
  }
}

function isTable(text: string): boolean {
  try {
    return priceTableSchema.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

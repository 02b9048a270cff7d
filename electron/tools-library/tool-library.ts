/** The studio's tools: the masters of which agents carry copies. One file each in `tools/` of the data directory. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '#engine/base/errors.ts';
import { Emitter } from '#engine/base/event.ts';
import type { Logger } from '#engine/base/logger.ts';
import { toolSchema, type ToolDocument } from '#shared/domain/tool.ts';
import { JsonFolder } from './json-folder.ts';

export interface MasterTool {
  tool: ToolDocument;
  /** ISO 8601 UTC; grows with every change. */
  updated_at: string;
}

const storedSchema = z.object({ tool: toolSchema, updated_at: z.string() });

export interface ToolLibraryOptions {
  dataDir: string;
  logger: Logger;
  now: () => Date;
}

export class ToolLibrary {
  readonly #folder: JsonFolder;
  readonly #logger: Logger;
  readonly #now: () => Date;
  readonly #changed = new Emitter<undefined>();
  readonly onChanged = this.#changed.on;
  /** One change after another: two at once must not undo each other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor({ dataDir, logger, now }: ToolLibraryOptions) {
    this.#folder = new JsonFolder(join(dataDir, 'tools'));
    this.#logger = logger;
    this.#now = now;
  }

  /** In the order of their names. One whose file is damaged is left out, and logged. */
  async list(): Promise<MasterTool[]> {
    const all = await Promise.all((await this.#folder.names()).map((name) => this.#read(name)));
    return all.filter((master) => master !== null).sort(byName);
  }

  /**
   * Adds it, or writes over the one of its `tool_uuid`.
   *
   * @throws ConfigError when it has no name; `workflow-conflict` when it is no longer as it was at `expectedAt`
   */
  save(tool: ToolDocument, expectedAt: string | null): Promise<MasterTool> {
    return this.#change(async () => {
      const { library_updated_at: _copied, ...kept } = tool;
      if (!kept.name?.trim()) throw new ConfigError('config-invalid', 'The tool has no name. Give it one.');
      const name = fileOf(kept.tool_uuid);
      const before = await this.#read(name);
      if (expectedAt !== null && before?.updated_at !== expectedAt)
        throw new ConfigError(
          'workflow-conflict',
          before
            ? `“${kept.name}” was changed in another window meanwhile. Nothing was written.`
            : `“${kept.name}” was deleted in another window meanwhile. Nothing was written.`,
        );
      const master: MasterTool = { tool: kept, updated_at: this.#stampAfter(before?.updated_at) };
      await this.#folder.write(name, master);
      return master;
    });
  }

  /** `restore` brings it back within a day. */
  delete(id: string): Promise<void> {
    return this.#change(async () => {
      if (!(await this.#folder.setAside(fileOf(id)))) throw notFound();
    });
  }

  restore(id: string): Promise<MasterTool> {
    return this.#change(async () => {
      await this.#folder.bringBack(fileOf(id));
      const master = await this.#read(fileOf(id));
      if (!master) throw notFound();
      return master;
    });
  }

  async #read(name: string): Promise<MasterTool | null> {
    const text = await this.#folder.read(name);
    if (text === null) return null;
    try {
      return storedSchema.parse(JSON.parse(text));
    } catch {
      this.#logger.log('error', 'a tool of the library is damaged', { file: `${name}.json` });
      return null;
    }
  }

  /** Later than the state before, also within one millisecond or when the clock was set back. */
  #stampAfter(before: string | undefined): string {
    const last = before === undefined ? 0 : Date.parse(before) || 0;
    return new Date(Math.max(this.#now().getTime(), last + 1)).toISOString();
  }

  #change<T>(edit: () => Promise<T>): Promise<T> {
    const done = this.#last.then(edit);
    this.#last = done.catch(() => undefined);
    return done.then((result) => {
      this.#changed.emit(undefined);
      return result;
    });
  }
}

/** Ids of documents from elsewhere may be any text; a plain one is its own file name, so that a person finds it. */
export function fileOf(id: string): string {
  if (/^[a-z0-9_-]{1,64}$/.test(id)) return id;
  return `id-${createHash('sha256').update(id).digest('hex').slice(0, 40)}`;
}

function byName(a: MasterTool, b: MasterTool): number {
  return (a.tool.name ?? '').localeCompare(b.tool.name ?? '', 'en') || (a.updated_at < b.updated_at ? 1 : -1);
}

function notFound(): ConfigError {
  return new ConfigError('config-invalid', 'This tool is not in the library. It may have been deleted.');
}

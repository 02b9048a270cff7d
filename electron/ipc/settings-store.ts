/**
 * The settings file, `settings.json` in the data directory. `conf` keeps it outside Electron and electron-store, which is
 * built on it, inside: here is what both share. Keys that this version does not know stay in the file.
 */
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '#engine/base/errors.ts';
import { Emitter } from '#engine/base/event.ts';
import type { Logger } from '#engine/base/logger.ts';
import { connectionSchema, type Connection } from '#shared/domain/connections.ts';
import { settingsChangeSchema, settingsSchema } from '#shared/domain/settings.ts';
import type { Settings } from '#shared/domain/settings.ts';
import type { SettingsStore } from './ports.ts';

export const SETTINGS_NAME = 'settings';

/** The part of `conf` (and of electron-store) that is used. */
export interface SettingsFile {
  store: Record<string, unknown>;
}

export interface SettingsStoreOptions {
  dataDir: string;
  logger: Logger;
  /** Opens `SETTINGS_NAME`.json in that directory; run at the first use, and not while the file is damaged. */
  open: (dataDir: string) => Promise<SettingsFile>;
}

export function createSettingsStore({ dataDir, logger, open }: SettingsStoreOptions): SettingsStore {
  const changed = new Emitter<Settings>();
  const path = join(dataDir, `${SETTINGS_NAME}.json`);
  let opening: Promise<SettingsFile> | null = null;

  const openSafely = async (): Promise<SettingsFile> => {
    await setAsideDamaged(path, logger);
    return open(dataDir);
  };
  const file = (): Promise<SettingsFile> => {
    opening ??= openSafely();
    // A failure, a full disk for example, must not last longer than its cause.
    opening.catch(() => (opening = null));
    return opening;
  };
  /** The raw content; a file that was damaged while we ran is set aside like one found at the start. */
  const read = async (): Promise<Record<string, unknown>> => {
    const opened = await file();
    try {
      return opened.store;
    } catch {
      opening = null;
      return (await file()).store;
    }
  };

  return {
    onChanged: changed.on,
    get: async () => readSettings(await read()),
    set: async (change) => {
      await read();
      const opened = await file();
      try {
        // Read and written in one go: two changes at once must not undo each other.
        opened.store = { ...opened.store, ...withoutUndefined(change) };
      } catch (cause) {
        throw new ConfigError(
          'config-invalid',
          `The settings could not be written to ${path}. Check that the folder exists, is writable and has space.`,
          { cause, retryable: true },
        );
      }
      const settings = readSettings(await read());
      changed.emit(settings);
      return settings;
    },
  };
}

/** The `conf` edition, for everything but Electron. */
export async function openConf(dataDir: string): Promise<SettingsFile> {
  const { default: Conf } = await import('conf');
  return new Conf<Record<string, unknown>>({
    cwd: dataDir,
    configName: SETTINGS_NAME,
    accessPropertiesByDotNotation: false,
  });
}

/** What is valid is taken, the rest is the default. */
export function readSettings(raw: Record<string, unknown>): Settings {
  const valid = Object.entries(settingsChangeSchema.shape).filter(
    ([key, schema]) => schema.safeParse(raw[key]).success && raw[key] !== undefined,
  );
  return settingsSchema.parse({
    ...Object.fromEntries(valid.map(([key]) => [key, raw[key]])),
    connections: readConnections(raw['connections']),
  });
}

/** One that is not valid, or has the id of one before it, does not take the others with it. */
function readConnections(raw: unknown): Connection[] {
  const connections = new Map<string, Connection>();
  for (const each of Array.isArray(raw) ? raw : []) {
    const { data } = connectionSchema.safeParse(each);
    if (data && !connections.has(data.id)) connections.set(data.id, data);
  }
  return [...connections.values()];
}

/** Moves a file that is no settings object to `settings.damaged-<time>.json` beside it, so that nothing is lost. */
async function setAsideDamaged(path: string, logger: Logger): Promise<void> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw new ConfigError(
      'config-invalid',
      `The settings in ${path} cannot be read. Check its permissions.`,
      {
        cause: error,
      },
    );
  }
  if (isSettingsText(text)) return;
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const kept = path.replace(/\.json$/, `.damaged-${stamp}.json`);
  await rename(path, kept);
  logger.log('warn', 'the settings file was damaged: it was set aside and the defaults are used', { kept });
}

function isSettingsText(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function withoutUndefined(change: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

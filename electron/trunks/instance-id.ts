/**
 * Who this installation is to registrars (RFC 5626 §4.1): made once and kept in the data directory, so that after a restart our new
 * address takes the place of the old one instead of standing beside it.
 */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '#engine/base/logger.ts';

const name = 'instance-id';
/** RFC 9562 §4. */
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface InstanceIdOptions {
  dataDir: string;
  /** A new UUID. */
  newId: () => string;
  logger: Logger;
}

/** `urn:uuid:…`; null when it cannot be kept: one that is another each time would be worse than none. */
export async function instanceIdOf({ dataDir, newId, logger }: InstanceIdOptions): Promise<string | null> {
  const path = join(dataDir, name);
  const kept = await read(path);
  if (kept !== null) return `urn:uuid:${kept}`;
  const id = newId().toLowerCase();
  const partial = `${path}.${id}.partial`;
  try {
    await mkdir(dataDir, { recursive: true });
    await writeFile(partial, `${id}\n`, { mode: 0o600 });
    await rename(partial, path);
  } catch {
    await rm(partial, { force: true }).catch(() => undefined);
    logger.log('error', 'the id of this installation could not be kept', { file: name });
    return null;
  }
  // Of two processes that made one at the same moment the later has won.
  return `urn:uuid:${(await read(path)) ?? id}`;
}

/** Null when there is none, or what is there is none. */
async function read(path: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return uuid.test(text.trim()) ? text.trim() : null;
}

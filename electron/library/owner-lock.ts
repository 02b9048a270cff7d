/**
 * `owner.lock`: who owns a data directory.
 *
 * It is made whole and atomically (written aside, then linked into place, which fails when one is there), so of two
 * processes that open at the same moment exactly one wins. A lock whose process is gone is taken over; only one at a
 * time may remove such a lock, guarded by a lock that the system itself drops when its holder dies.
 */
import { link, mkdir, open, readFile, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { toLibraryError } from './errors.ts';
import type { DataLayout } from './layout.ts';
import { liveness, processIdentitySchema } from './process-identity.ts';

export const ownerLockSchema = processIdentitySchema.extend({
  /** Path of a Unix socket, or name of a Windows pipe. */
  socket: z.string(),
  /** Whoever can read the lock may speak to its owner. */
  secret: z.string(),
});
export type OwnerLock = z.infer<typeof ownerLockSchema>;

export type Claim = { claimed: true } | { claimed: false; holder: OwnerLock };

/** A lock without its content is being written, unless it stays like that. */
const UNREADABLE_GRACE_MS = 2_000;
const RETRY_MS = 20;

/** Makes `mine` the owner, or tells who is. Throws LibraryError when the directory cannot be used. */
export async function claimOwnership(layout: DataLayout, mine: OwnerLock): Promise<Claim> {
  try {
    await mkdir(layout.dataDir, { recursive: true, mode: 0o700 });
    for (;;) {
      if (await createLock(layout, mine)) return { claimed: true };
      const holder = await readLock(layout);
      if (holder === 'absent') continue;
      if (holder === 'unreadable' ? await isFresh(layout) : liveness(holder) !== 'dead') {
        if (holder !== 'unreadable') return { claimed: false, holder };
        await delay(RETRY_MS);
        continue;
      }
      await removeStaleLock(layout, holder);
    }
  } catch (thrown) {
    throw toLibraryError(thrown, layout.dataDir);
  }
}

/** Gives the directory back; only the lock that is still `mine` is removed. */
export async function releaseOwnership(layout: DataLayout, mine: OwnerLock): Promise<void> {
  const holder = await readLock(layout);
  if (typeof holder === 'object' && holder.session === mine.session)
    await rm(layout.lockPath, { force: true });
}

async function createLock(layout: DataLayout, mine: OwnerLock): Promise<boolean> {
  const aside = `${layout.lockPath}.${mine.session}`;
  const content = `${JSON.stringify(mine)}\n`;
  await writeFile(aside, content, { mode: 0o600 });
  try {
    await link(aside, layout.lockPath);
    return true;
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code === 'EEXIST') return false;
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'EOPNOTSUPP' || code === 'ENOSYS')
      return await createLockWithoutLinks(layout, content);
    throw thrown;
  } finally {
    await unlink(aside);
  }
}

/** For file systems that have no hard links. */
async function createLockWithoutLinks(layout: DataLayout, content: string): Promise<boolean> {
  try {
    const file = await open(layout.lockPath, 'wx', 0o600);
    await file.writeFile(content);
    await file.close();
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw thrown;
  }
}

async function readLock(layout: DataLayout): Promise<OwnerLock | 'absent' | 'unreadable'> {
  let text: string;
  try {
    text = await readFile(layout.lockPath, 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return 'absent';
    throw thrown;
  }
  try {
    return ownerLockSchema.parse(JSON.parse(text));
  } catch {
    return 'unreadable';
  }
}

async function isFresh(layout: DataLayout): Promise<boolean> {
  const found = await stat(layout.lockPath).catch(() => null);
  return found !== null && Math.abs(Date.now() - found.mtimeMs) < UNREADABLE_GRACE_MS;
}

/** Removes the lock that was judged stale, and no other that may have come in its place. */
async function removeStaleLock(layout: DataLayout, judged: OwnerLock | 'unreadable'): Promise<void> {
  // Loaded here only: an ordinary start does not need SQLite on this thread.
  const { default: Database } = await import('better-sqlite3');
  const guard = new Database(layout.takeoverPath, { timeout: 0 });
  try {
    guard.exec('BEGIN EXCLUSIVE');
  } catch {
    guard.close();
    await delay(RETRY_MS);
    return;
  }
  try {
    const now = await readLock(layout);
    const isJudged =
      typeof now === 'object' && typeof judged === 'object' ? now.session === judged.session : now === judged;
    if (!isJudged || now === 'absent') return;
    await unlink(layout.lockPath);
    if (typeof now === 'object' && /^(?:owner|parley)-[\w-]+\.sock$/.test(basename(now.socket)))
      await rm(now.socket, { force: true });
  } finally {
    guard.exec('ROLLBACK');
    guard.close();
  }
}

/** One set-up or build at a time, also where two terminals start Parley together. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { inRoot } from './house.mjs';

const POLL_MS = 200;

/**
 * Runs the work while no other process holds the lock. The lock of a process that has died is taken over.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(name, work) {
  // Outside node_modules, which the set-up itself replaces.
  mkdirSync(inRoot('.cache'), { recursive: true });
  const path = inRoot('.cache', `${name}.lock`);
  while (!take(path)) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  const release = () => rmSync(path, { force: true });
  process.on('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function take(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  if (!holderLives(path)) rmSync(path, { force: true });
  return false;
}

function holderLives(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    // Just created and not yet written counts as held.
    if (pid === 0) return true;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

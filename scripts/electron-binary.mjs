/**
 * The Electron binary. Its package carries none; set-up fetches it under a deadline, and a failure is remembered for
 * that version, so that no later start waits for it. Parley works without: the browser door needs only Node.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir, inRoot, toolEnvironment, wantedNode } from './house.mjs';
import { run } from './children.mjs';

const DOWNLOAD_DEADLINE_MS = 20_000;

/**
 * The binary's path, or null where there is none (yet). `ELECTRON_OVERRIDE_DIST_PATH` (a folder) and
 * `ELECTRON_EXEC_PATH` (a file) point at one that stands elsewhere.
 */
export function electronBinary() {
  const folder = inRoot('node_modules', 'electron');
  const candidates = [process.env.ELECTRON_EXEC_PATH];
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH !== undefined) {
    candidates.push(join(process.env.ELECTRON_OVERRIDE_DIST_PATH, 'electron'));
  }
  try {
    candidates.push(join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8')));
  } catch {
    // Not downloaded.
  }
  return candidates.find((path) => path !== undefined && existsSync(path)) ?? null;
}

/**
 * Fetches the binary unless it is there or an earlier attempt failed.
 *
 * @param {{ retry?: boolean }} [options] retry: forget an earlier failure
 * @returns {Promise<{ path: string | null, reason: string }>} the reason says why there is none
 */
export async function ensureElectronBinary({ retry = false } = {}) {
  const present = electronBinary();
  if (present !== null) return { path: present, reason: '' };
  const { version } = JSON.parse(readFileSync(inRoot('node_modules', 'electron', 'package.json'), 'utf8'));
  const failurePath = join(cacheDir, `electron-${version}-unavailable.txt`);
  if (retry) rmSync(failurePath, { force: true });
  if (!existsSync(failurePath)) {
    process.stderr.write(
      `Fetching the Electron ${version} binary (at most ${DOWNLOAD_DEADLINE_MS / 1000} s) …\n`,
    );
    const outcome = await run(wantedNode(), [inRoot('node_modules', 'electron', 'install.js')], {
      output: 'keep',
      deadlineMs: DOWNLOAD_DEADLINE_MS,
      env: toolEnvironment(),
    });
    const path = electronBinary();
    if (path !== null) return { path, reason: '' };
    const why = outcome.timedOut
      ? `it did not arrive within ${DOWNLOAD_DEADLINE_MS / 1000} s`
      : (outcome.output.match(/(?:Error|error): (.*)/)?.[1] ??
        `its installer ended with code ${outcome.code}`);
    mkdirSync(cacheDir, { recursive: true });
    writeFileSync(failurePath, `the Electron binary could not be fetched (${why})`);
  }
  return { path: null, reason: readFileSync(failurePath, 'utf8') };
}

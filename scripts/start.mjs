/**
 * `npm start`: installs and builds what is missing, then opens Parley: in its own window where there is an Electron
 * binary, else in the browser. `-- --browser` chooses the browser; `--port N`, `--data DIR` and `--no-open` go to the
 * door that opens.
 */
import { pathToFileURL } from 'node:url';
import { inRoot, rootDir, runsInWantedNode, studioFlags, toolEnvironment, wantedNode } from './house.mjs';
import { become } from './children.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureElectronBinary } from './electron-binary.mjs';
import { ensureModules } from './modules.mjs';

const args = process.argv.slice(2);

try {
  await ensureModules();
  await ensureBuilt();
  const { electron, why } = await chooseDoor();
  if (electron !== null) {
    process.stderr.write(
      'Opening Parley in its own window (in the browser instead: npm start -- --browser).\n',
    );
    await become(electron, [rootDir, ...args], { cwd: rootDir, env: toolEnvironment() });
  }
  process.stderr.write(`Opening Parley in the browser: ${why}.\n`);
  // The build, not the sources: it is there by now, and starts a quarter of a second sooner.
  const host = inRoot('out', 'main', 'electron', 'host.js');
  const hostArgs = args.filter((argument) => argument !== '--browser');
  if (runsInWantedNode()) {
    process.argv.splice(1, process.argv.length, host, ...hostArgs);
    await import(pathToFileURL(host).href);
  } else {
    await become(wantedNode(), [...studioFlags, host, ...hostArgs], {
      cwd: rootDir,
      env: toolEnvironment(),
    });
  }
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

/** @returns {Promise<{ electron: string | null, why: string }>} the binary to use, or why the browser it is */
async function chooseDoor() {
  const browser = (why) => ({ electron: null, why });
  if (args.includes('--browser')) return browser('--browser was given');
  if (args.includes('--no-open')) return browser('--no-open was given, and a window cannot be left unopened');
  if (args.includes('--port')) return browser('--port was given, and the window needs none');
  const onLinux = process.platform === 'linux';
  if (onLinux && process.env.DISPLAY === undefined && process.env.WAYLAND_DISPLAY === undefined) {
    return browser('there is no display for a window');
  }
  const { path, reason } = await ensureElectronBinary();
  if (path === null) return browser(reason);
  if (onLinux && process.getuid?.() === 0) return browser("Electron's sandbox does not run as root");
  return { electron: path, why: '' };
}

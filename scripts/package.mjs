/** `npm run package`: builds, then makes the installer for this platform with electron-builder. */
import { rootDir, toolEnvironment, toolScript, wantedNode } from './house.mjs';
import { become } from './children.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureModules } from './modules.mjs';

try {
  await ensureModules();
  await ensureBuilt();
  await become(wantedNode(), [toolScript('electron-builder'), '--publish=never', ...process.argv.slice(2)], {
    cwd: rootDir,
    env: toolEnvironment(),
  });
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

/**
 * `npm run set-up`: installs whatever is missing, and tries again for the Electron binary. `npm start` and `npm test`
 * do the same by themselves, without the second try.
 */
import { ensureElectronBinary } from './electron-binary.mjs';
import { ensureModules } from './modules.mjs';
import { ensureTestTools } from './test-tools.mjs';

try {
  await ensureModules();
  const electron = await ensureElectronBinary({ retry: true });
  const missing = await ensureTestTools();
  console.log('Packages: installed.');
  console.log(`Electron: ${electron.path ?? `none, ${electron.reason}; Parley opens in the browser.`}`);
  console.log(`Test tools: ${missing.length === 0 ? 'all here.' : `missing ${missing.join(', ')}.`}`);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

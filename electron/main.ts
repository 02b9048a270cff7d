/** The desktop door: wires the studio to Electron. Decisions are in `app/decisions`, the studio in `studio.ts`. */
import { join } from 'node:path';
import { app, BrowserWindow, dialog } from 'electron';
import { toStudioError } from '#engine/base/errors.ts';
import { stderrLogger } from '#engine/base/logger.ts';
import { transcriptOf, transcriptText } from '#shared/domain/transcript.ts';
import { dataDirArgument } from './app/decisions/command-line.ts';
import { electronPorts } from './app/ipc.ts';
import { keepAwake } from './app/keep-awake.ts';
import { systemKeychain } from './app/keychain.ts';
import { installMenu } from './app/menu.ts';
import { installNavigationGuard } from './app/navigation.ts';
import { installPermissions } from './app/permissions.ts';
import { registerAppScheme, serveAppScheme } from './app/protocol.ts';
import { openElectronStore } from './app/settings-file.ts';
import { openWindow } from './app/window.ts';
import { defaultDataDir } from './data-dir.ts';
import { createContent } from './ipc/content/content.ts';
import { openDesktopDoor } from './ipc/desktop-door.ts';
import { createSettingsStore } from './ipc/settings-store.ts';
import { rendererDir } from './paths.ts';
import { createSecretStore } from './secrets/secret-store.ts';
import { onShutdownSignals } from './shutdown-signals.ts';
import { createStudio } from './studio.ts';

/** On quitting: what has not ended by then is left to the recovery of the next start. */
const SHUTDOWN_MS = 2500;

const logger = stderrLogger('warn');
const dataDir = dataDirArgument(process.argv.slice(1)) ?? defaultDataDir();

// Window, cookies and the single-instance lock belong to the data directory: two of them are two studios.
app.setPath('userData', join(dataDir, 'window'));
app.enableSandbox();
registerAppScheme();

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  });
  installNavigationGuard();
  app.whenReady().then(run).catch(stopWithReason);
} else app.quit();

async function run(): Promise<void> {
  const settings = createSettingsStore({ dataDir, logger, open: openElectronStore });
  const secrets = createSecretStore({
    dataDir,
    logger,
    keychain: systemKeychain,
    passphrase: process.env['PARLEY_PASSPHRASE'],
  });
  const studio = await createStudio({ dataDir, logger, settings, secrets, keepAwake });
  serveAppScheme(
    createContent({
      rendererDir: rendererDir(),
      library: studio.library,
      recordings: studio.recordings,
      transcript: (_run, events) => transcriptText(transcriptOf(events)),
      logger,
    }),
  );
  installPermissions();
  installMenu();
  const door = openDesktopDoor({ studio, settings, logger, ports: electronPorts });
  openWindow();
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) openWindow();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  onShutdownSignals(
    () => {
      app.quit();
    },
    () => {
      app.exit(0);
    },
  );
  let closing = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (closing) return;
    closing = true;
    door.dispose();
    setTimeout(() => {
      app.exit(0);
    }, SHUTDOWN_MS);
    studio
      .dispose()
      .catch((error: unknown) => {
        logger.log('error', 'closing failed', { error: toStudioError(error).message });
      })
      .finally(() => {
        app.exit(0);
      });
  });
}

function stopWithReason(thrown: unknown): void {
  dialog.showErrorBox('Parley cannot start', toStudioError(thrown).message);
  app.exit(1);
}

/** The browser door from its command line to its end. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, toStudioError } from '#engine/base/errors.ts';
import { stderrLogger } from '#engine/base/logger.ts';
import type { Logger } from '#engine/base/logger.ts';
import { transcriptOf, transcriptText } from '#shared/domain/transcript.ts';
import { createContent } from '../ipc/content/content.ts';
import { createSettingsStore, openConf } from '../ipc/settings-store.ts';
import { rendererDir } from '../paths.ts';
import { createSecretStore } from '../secrets/secret-store.ts';
import { onShutdownSignals } from '../shutdown-signals.ts';
import { createStudio } from '../studio.ts';
import { parseHostOptions } from './options.ts';
import type { HostOptions } from './options.ts';
import { startHostServer } from './server.ts';

/** After a signal: what has not ended by then is left to the recovery of the next start. */
const SHUTDOWN_MS = 2500;

/** Prints the address as the only line on standard output, and serves until a signal. */
export async function runHost(args: readonly string[]): Promise<void> {
  const logger = stderrLogger('warn');
  try {
    await serve(parseHostOptions(args), logger);
  } catch (thrown) {
    const error = toStudioError(thrown);
    process.stderr.write(`${error.message}\n`);
    if (error.code === 'internal' && thrown instanceof Error) process.stderr.write(`${thrown.stack ?? ''}\n`);
    // Workers of a half-started studio must not keep the process.
    process.exit(error instanceof ConfigError ? 2 : 1);
  }
}

async function serve(options: HostOptions, logger: Logger): Promise<void> {
  const { dataDir } = options;
  await requireBuiltPage();
  const settings = createSettingsStore({ dataDir, logger, open: openConf });
  const secrets = createSecretStore({
    dataDir,
    logger,
    keychain: null,
    passphrase: process.env['PARLEY_PASSPHRASE'],
  });
  const studio = await createStudio({ dataDir, logger, settings, secrets });
  const content = createContent({
    rendererDir: rendererDir(),
    library: studio.library,
    recordings: studio.recordings,
    transcript: (_run, events) => transcriptText(transcriptOf(events)),
    logger,
  });
  const server = await startHostServer({ studio, settings, content, logger, port: options.port });
  onceSignalled(async () => {
    await Promise.all([server.close(), studio.dispose()]);
  });
  process.stdout.write(`${server.url}\n`);
  if (options.open) await openInBrowser(server.url, logger);
}

async function requireBuiltPage(): Promise<void> {
  const page = join(rendererDir(), 'index.html');
  try {
    await access(page);
  } catch (cause) {
    throw new ConfigError(
      'config-invalid',
      `The studio’s page is not built (${page} is missing). Start Parley with “npm start”, or run “npm run build” first.`,
      { cause },
    );
  }
}

/** Ends in order and exits with 0; a signal that insists does not wait. */
function onceSignalled(end: () => Promise<void>): void {
  onShutdownSignals(
    () => {
      setTimeout(() => process.exit(0), SHUTDOWN_MS);
      end()
        .catch((error: unknown) => {
          process.stderr.write(`Closing failed: ${toStudioError(error).message}\n`);
        })
        .finally(() => process.exit(0));
    },
    () => process.exit(0),
  );
}

/** Without a browser the printed address is all there is, and enough. */
async function openInBrowser(url: string, logger: Logger): Promise<void> {
  try {
    const { default: open } = await import('open');
    const browser = await open(url);
    browser.on('error', (error) => {
      logger.log('warn', 'no browser could be opened: open the printed address', { error: error.message });
    });
  } catch (error) {
    logger.log('warn', 'no browser could be opened: open the printed address', { error: String(error) });
  }
}

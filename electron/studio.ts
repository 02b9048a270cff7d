/** The studio without a door: the library, the providers and the web call, wired. Both doors call it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomIds } from '#engine/base/ids.ts';
import type { Logger } from '#engine/base/logger.ts';
import { providerName } from '#engine/calls/providers.ts';
import { WebCalls } from '#engine/calls/web-calls.ts';
import { openLibrary, type Library } from '#library/index.ts';
import type { AppInfo } from '#shared/bridge/contract.ts';
import { parseWorkflow } from '#shared/graph/validate.ts';
import { keylessProviders, type KeylessProviders } from './keyless.ts';
import { resourcesDir } from './paths.ts';
import packageJson from '../package.json' with { type: 'json' };

export interface StudioOptions {
  dataDir: string;
  logger: Logger;
  /** Asked at every start of a call. Empty text means: the default. */
  preferences: () => Promise<{ time_zone: string; tts_voice: string }>;
}

export interface Studio {
  readonly library: Library;
  readonly calls: WebCalls;
  readonly tts: KeylessProviders['tts'];
  /** All of `app.info` except the door. */
  info(): Omit<AppInfo, 'door'>;
  /** Hangs up, ends the workers, gives the data directory back. */
  dispose(): Promise<void>;
}

export async function createStudio({ dataDir, logger, preferences }: StudioOptions): Promise<Studio> {
  const library = await openLibrary({ dataDir, logger });
  const providers = keylessProviders();
  await installSamples(library, logger);
  const calls = new WebCalls({
    store: library,
    workflow: (id) => library.getWorkflow(id),
    providers,
    ids: randomIds,
    logger,
    preferences: async () => {
      const { time_zone: timeZone, tts_voice: voice } = await preferences();
      return { timeZone: timeZone === '' ? null : timeZone, defaultVoice: voice === '' ? null : voice };
    },
  });
  return {
    library,
    calls,
    tts: providers.tts,
    info: () => ({
      version: packageJson.version,
      data_dir: dataDir,
      is_owner: library.isOwner,
      providers: {
        vad: providerName(providers.vad),
        stt: providerName(providers.stt),
        llm: providerName(providers.llm),
        tts: providerName(providers.tts),
      },
      is_rehearsal: providers.llm.rehearsal,
    }),
    dispose: async () => {
      await calls.dispose();
      await providers.close();
      await library.close();
    },
  };
}

/** A sample that a person has edited or deleted stays as they left it. */
async function installSamples(library: Library, logger: Logger): Promise<void> {
  const folder = join(resourcesDir(), 'workflows');
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.json'))) {
    const { document } = parseWorkflow(JSON.parse(await readFile(join(folder, file), 'utf8')));
    if (!document) {
      logger.log('error', 'a sample workflow cannot be read', { file });
      continue;
    }
    const stem = file.replace(/\.json$/, '');
    await library.saveWorkflow({
      id: `sample-${stem}`,
      name: document.name ?? stem,
      document,
      isSample: true,
    });
  }
}

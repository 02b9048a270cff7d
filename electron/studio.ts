/** The studio without a door: the library, the providers and the web call, wired. Both doors call it. */
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AfterRuns, wallClock } from '#engine/after-run/index.ts';
import { randomIds } from '#engine/base/ids.ts';
import type { Logger } from '#engine/base/logger.ts';
import { RealTimeline } from '#engine/base/timeline.ts';
import { TextTests } from '#engine/calls/text-tests/text-tests.ts';
import { PhoneLeg } from '#engine/calls/legs/phone-leg.ts';
import { PhoneCalls } from '#engine/calls/phone/phone-calls.ts';
import { WebCalls } from '#engine/calls/web-calls.ts';
import { openLibrary, type Library } from '#library/index.ts';
import type { AppInfo } from '#shared/bridge/contract.ts';
import type { AgentTemplate } from '#shared/bridge/exchange.ts';
import { builtInChain } from '#shared/domain/connections.ts';
import type { ProviderChains } from '#shared/domain/providers.ts';
import { parseWorkflow } from '#shared/graph/validate.ts';
import { ambientSounds } from './ambient-sounds.ts';
import type { SettingsStore } from './ipc/ports.ts';
import { resourcesDir } from './paths.ts';
import { AgentExchange } from './exchange/agent-exchange.ts';
import { Generations } from './exchange/generate/generations.ts';
import { readTemplates } from './exchange/templates.ts';
import { PriceList } from './prices/price-list.ts';
import type { Connections } from './providers/connections.ts';
import { stageName } from './providers/effective.ts';
import { reviewersOf } from './providers/reviewers.ts';
import { spoken } from './providers/spoken.ts';
import { StudioProviders } from './providers/studio-providers.ts';
import { callRecordings } from './recordings/call-recordings.ts';
import { RecordingStore } from './recordings/recording-store.ts';
import type { SecretStore } from './secrets/secret-store.ts';
import { toolSecretsOf } from './secrets/tool-secrets.ts';
import { AgentsUsage } from './tools-library/agents-usage.ts';
import { Credentials } from './tools-library/credentials.ts';
import { ToolLibrary } from './tools-library/tool-library.ts';
import { DoNotCallList } from './trunks/do-not-call.ts';
import { listenForTrunks } from './trunks/listening.ts';
import { instanceIdOf } from './trunks/instance-id.ts';
import { TrunkRules } from './trunks/phone-rules.ts';
import { watchRefusedCallers } from './trunks/refused-callers.ts';
import { openTelephone } from './trunks/telephone.ts';
import { watchSurroundings } from './trunks/surroundings.ts';
import { TrunkLines } from './trunks/trunk-lines.ts';
import { TrunkStore } from './trunks/trunk-store.ts';
import { Trunks } from './trunks/trunks.ts';
import { whenOwner } from './trunks/when-owner.ts';
import packageJson from '../package.json' with { type: 'json' };

export interface StudioOptions {
  dataDir: string;
  logger: Logger;
  /** Asked at every start of a call. Empty text means: the default. */
  settings: SettingsStore;
  secrets: SecretStore;
  /** In which vendors' usual variables are looked up; the process's own by default. */
  environment?: Readonly<Record<string, string | undefined>>;
  /** Telephone calls are up, or no more: the machine is kept from sleeping meanwhile. */
  keepAwake?: (active: boolean) => void;
}

export interface Studio {
  readonly library: Library;
  readonly calls: WebCalls;
  readonly phone: PhoneCalls;
  readonly trunks: Trunks;
  readonly doNotCall: DoNotCallList;
  readonly tests: TextTests;
  readonly tts: StudioProviders['keyless']['tts'];
  readonly connections: Connections;
  readonly secrets: SecretStore;
  readonly prices: PriceList;
  readonly recordings: RecordingStore;
  readonly exchange: AgentExchange;
  readonly generations: Generations;
  readonly tools: ToolLibrary;
  readonly credentials: Credentials;
  readonly agentsUsage: AgentsUsage;
  templates(): Promise<AgentTemplate[]>;
  effectiveProviders: StudioProviders['effective'];
  /** All of `app.info` except the door. */
  info(): Promise<Omit<AppInfo, 'door'>>;
  /** Hangs up, ends the workers, gives the data directory back. */
  dispose(): Promise<void>;
}

export async function createStudio(options: StudioOptions): Promise<Studio> {
  const { dataDir, logger, settings, secrets, environment = process.env } = options;
  const priceList = new PriceList({ dataDir, resourcesDir: resourcesDir(), logger });
  const prices = async () => priceList.book((await settings.get()).connections);
  const library = await openLibrary({ dataDir, logger, prices: await prices() });
  const providers = new StudioProviders({ settings, secrets, environment });
  const recordings = new RecordingStore({ dataDir, logger });
  const credentials = new Credentials({
    dataDir,
    secrets,
    logger,
    now: () => new Date(),
    newId: () => randomIds.next('credential'),
  });
  const exchange = new AgentExchange({
    dataDir,
    credentials: async () =>
      (await credentials.list()).map(({ credential_uuid: id, name }) => ({ id, name })),
    appVersion: packageJson.version,
    library,
    recordings,
    now: () => new Date(),
  });
  const generations = new Generations(() => providers.forCall({}));
  await installSamples(library, logger);
  const timeline = new RealTimeline({
    onError: (error) => {
      logger.log('error', 'an event of the studio failed', { error: String(error) });
    },
  });
  const tests = new TextTests({
    store: library,
    workflow: (id) => library.getWorkflow(id),
    providers: ({ document }) => providers.forCall(document, voiceless),
    prices,
    toolSecrets: toolSecretsOf(secrets),
    sounds: { ambient: ambientSounds(), recordings: callRecordings(recordings) },
    timeline,
    date: () => new Date(),
    ids: randomIds,
    timeZone: async () => (await settings.get()).time_zone || null,
    logger,
  });
  const preferences = async () => {
    const { time_zone: timeZone, tts_voice: voice } = await settings.get();
    return { timeZone: timeZone === '' ? null : timeZone, defaultVoice: voice === '' ? null : voice };
  };
  const calls = new WebCalls({
    store: library,
    workflow: (id) => library.getWorkflow(id),
    providers: ({ document }) => providers.forCall(document),
    prices,
    toolSecrets: toolSecretsOf(secrets),
    sounds: { ambient: ambientSounds(), recordings: callRecordings(recordings) },
    ids: randomIds,
    logger,
    preferences,
  });
  const trunkStore = new TrunkStore({ dataDir, secrets, logger });
  const trunkLines = new TrunkLines({ trunks: trunkStore, now: () => new Date(), logger });
  const rules = new TrunkRules({
    trunks: trunkStore,
    library,
    now: () => new Date(),
    nowMs: () => performance.now(),
    publicAddress: (id) => trunkLines.publicAddress(id),
  });
  const trunks = new Trunks({ store: trunkStore, lines: trunkLines, rules });
  const telephone = openTelephone({
    version: packageJson.version,
    accounts: () => trunkLines.accounts,
    instanceId: await instanceIdOf({ dataDir, newId: randomUUID, logger }),
    logger,
  });
  trunks.use(telephone.stack, telephone.network);
  const phone = new PhoneCalls({
    store: library,
    published: (id) => library.getPublished(id),
    providers: ({ document }) => providers.forCall(document),
    prices,
    toolSecrets: toolSecretsOf(secrets),
    sounds: { ambient: ambientSounds(), recordings: callRecordings(recordings) },
    speech: (text) => spoken(providers, text),
    ids: randomIds,
    date: () => new Date(),
    logger,
    preferences,
    rules,
    line: () => Promise.resolve(telephone.stack),
    leg: (legOptions) => new PhoneLeg(legOptions),
    ...(options.keepAwake ? { keepAwake: options.keepAwake } : {}),
  });
  phone.serve(telephone.stack);
  const owning = whenOwner({
    timeline: telephone.stack.timeline,
    isOwner: () => library.isOwner,
    begin: () => {
      void trunks.logOn();
      void listenForTrunks({ stack: telephone.stack, trunks: trunkStore, phone, logger });
    },
  });
  watchRefusedCallers({
    timeline: telephone.stack.timeline,
    onStranger: telephone.stack.userAgent.onStranger,
    isAnswering: async () =>
      (await trunkStore.list()).some((trunk) => trunk.is_enabled && trunk.inbound.is_enabled),
    notice: (notice) => {
      phone.notice(notice);
    },
  });
  const surroundings = watchSurroundings({ telephone, trunks, phone });
  const afterRuns = new AfterRuns({
    store: library,
    reviewer: reviewersOf(providers),
    prices,
    newId: () => randomIds.next('delivery'),
    secrets: toolSecretsOf(secrets),
    clock: wallClock,
    logger,
  });
  return {
    library,
    calls,
    phone,
    trunks,
    doNotCall: new DoNotCallList(library),
    tests,
    tts: providers.keyless.tts,
    connections: providers.connections,
    secrets,
    prices: priceList,
    recordings,
    exchange,
    generations,
    tools: new ToolLibrary({ dataDir, logger, now: () => new Date() }),
    credentials,
    agentsUsage: new AgentsUsage(library),
    templates: () => readTemplates(join(resourcesDir(), 'workflows'), logger),
    effectiveProviders: (agent) => providers.effective(agent),
    info: async () => {
      const { vad, stt, llm, tts, is_rehearsal } = await providers.effective();
      return {
        version: packageJson.version,
        data_dir: dataDir,
        is_owner: library.isOwner,
        providers: { vad, stt: stageName(stt), llm: stageName(llm), tts: stageName(tts) },
        is_rehearsal,
      };
    },
    dispose: async () => {
      generations.dispose();
      await exchange.dispose();
      surroundings.dispose();
      owning.dispose();
      await Promise.all([calls.dispose(), phone.dispose(), tests.dispose()]);
      // A last BYE that was lost is sent again meanwhile.
      await telephone.stack.settled(1500);
      await trunks.close();
      telephone.dispose();
      timeline.dispose();
      await afterRuns.dispose();
      await providers.close();
      await library.close();
    },
  };
}

/** Nobody listens or speaks in a text test: what the agent wants for it does not matter. */
const voiceless: ProviderChains = { stt: builtInChain('stt'), tts: builtInChain('tts') };

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

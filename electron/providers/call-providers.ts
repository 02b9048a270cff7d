/** The providers of one call: the agent's chains, or the studio's, made of what is set up here. */
import { ConfigError, toStudioError, type StudioError } from '#engine/base/errors.ts';
import { Emitter } from '#engine/base/event.ts';
import type { CallProviders } from '#engine/calls/providers.ts';
import {
  chainOfModels,
  chainOfRecognisers,
  chainOfVoices,
  modelDeadlines,
  recogniserDeadlines,
  voiceDeadlines,
  wallClock,
  type ChainClock,
  type Circuits,
  type ProviderFallback,
} from '#engine/providers/chain/index.ts';
import { stagesOf } from '#shared/domain/connection-presets.ts';
import { builtInConnections, effectiveChain, isBuiltIn } from '#shared/domain/connections.ts';
import type { ProviderChains, ProviderChoice, ProviderStage } from '#shared/domain/providers.ts';
import { usageKey } from '#shared/domain/run.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import type { KeylessProviders } from '../keyless.ts';
import type { Accounts } from './accounts.ts';
import type { AdapterCache } from './adapter-cache.ts';
import { withVoice } from './voice-binding.ts';
import type { StageAdapters } from './vendor.ts';

export interface CallProvidersOptions {
  keyless: KeylessProviders;
  accounts: Accounts;
  adapters: AdapterCache;
  circuits: Circuits;
  /** The studio's default chains. */
  defaults: () => Promise<ProviderChains>;
  clock?: ChainClock;
}

/** A stage's link: an adapter, and whether it is on this machine. */
interface Found<S extends ProviderStage> {
  id: string;
  provider: StageAdapters[S];
  voice: string | null;
  place: Place;
}

/** On this machine within Parley; a vendor's server; a server of one's own. */
type Place = 'here' | 'vendor' | 'own-server';

/** A server of one's own may have to load its model first; it is waited for where no other would answer sooner. */
const ownServerPatience = 3;

interface FoundChain<S extends ProviderStage> {
  links: Found<S>[];
  leftOut: { choice: ProviderChoice; error: StudioError }[];
}

const stageWords: Record<ProviderStage, string> = {
  stt: 'speech to text',
  llm: 'the model',
  tts: 'the voice',
};

/**
 * Everything that an agent's call needs. `release` it when the call is over.
 *
 * @param override chains that go before the agent's own (the command's flags)
 * @throws ConfigError when nothing of a stage's chain is set up here
 */
export async function callProviders(
  document: Pick<WorkflowDocument, 'workflow_configurations'>,
  options: CallProvidersOptions,
  override: ProviderChains = {},
): Promise<CallProviders> {
  const settings = document.workflow_configurations ?? {};
  const language = settings.language ?? 'en-US';
  const studio = await options.defaults();
  const chains: ProviderChains = { ...settings.providers, ...override };
  const releases: (() => void)[] = [];
  const release = (): void => {
    for (const each of releases.splice(0)) each();
  };
  const find = <S extends ProviderStage>(stage: S): Promise<FoundChain<S>> =>
    findChain(stage, effectiveChain(stage, chains, studio).chain, language, options, releases);
  try {
    const stt = await find('stt');
    const llm = await find('llm');
    const tts = await find('tts');
    const fallbacks = new Emitter<ProviderFallback>();
    const used = { ttsCharacters: new Map<string, number>(), sttSeconds: new Map<string, number>() };
    const chain = {
      clock: options.clock ?? wallClock,
      circuits: options.circuits,
      onFallback: (fallback: ProviderFallback) => {
        fallbacks.emit(fallback);
      },
    };
    return {
      vad: options.keyless.vad,
      ...(options.keyless.noise ? { noise: options.keyless.noise } : {}),
      stt: chainOfRecognisers(linksOf(stt.links, recogniserDeadlines), {
        ...chain,
        onRecognised: (provider, seconds) => {
          add(used.sttSeconds, usageKey(provider), seconds);
        },
      }),
      llm: chainOfModels(linksOf(llm.links, modelDeadlines), chain),
      tts: chainOfVoices(
        linksOf(
          tts.links.map((link) => ({ ...link, provider: withVoice(link.provider, link.voice) })),
          voiceDeadlines,
        ),
        {
          ...chain,
          onSpoken: (provider, characters) => {
            add(used.ttsCharacters, usageKey(provider), characters);
          },
        },
      ),
      ttsVoice: tts.links[0]?.voice ?? null,
      leftOut: [...toldOf('stt', stt), ...toldOf('llm', llm), ...toldOf('tts', tts)],
      onFallback: fallbacks.on,
      used,
      isHosted: [...stt.links, ...llm.links, ...tts.links].some(({ place }) => place !== 'here'),
      release,
    };
  } catch (thrown) {
    release();
    throw thrown;
  }
}

/** One choice of a chain as it would be used, for screens: nothing is connected. */
export async function choiceProblem(
  stage: ProviderStage,
  choice: ProviderChoice,
  accounts: Accounts,
): Promise<string | null> {
  try {
    if (isBuiltIn(choice.connection)) builtInFor(stage, choice.connection);
    else await accountFor(stage, choice, accounts);
    return null;
  } catch (thrown) {
    return toStudioError(thrown).message;
  }
}

async function findChain<S extends ProviderStage>(
  stage: S,
  chain: readonly ProviderChoice[],
  language: string,
  { keyless, accounts, adapters }: CallProvidersOptions,
  releases: (() => void)[],
): Promise<FoundChain<S>> {
  const found: FoundChain<S> = { links: [], leftOut: [] };
  for (const choice of chain) {
    try {
      const voice = choice.voice ?? null;
      if (isBuiltIn(choice.connection)) {
        builtInFor(stage, choice.connection);
        const provider = keyless[stage] as StageAdapters[S];
        found.links.push({ id: choice.connection, provider, voice, place: 'here' });
        continue;
      }
      const { account, model } = await accountFor(stage, choice, accounts);
      const settings = { model, language, ...(choice.voice === undefined ? {} : { voice: choice.voice }) };
      const lease = await adapters.lease(stage, account, settings);
      releases.push(lease.release);
      // Only the first: the others are asked when something has gone wrong, which is seldom.
      if (found.links.length === 0) lease.adapter.warm?.();
      const place = account.preset.kind === 'hosted' ? 'vendor' : 'own-server';
      found.links.push({ id: `${choice.connection}/${model}`, provider: lease.adapter, voice, place });
    } catch (thrown) {
      found.leftOut.push({ choice, error: toStudioError(thrown) });
    }
  }
  const [first] = found.leftOut;
  if (found.links.length === 0 && first) throw first.error;
  return found;
}

function builtInFor(stage: ProviderStage, id: string): void {
  const builtIn = builtInConnections.find((each) => each.id === id);
  if (builtIn?.stage !== stage) throw doesNotServe(builtIn?.name ?? id, stage);
}

async function accountFor(
  stage: ProviderStage,
  { connection: id, model: named }: ProviderChoice,
  accounts: Accounts,
) {
  const account = await accounts.find(id);
  if (!account)
    throw new ConfigError(
      'config-invalid',
      `The agent wants “${id}” for ${stageWords[stage]}, which is not set up here. Add it in Settings → Providers, or choose another in the agent.`,
    );
  if (!stagesOf(account.connection).includes(stage)) throw doesNotServe(account.connection.name, stage);
  const model = named?.trim() || account.preset.models[stage]?.[0];
  if (model === undefined)
    throw new ConfigError(
      'config-invalid',
      `“${account.connection.name}” is chosen for ${stageWords[stage]} without a model, and has no usual one. Choose a model in the agent or in Settings → Providers.`,
    );
  return { account, model };
}

function doesNotServe(name: string, stage: ProviderStage): ConfigError {
  return new ConfigError(
    'config-invalid',
    `“${name}” cannot be used for ${stageWords[stage]}. Choose another in the agent or in Settings → Providers.`,
  );
}

function linksOf<P, D extends Readonly<Record<keyof D, number>>>(
  links: readonly { id: string; provider: P; place: Place }[],
  deadlines: D,
): { id: string; provider: P; deadlines: D | null }[] {
  const patient = Object.entries<number>(deadlines).map(([name, ms]) => [name, ms * ownServerPatience]);
  const byPlace = { here: null, vendor: deadlines, 'own-server': Object.fromEntries(patient) as D };
  return links.map(({ id, provider, place }, index) => {
    const isLast = index === links.length - 1;
    return { id, provider, deadlines: byPlace[place === 'own-server' && !isLast ? 'vendor' : place] };
  });
}

/** The choices that nobody could ask, as the run tells them. */
function toldOf(stage: ProviderStage, { links, leftOut }: FoundChain<ProviderStage>): ProviderFallback[] {
  const next = links[0];
  const to = next ? `${next.provider.provider}/${next.provider.model}` : null;
  return leftOut.map(({ choice, error }) => ({
    stage,
    from: `${choice.connection}/${choice.model ?? 'default'}`,
    to,
    code: error.code,
    message: error.message,
  }));
}

function add(sums: Map<string, number>, key: string, amount: number): void {
  sums.set(key, (sums.get(key) ?? 0) + amount);
}

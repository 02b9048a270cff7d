/** `parley providers`, and the providers of `parley call`: the connections, defaults and keys of the data directory. */
import type { Logger } from '#engine/base/logger.ts';
import { ConfigError } from '#engine/base/errors.ts';
import type { ConnectionTestResult } from '#engine/providers/spec/connection-test.ts';
import type { CallSounds } from '#engine/calls/call-sounds.ts';
import type { ToolSecrets } from '#engine/tools/index.ts';
import {
  providerStages,
  type ProviderChains,
  type ProviderChoice,
  type ProviderStage,
} from '#shared/domain/providers.ts';
import { ambientSounds } from '../ambient-sounds.ts';
import { createSettingsStore, openConf } from '../ipc/settings-store.ts';
import { resourcesDir } from '../paths.ts';
import { PriceList } from '../prices/price-list.ts';
import type { ConnectionInfo } from '../providers/connections.ts';
import { StudioProviders } from '../providers/studio-providers.ts';
import { callRecordings } from '../recordings/call-recordings.ts';
import { RecordingStore } from '../recordings/recording-store.ts';
import { createSecretStore, type SecretStore } from '../secrets/secret-store.ts';
import { toolSecretsOf } from '../secrets/tool-secrets.ts';
import { UsageError } from './usage.ts';

export interface CommandProviders {
  providers: StudioProviders;
  secrets: SecretStore;
  /** Of calls by telephone, which go as those of the studio. */
  preferences: () => Promise<{ timeZone: string | null; defaultVoice: string | null }>;
  prices: () => ReturnType<PriceList['book']>;
  toolSecrets: ToolSecrets;
  sounds: CallSounds;
}

/** Keys that are locked are opened with `PARLEY_PASSPHRASE`. */
export function openSecrets(dataDir: string, logger: Logger): SecretStore {
  const passphrase = process.env['PARLEY_PASSPHRASE'];
  return createSecretStore({ dataDir, logger, keychain: null, passphrase });
}

export function openProviders(dataDir: string, logger: Logger): CommandProviders {
  const settings = createSettingsStore({ dataDir, logger, open: openConf });
  const secrets = openSecrets(dataDir, logger);
  const list = new PriceList({ dataDir, resourcesDir: resourcesDir(), logger });
  return {
    providers: new StudioProviders({ settings, secrets, environment: process.env }),
    secrets,
    preferences: async () => {
      const { time_zone: timeZone, tts_voice: defaultVoice } = await settings.get();
      return { timeZone: timeZone || null, defaultVoice: defaultVoice || null };
    },
    prices: async () => list.book((await settings.get()).connections),
    toolSecrets: toolSecretsOf(secrets),
    sounds: { ambient: ambientSounds(), recordings: callRecordings(new RecordingStore({ dataDir, logger })) },
  };
}

/** `--llm openai/gpt-4.1-mini,rehearsal`: a chain, each a connection and, after the first slash, a model. */
export function parseChain(flag: string, text: string | undefined): ProviderChoice[] | undefined {
  if (text === undefined) return undefined;
  return text.split(',').map((part) => {
    const [, connection, model] = /^\s*([^/\s]+)(?:\/(.+?))?\s*$/.exec(part) ?? [];
    if (connection === undefined)
      throw new UsageError(
        `--${flag} takes connection/model, or several with commas between, not “${text}”.`,
      );
    return model === undefined ? { connection } : { connection, model };
  });
}

/** Chains that go before the agent's own. */
export function parseChains(
  flags: Partial<Record<ProviderStage | 'voice', string | undefined>>,
): ProviderChains {
  const chains: ProviderChains = {};
  for (const stage of providerStages) {
    const chain = parseChain(stage, flags[stage]);
    if (chain) chains[stage] = chain;
  }
  const { voice } = flags;
  if (voice === undefined) return chains;
  const [first, ...others] = chains.tts ?? [];
  if (!first) throw new UsageError('--voice goes with --tts, whose voice it is.');
  return { ...chains, tts: [{ ...first, voice }, ...others] };
}

export async function listProviders(providers: StudioProviders, asJson: boolean): Promise<string> {
  const connections = await providers.connections.list();
  if (asJson) return `${JSON.stringify(connections)}\n`;
  return connections
    .map(
      (connection) =>
        `${connection.id.padEnd(20)}  ${connection.stages.join(' ').padEnd(11)}  ${stateOf(connection)}\n`,
    )
    .join('');
}

function stateOf({ is_built_in: isBuiltIn, problem, key, name }: ConnectionInfo): string {
  if (isBuiltIn) return `${name}: comes with Parley`;
  if (problem !== null) return problem;
  if (key.from === 'environment') return `${name}: key from ${key.variable}`;
  return key.from === 'store' ? `${name}: key kept` : `${name}: no key needed`;
}

export interface TestedConnection {
  id: string;
  name: string;
  /** Why it could not be tried at all; null when it was. */
  problem: string | null;
  results: ConnectionTestResult[];
}

/** Tries the connection named, or all that were set up; what cannot be used fails. */
export async function testProviders(
  providers: StudioProviders,
  name: string | undefined,
  signal: AbortSignal,
): Promise<TestedConnection[]> {
  const own = (await providers.connections.list()).filter((connection) => !connection.is_built_in);
  const wanted = name === undefined ? own : own.filter((each) => each.id === name || each.name === name);
  if (wanted.length === 0)
    throw new ConfigError(
      'config-invalid',
      name === undefined
        ? 'No connection is set up. Add one in Settings → Providers of the studio.'
        : `There is no connection “${name}”; \`parley providers list\` shows them.`,
    );
  return Promise.all(
    wanted.map(async ({ id, name: label, problem }) => ({
      id,
      name: label,
      problem,
      results: problem === null ? await providers.connections.test(id, {}, signal) : [],
    })),
  );
}

export function allWell(tested: readonly TestedConnection[]): boolean {
  return tested.every(({ problem, results }) => problem === null && results.every(({ ok }) => ok));
}

export function testText(tested: readonly TestedConnection[]): string {
  return tested
    .flatMap(({ id, problem, results }) => [
      ...(problem === null ? [] : [`${id}  ${problem}`]),
      ...results.map(({ stage, ok, ms, problem: found }) =>
        ok || !found
          ? `${id}  ${stage}  works, ${String(ms)} ms`
          : `${id}  ${stage}  ${found.message} ${found.fix}`,
      ),
    ])
    .map((line) => `${line}\n`)
    .join('');
}

/** Connections as the settings screen and the command handle them: list, save, delete, test, and what they offer. */
import { ConfigError, toStudioError } from '#engine/base/errors.ts';
import type { Circuits } from '#engine/providers/chain/index.ts';
import type { ConnectionTestResult } from '#engine/providers/spec/connection-test.ts';
import type { Voice } from '#engine/providers/spec/tts.ts';
import { wholeSpeech } from '#engine/voice/whole-speech.ts';
import { connectionPreset, stagesOf } from '#shared/domain/connection-presets.ts';
import {
  builtInConnections,
  connectionIdFor,
  connectionSchema,
  isBuiltIn,
  type Connection,
} from '#shared/domain/connections.ts';
import type { ProviderChoice, ProviderStage } from '#shared/domain/providers.ts';
import type { Settings } from '#shared/domain/settings.ts';
import type { KeylessProviders } from '../keyless.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import type { Accounts, KeySource } from './accounts.ts';
import type { AdapterCache } from './adapter-cache.ts';
import type { TestedModels } from './vendor.ts';
import { vendorOf } from './vendors/index.ts';

/** A connection as it is listed: never with its key. */
export interface ConnectionInfo {
  id: string;
  name: string;
  preset: string;
  base_url: string;
  region: string | null;
  api_version: string | null;
  is_built_in: boolean;
  stages: ProviderStage[];
  key: KeySource;
  /** Why it cannot be used as it is, null when nothing is known to be wrong. */
  problem: string | null;
}

/** What is saved. Without `id` a new one is made. */
export interface ConnectionInput {
  id?: string | undefined;
  name: string;
  preset: string;
  base_url: string;
  region?: string | undefined;
  api_version?: string | undefined;
}

export interface ConnectionsOptions {
  settings: {
    get(): Promise<Settings>;
    set(change: { connections: Connection[] }): Promise<Settings>;
  };
  secrets: SecretStore;
  accounts: Accounts;
  adapters: AdapterCache;
  circuits: Circuits;
  keyless: KeylessProviders;
  now?: () => Date;
}

/** A test of a connection is over by then, ms: a local server may have to load its model first. */
const testMs = 60_000;

export class Connections {
  readonly #options: ConnectionsOptions;
  /** One change after another: two at once must not undo each other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  /** The built-in ones first, then in the order in which they were made. */
  async list(): Promise<ConnectionInfo[]> {
    const { connections } = await this.#options.settings.get();
    const builtIn = builtInConnections.map(({ id, name, stage }): ConnectionInfo => ({
      id,
      name,
      preset: id,
      base_url: '',
      region: null,
      api_version: null,
      is_built_in: true,
      stages: [stage],
      key: { from: 'none' },
      problem: null,
    }));
    return [...builtIn, ...(await Promise.all(connections.map((connection) => this.#infoOf(connection))))];
  }

  save(input: ConnectionInput): Promise<ConnectionInfo> {
    return this.#change((connections) => {
      if (!connectionPreset(input.preset))
        throw new ConfigError('config-invalid', `Parley knows no provider called “${input.preset}”.`);
      const existing = connections.find(({ id }) => id === input.id);
      if (input.id !== undefined && !existing) throw notFound(input.id);
      const taken = new Set(connections.map(({ id }) => id));
      const { id: _id, ...given } = input;
      const connection = connectionSchema.parse({
        ...existing,
        ...given,
        id: existing?.id ?? connectionIdFor(input.name, taken),
        created_at: existing?.created_at ?? (this.#options.now?.() ?? new Date()).toISOString(),
      });
      const next = existing
        ? connections.map((each) => (each === existing ? connection : each))
        : [...connections, connection];
      return { next, answer: () => this.#infoOf(connection) };
    });
  }

  /** With its key. Agents that name it say so when they are called. */
  async delete(id: string): Promise<void> {
    if (isBuiltIn(id))
      throw new ConfigError('config-invalid', 'What comes with Parley cannot be removed: it costs nothing.');
    await this.#change((connections) => {
      if (!connections.some((each) => each.id === id)) throw notFound(id);
      return {
        next: connections.filter((each) => each.id !== id),
        answer: () => this.#options.secrets.delete(id),
      };
    });
  }

  /** A small real request for each stage, with the models named, or those that would be used. Answers in words. */
  async test(id: string, models: TestedModels = {}, signal?: AbortSignal): Promise<ConnectionTestResult[]> {
    const within = AbortSignal.timeout(testMs);
    const either = signal ? AbortSignal.any([signal, within]) : within;
    const account = await this.#account(id);
    const { providers } = await this.#options.settings.get();
    // With the models that would be used: the studio's choice, else the vendor's usual one.
    const usual = Object.fromEntries(
      account.preset.stages.flatMap((stage) => {
        const chosen = providers[stage]?.find(
          ({ connection, model }) => connection === id && model !== undefined,
        );
        const model = chosen?.model ?? account.preset.models[stage]?.[0];
        return model === undefined ? [] : [[stage, model]];
      }),
    );
    const vendor = await vendorOf(account.preset);
    if (!vendor.test)
      throw new ConfigError(
        'unsupported',
        `${account.preset.name} cannot be tested from here. Call an agent that uses it: the run says what is wrong.`,
      );
    const results = await vendor.test(account, { ...usual, ...models }, either);
    // Whatever failed before may be well now.
    if (results.some(({ ok }) => ok)) this.#options.circuits.reset();
    return results;
  }

  /** Model ids to choose from: what the account offers, else what is known of the vendor. */
  async models(id: string, stage: ProviderStage): Promise<{ models: string[]; from: 'account' | 'known' }> {
    if (isBuiltIn(id)) return { models: [this.#options.keyless[stage].model], from: 'known' };
    const account = await this.#account(id);
    const known = [...(account.preset.models[stage] ?? [])];
    const vendor = await vendorOf(account.preset);
    if (!vendor.listModels) return { models: known, from: 'known' };
    try {
      const offered = await vendor.listModels(account, stage, AbortSignal.timeout(10_000));
      const first = known.filter((model) => offered.includes(model));
      return {
        models: [...first, ...offered.filter((model) => !first.includes(model)).sort()],
        from: 'account',
      };
    } catch {
      return { models: known, from: 'known' };
    }
  }

  /** The voices of a model: what the account offers, else what is known of the vendor. */
  async voices(id: string, model: string | undefined): Promise<Voice[]> {
    if (isBuiltIn(id)) return id === 'flite' ? this.#options.keyless.tts.voices.map(plainVoice) : [];
    const account = await this.#account(id);
    const known = account.preset.voices ?? [];
    const vendor = await vendorOf(account.preset);
    const settings = { model: model ?? account.preset.models.tts?.[0] ?? 'default', language: 'en-US' };
    if (vendor.listVoices) {
      try {
        return (await vendor.listVoices(account, settings, AbortSignal.timeout(10_000))).map(plainVoice);
      } catch {
        // The ones that are known are better than none; the Test button says what is wrong.
      }
    }
    if (known.length > 0 || !vendor.create.tts) return known.map(plainVoice);
    const { adapter, release } = await this.#options.adapters.lease('tts', account, settings);
    try {
      return adapter.voices.map(plainVoice);
    } finally {
      release();
    }
  }

  /** A sentence in that voice: mono int16 at 16 kHz. Throws ProviderError or ConfigError. */
  async sample(
    { connection: id, model, voice }: ProviderChoice,
    text: string,
    language: string,
  ): Promise<Int16Array> {
    if (isBuiltIn(id)) return wholeSpeech(this.#options.keyless.tts, text, voice, language);
    const account = await this.#account(id);
    const settings = {
      model: model ?? account.preset.models.tts?.[0] ?? 'default',
      language,
      ...(voice === undefined ? {} : { voice }),
    };
    const { adapter, release } = await this.#options.adapters.lease('tts', account, settings);
    try {
      return await wholeSpeech(adapter, text, voice, language);
    } finally {
      release();
    }
  }

  async #account(id: string) {
    const account = await this.#options.accounts.find(id);
    if (!account) throw notFound(id);
    return account;
  }

  async #infoOf(connection: Connection): Promise<ConnectionInfo> {
    const { id, name, preset, base_url: address, region, api_version: version } = connection;
    const { source, problem } = await this.#options.accounts.keyState(connection);
    const unusable = await this.#options.accounts.find(id).then(
      () => null,
      (thrown: unknown) => toStudioError(thrown).message,
    );
    return {
      id,
      name,
      preset,
      base_url: address,
      region: region ?? null,
      api_version: version ?? null,
      is_built_in: false,
      stages: [...stagesOf(connection)],
      key: source,
      problem: problem ?? unusable,
    };
  }

  #change<T>(
    edit: (connections: Connection[]) => { next: Connection[]; answer: () => Promise<T> },
  ): Promise<T> {
    const done = this.#last.then(async () => {
      const { settings, circuits } = this.#options;
      const { next, answer } = edit((await settings.get()).connections);
      await settings.set({ connections: next });
      circuits.reset();
      return answer();
    });
    this.#last = done.catch(() => undefined);
    return done;
  }
}

function plainVoice({ id, name }: Voice): Voice {
  return { id, name };
}

function notFound(id: string): ConfigError {
  return new ConfigError('config-invalid', `There is no connection “${id}”. It may have been removed.`);
}

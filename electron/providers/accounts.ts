/** Connections with their keys: what a person has set up, and what is still missing. */
import { ConfigError, toStudioError } from '#engine/base/errors.ts';
import { connectionPreset } from '#shared/domain/connection-presets.ts';
import type { Connection } from '#shared/domain/connections.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import type { Account } from './vendor.ts';

/** Where a connection's key comes from. */
export type KeySource =
  | { from: 'store'; set_at: string }
  /** `variable` of the environment in which Parley was started. */
  | { from: 'environment'; variable: string }
  | { from: 'none' };

export interface AccountsOptions {
  connections: () => Promise<readonly Connection[]>;
  secrets: Pick<SecretStore, 'get' | 'list'>;
  environment: Readonly<Record<string, string | undefined>>;
}

export class Accounts {
  readonly #options: AccountsOptions;

  constructor(options: AccountsOptions) {
    this.#options = options;
  }

  /** Null when there is no connection of that id. Throws ConfigError when it cannot be used. */
  async find(id: string): Promise<Account | null> {
    const connection = (await this.#options.connections()).find((each) => each.id === id);
    if (!connection) return null;
    const preset = connectionPreset(connection.preset);
    if (!preset)
      throw new ConfigError(
        'config-invalid',
        `“${connection.name}” is of a kind that this version of Parley does not know (${connection.preset}).`,
      );
    const apiKey = await this.#keyOf(connection);
    if (apiKey === null && preset.needsKey)
      throw new ConfigError(
        'config-invalid',
        `“${connection.name}” has no key. Enter it in Settings → Providers${preset.keyVariable === null ? '' : `, or set ${preset.keyVariable} before Parley starts`}.`,
      );
    if (connection.base_url === '' && preset.baseUrl === '' && preset.asks.includes('base_url'))
      throw new ConfigError(
        'config-invalid',
        `“${connection.name}” has no address. Enter it in Settings → Providers.`,
      );
    if (preset.asks.includes('region') && !connection.region && connection.base_url === '')
      throw new ConfigError(
        'config-invalid',
        `“${connection.name}” has no region. Enter that of your resource in Settings → Providers.`,
      );
    return { connection, preset, apiKey };
  }

  /** Where its key comes from, and why it cannot be used, if so. */
  async keyState(connection: Connection): Promise<{ source: KeySource; problem: string | null }> {
    const stored = (await this.#options.secrets.list()).find(({ id }) => id === connection.id);
    const variable = this.#variableOf(connection);
    if (stored && (stored.problem === null || variable === null))
      return { source: { from: 'store', set_at: stored.set_at }, problem: stored.problem };
    if (variable !== null) return { source: { from: 'environment', variable }, problem: null };
    return { source: { from: 'none' }, problem: null };
  }

  /** The key of the store; where there is none, or it cannot be read, that of the environment. */
  async #keyOf(connection: Connection): Promise<string | null> {
    const variable = this.#variableOf(connection);
    const fromEnvironment = variable === null ? null : (this.#options.environment[variable] ?? null);
    try {
      return (await this.#options.secrets.get(connection.id)) ?? fromEnvironment;
    } catch (thrown) {
      if (fromEnvironment !== null) return fromEnvironment;
      throw toStudioError(thrown);
    }
  }

  /** The vendor's usual variable, when it is set; for the vendor's own address alone, since a key is not sent to strangers. */
  #variableOf({ preset: presetId, base_url: address }: Connection): string | null {
    const preset = connectionPreset(presetId);
    const variable = preset?.keyVariable ?? null;
    if (
      !preset ||
      variable === null ||
      (address !== '' && preset.baseUrl !== '' && address !== preset.baseUrl)
    )
      return null;
    return this.#options.environment[variable]?.trim() ? variable : null;
  }
}

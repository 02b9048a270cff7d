/** Everything of the studio that has to do with providers, wired: what calls are made of, and what screens ask. */
import { DisposableStore } from '#engine/base/disposable.ts';
import type { Subscribe } from '#engine/base/event.ts';
import type { CallProviders } from '#engine/calls/providers.ts';
import { Circuits } from '#engine/providers/chain/index.ts';
import type { ProviderChains } from '#shared/domain/providers.ts';
import type { Settings } from '#shared/domain/settings.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { keylessProviders, type KeylessProviders } from '../keyless.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import { Accounts } from './accounts.ts';
import { AdapterCache } from './adapter-cache.ts';
import { callProviders } from './call-providers.ts';
import { Connections, type ConnectionsOptions } from './connections.ts';
import { effectiveProviders, type EffectiveProviders } from './effective.ts';

export interface StudioProvidersOptions {
  settings: ConnectionsOptions['settings'] & { onChanged: Subscribe<Settings> };
  secrets: SecretStore;
  /** In which vendors' usual variables are looked up. */
  environment: Readonly<Record<string, string | undefined>>;
}

export class StudioProviders {
  readonly keyless: KeylessProviders = keylessProviders();
  readonly connections: Connections;
  readonly #options: StudioProvidersOptions;
  readonly #accounts: Accounts;
  readonly #adapters = new AdapterCache();
  readonly #circuits = new Circuits();
  readonly #subscriptions = new DisposableStore();

  constructor(options: StudioProvidersOptions) {
    const { settings, secrets, environment } = options;
    this.#options = options;
    this.#accounts = new Accounts({
      connections: async () => (await settings.get()).connections,
      secrets,
      environment,
    });
    this.connections = new Connections({
      settings,
      secrets,
      accounts: this.#accounts,
      adapters: this.#adapters,
      circuits: this.#circuits,
      keyless: this.keyless,
    });
    // What failed with another key or address may be well now.
    const tryAgain = (): void => {
      this.#circuits.reset();
    };
    this.#subscriptions.add(settings.onChanged(tryAgain));
    this.#subscriptions.add(secrets.onChanged(tryAgain));
  }

  /** @throws ConfigError when a stage has nobody who could be asked */
  forCall(
    document: Pick<WorkflowDocument, 'workflow_configurations'>,
    override: ProviderChains = {},
  ): Promise<CallProviders> {
    return callProviders(
      document,
      {
        keyless: this.keyless,
        accounts: this.#accounts,
        adapters: this.#adapters,
        circuits: this.#circuits,
        defaults: async () => (await this.#options.settings.get()).providers,
      },
      override,
    );
  }

  /** Of an agent with these chains; of the studio without. */
  async effective(agent?: ProviderChains): Promise<EffectiveProviders> {
    const { connections, providers } = await this.#options.settings.get();
    return effectiveProviders(agent, {
      keyless: this.keyless,
      accounts: this.#accounts,
      connections,
      defaults: providers,
    });
  }

  async close(): Promise<void> {
    this.#subscriptions.dispose();
    await Promise.all([this.#adapters.close(), this.keyless.close()]);
  }
}

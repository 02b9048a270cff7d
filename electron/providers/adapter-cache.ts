/**
 * Adapters by what they were made from, so that calls share sockets. When a connection, a key or a choice changes, the
 * adapter made from the old one is retired: it is closed when the last call that uses it has ended.
 */
import type { ProviderStage } from '#shared/domain/providers.ts';
import { isDeepStrictEqual } from 'node:util';
import type { Account, AdapterSettings, Closing, StageAdapters } from './vendor.ts';
import { vendorOf } from './vendors/index.ts';

interface Entry {
  account: Account;
  adapter: Promise<StageAdapters[ProviderStage] & Closing>;
  /** Calls that use it. */
  leases: number;
  retired: boolean;
}

export interface Lease<S extends ProviderStage> {
  adapter: StageAdapters[S];
  /** Once. */
  release: () => void;
}

export class AdapterCache {
  readonly #entries = new Map<string, Entry>();
  readonly #all = new Set<Entry>();

  async lease<S extends ProviderStage>(
    stage: S,
    account: Account,
    settings: AdapterSettings,
  ): Promise<Lease<S>> {
    const key = JSON.stringify([stage, account.connection.id, settings]);
    let entry = this.#entries.get(key);
    if (entry && !isDeepStrictEqual(entry.account, account)) {
      this.#retire(entry);
      entry = undefined;
    }
    if (!entry) {
      entry = { account, adapter: create(stage, account, settings), leases: 0, retired: false };
      this.#entries.set(key, entry);
      this.#all.add(entry);
    }
    const leased = entry;
    leased.leases += 1;
    let isReleased = false;
    const release = (): void => {
      if (isReleased) return;
      isReleased = true;
      leased.leases -= 1;
      this.#closeIfDone(leased);
    };
    try {
      return { adapter: (await leased.adapter) as StageAdapters[S], release };
    } catch (thrown) {
      this.#retire(leased);
      this.#entries.delete(key);
      release();
      throw thrown;
    }
  }

  /** Closes everything, calls or not. */
  async close(): Promise<void> {
    const open = [...this.#all];
    this.#entries.clear();
    this.#all.clear();
    await Promise.all(open.map(closeAdapter));
  }

  #retire(entry: Entry): void {
    entry.retired = true;
    this.#closeIfDone(entry);
  }

  #closeIfDone(entry: Entry): void {
    if (!entry.retired || entry.leases > 0 || !this.#all.delete(entry)) return;
    void closeAdapter(entry);
  }
}

async function create(
  stage: ProviderStage,
  account: Account,
  settings: AdapterSettings,
): Promise<StageAdapters[ProviderStage] & Closing> {
  const vendor = await vendorOf(account.preset);
  const make = vendor.create[stage];
  if (!make) throw new RangeError(`${account.preset.name} has no ${stage}.`);
  return make(account, settings);
}

async function closeAdapter({ adapter }: Entry): Promise<void> {
  try {
    await (await adapter).close?.();
  } catch {
    // It could not be made, or is gone already.
  }
}

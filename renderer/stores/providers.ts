/** Connections, how keys are kept, and who answers calls: asked once, and again whenever the studio says that they changed. */
import { useEffect, useState } from 'react';
import { create } from 'zustand';
import type { ConnectionInfo, EffectiveProviders, SecretsState } from '#shared/bridge/connections.ts';
import type { ProviderChains } from '#shared/domain/providers.ts';
import { bridge } from '../bridge/index.ts';
import { errorText } from '../ui/error-text.ts';

interface ProvidersStore {
  connections: readonly ConnectionInfo[] | null;
  secrets: SecretsState | null;
  /** Counts the changes: whoever derived something from them asks again. */
  version: number;
  /** Why the studio could not be asked; null while all is well. */
  failure: string | null;
}

export const useProviders = create<ProvidersStore>()(() => ({
  connections: null,
  secrets: null,
  version: 0,
  failure: null,
}));

export async function loadProviders(): Promise<void> {
  try {
    const [connections, secrets] = await Promise.all([
      bridge.call('connections.list', undefined),
      bridge.call('secrets.status', undefined),
    ]);
    useProviders.setState(({ version }) => ({ connections, secrets, version: version + 1, failure: null }));
  } catch (thrown) {
    useProviders.setState({ failure: errorText(thrown) });
  }
}

let following = false;

/** Loads once and keeps up with changes made elsewhere; later calls do nothing. */
export function followProviders(): void {
  if (following) return;
  following = true;
  bridge.on('providers.changed', () => {
    void loadProviders();
  });
  void loadProviders();
}

/** Who would answer a call of an agent with these chains (of the studio without); null until that is known. */
export function useEffectiveProviders(chains: ProviderChains | undefined): EffectiveProviders | null {
  const version = useProviders((state) => state.version);
  const [effective, setEffective] = useState<EffectiveProviders | null>(null);
  // Documents are edited by copying: the same chains may come as another object.
  const key = JSON.stringify(chains ?? null);
  useEffect(() => {
    followProviders();
    let isCurrent = true;
    const providers = JSON.parse(key) as ProviderChains | null;
    bridge
      .call('connections.effective', providers === null ? {} : { providers })
      .then((answer) => {
        if (isCurrent) setEffective(answer);
      })
      .catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [key, version]);
  return effective;
}

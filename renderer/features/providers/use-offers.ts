/** Models and voices that a connection offers, asked when a person is about to choose. */
import { useEffect, useState } from 'react';
import type { ProviderStage } from '#shared/domain/providers.ts';
import { bridge } from '../../bridge/index.ts';
import { useProviders } from '../../stores/providers.ts';

/** `wanted`: ask only then; what was asked before is shown meanwhile. */
export function useModels(connection: string, stage: ProviderStage, wanted: boolean): readonly string[] {
  const version = useProviders((state) => state.version);
  const [models, setModels] = useState<readonly string[]>([]);
  useEffect(() => {
    if (!wanted) return;
    let isCurrent = true;
    bridge
      .call('connections.models', { id: connection, stage })
      .then((answer) => {
        if (isCurrent) setModels(answer.models);
      })
      .catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [connection, stage, wanted, version]);
  return models;
}

export interface OfferedVoice {
  id: string;
  name: string;
}

export function useVoices(connection: string, model: string | undefined): readonly OfferedVoice[] {
  const version = useProviders((state) => state.version);
  const [voices, setVoices] = useState<readonly OfferedVoice[]>([]);
  useEffect(() => {
    let isCurrent = true;
    bridge
      .call('connections.voices', model === undefined ? { id: connection } : { id: connection, model })
      .then((answer) => {
        if (isCurrent) setVoices(answer);
      })
      .catch(() => {
        if (isCurrent) setVoices([]);
      });
    return () => {
      isCurrent = false;
    };
  }, [connection, model, version]);
  return voices;
}

import { useCallback, useEffect, useState } from 'react';
import type { AgentTemplate } from '#shared/bridge/exchange.ts';
import { bridge } from '../../../bridge/index.ts';
import { errorText } from '../../../ui/error-text.ts';

/** They do not change while the studio runs. */
let read: readonly AgentTemplate[] | null = null;

export interface Templates {
  /** Null until they are here. */
  templates: readonly AgentTemplate[] | null;
  failure: string | null;
  retry: () => void;
}

export function useTemplates(): Templates {
  const [templates, setTemplates] = useState(read);
  const [failure, setFailure] = useState<string | null>(null);
  const load = useCallback(() => {
    if (read !== null) return;
    bridge.call('exchange.templates').then(
      (found) => {
        read = found;
        setTemplates(found);
        setFailure(null);
      },
      (thrown: unknown) => {
        setFailure(errorText(thrown));
      },
    );
  }, []);
  useEffect(load, [load]);
  return { templates, failure, retry: load };
}

/** Those in whose name or purpose every word stands. */
export function matchingTemplates(templates: readonly AgentTemplate[], search: string): AgentTemplate[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return templates.filter(({ name, purpose }) => {
    const text = `${name} ${purpose}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

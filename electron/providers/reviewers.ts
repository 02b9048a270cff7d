/** The models that review runs: the agent's own, or the one that a QA node names. */
import type { FindReviewer } from '#engine/after-run/index.ts';
import { builtInChain } from '#shared/domain/connections.ts';
import type { StudioProviders } from './studio-providers.ts';

export function reviewersOf(providers: Pick<StudioProviders, 'forCall'>): FindReviewer {
  return async (document, choice) => {
    // Nobody listens or speaks in a review: what the agent wants for it does not matter.
    const voiceless = { stt: builtInChain('stt'), tts: builtInChain('tts') };
    const { llm, release } = await providers.forCall(
      document,
      choice ? { ...voiceless, llm: [choice] } : voiceless,
    );
    return { llm, release: () => release?.() };
  };
}

import type { LlmUsage } from '#shared/domain/run.ts';

/** The sum of two usages; the first may be missing. */
export function addUsage(sum: LlmUsage | undefined, more: LlmUsage): LlmUsage {
  if (!sum) return { ...more };
  return {
    prompt_tokens: sum.prompt_tokens + more.prompt_tokens,
    completion_tokens: sum.completion_tokens + more.completion_tokens,
    total_tokens: sum.total_tokens + more.total_tokens,
    cache_read_input_tokens: sum.cache_read_input_tokens + more.cache_read_input_tokens,
    cache_creation_input_tokens: sum.cache_creation_input_tokens + more.cache_creation_input_tokens,
  };
}

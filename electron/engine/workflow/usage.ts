/** Tokens of a run, by the model that used them. */
import { usageKey, type LlmUsage } from '#shared/domain/run.ts';
import type { LanguageModel, LlmFinish } from '../providers/spec/llm.ts';
import type { Emit } from './run-options.ts';

export class UsageCount {
  /** By `usageKey`. */
  readonly totals = new Map<string, LlmUsage>();
  readonly #model: Pick<LanguageModel, 'provider' | 'model'>;
  readonly #emit: Emit;

  constructor(model: Pick<LanguageModel, 'provider' | 'model'>, emit: Emit) {
    this.#model = model;
    this.#emit = emit;
  }

  /** A chain of models says who answered; otherwise it was the model itself. */
  readonly add = ({ usage, provider = this.#model.provider, model = this.#model.model }: LlmFinish): void => {
    const key = usageKey({ provider, model });
    this.totals.set(key, addUsage(this.totals.get(key), usage));
    this.#emit('usage', { provider, model, usage });
  };
}

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

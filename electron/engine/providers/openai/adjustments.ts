/**
 * What a server turned out not to take. A request that was turned down for an optional field is sent again without it, and
 * no later request of this adapter has it: models differ within one vendor, and servers differ by version.
 */
import type { OpenAiError } from './errors.ts';
import type { JsonMode, Quirks } from './presets.ts';

const weaker: Record<JsonMode, JsonMode | null> = {
  'json-schema': 'json-object',
  'json-object': 'prompt',
  prompt: null,
};
/** `none` came later than `minimal`, and not every model knows either. */
const stronger: Record<string, string | null> = { none: 'minimal', minimal: 'low' };

export class Adjustments {
  jsonMode: JsonMode;
  maxTokensKey: Quirks['maxTokensKey'];
  usage: boolean;
  effort: string | null;
  temperature = true;
  emptyParameters: Quirks['emptyParameters'];
  #swappedMaxTokens = false;

  constructor(quirks: Quirks, model: string, effort: string | undefined) {
    this.jsonMode = quirks.jsonMode;
    this.maxTokensKey = quirks.maxTokensKey;
    this.usage = quirks.asksForUsage;
    this.emptyParameters = quirks.emptyParameters;
    this.effort = effort ?? (quirks.reasoning?.models.test(model) ? quirks.reasoning.effort : null);
  }

  /**
   * Takes a refusal to heart; true when the request is worth sending again. `body` is the one that was refused: only a field
   * that it had can be to blame.
   */
  learn(error: OpenAiError, body: Readonly<Record<string, unknown>>): boolean {
    if (error.status !== 400 && error.status !== 422) return false;
    const about = `${error.parameter ?? ''} ${error.vendorSaid ?? ''}`;
    const blames = (field: string): boolean => field in body && about.includes(field);
    if (blames('response_format') || ('response_format' in body && /json_schema|json_object/.test(about))) {
      const next = weaker[this.jsonMode];
      if (next === null) return false;
      this.jsonMode = next;
      return true;
    }
    if (blames(this.maxTokensKey) && !this.#swappedMaxTokens) {
      this.#swappedMaxTokens = true;
      this.maxTokensKey = this.maxTokensKey === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
      return true;
    }
    if (blames('stream_options')) {
      this.usage = false;
      return true;
    }
    if (
      this.effort !== null &&
      (blames('reasoning_effort') || ('reasoning_effort' in body && /reasoning|thinking/i.test(about)))
    ) {
      this.effort = stronger[this.effort] ?? null;
      return true;
    }
    if (blames('temperature')) {
      this.temperature = false;
      return true;
    }
    if ('tools' in body && this.emptyParameters === 'send' && /parameters|properties/.test(about)) {
      this.emptyParameters = 'omit';
      return true;
    }
    return false;
  }
}

/** A language model that answers from a script, for tests: it stands in for a vendor's server. */
import type { LlmUsage } from '#shared/domain/run.ts';
import { ProviderError } from '../../base/errors.ts';
import type { LanguageModel, LlmEvent, LlmRequest } from '../../providers/spec/llm.ts';

export type ScriptedPart =
  | { say: string }
  | { call: string; given?: Record<string, unknown>; id?: string }
  | { fail: { retryable: boolean } }
  | { wait: Promise<void> };
/** One reply: its parts in order, or just its words. */
export type ScriptedReply = string | ScriptedPart[];

export const usageOfOne: LlmUsage = {
  prompt_tokens: 10,
  completion_tokens: 2,
  total_tokens: 12,
  cache_read_input_tokens: 0,
  cache_creation_input_tokens: 0,
};

export interface ScriptedModel extends LanguageModel {
  /** Every request for a reply, in order. */
  readonly requests: LlmRequest[];
  /** Every request for extraction, in order. */
  readonly extractions: LlmRequest[];
}

/** Replies in turn; when the script is over it says "…and so on". Extractions are answered in turn too, with `{}` at the end. */
export function scriptedModel(replies: ScriptedReply[], extracted: ScriptedReply[] = []): ScriptedModel {
  const requests: LlmRequest[] = [];
  const extractions: LlmRequest[] = [];
  let calls = 0;

  async function* stream(request: LlmRequest, signal: AbortSignal): AsyncGenerator<LlmEvent> {
    const copy = structuredClone(request);
    const over = (): boolean => signal.aborted;
    if (request.extract) extractions.push(copy);
    else requests.push(copy);
    const reply = request.extract
      ? (extracted[extractions.length - 1] ?? '{}')
      : (replies[requests.length - 1] ?? 'And so on.');
    for (const part of typeof reply === 'string' ? [{ say: reply }] : reply) {
      await Promise.resolve();
      if (over()) return;
      if ('say' in part) {
        // Word by word, as a model streams.
        for (const word of part.say.split(/(?<= )/)) {
          yield { type: 'text-delta', text: word };
          if (over()) return;
        }
      } else if ('call' in part) {
        calls += 1;
        yield {
          type: 'function-call',
          id: part.id ?? `call_${calls}`,
          name: part.call,
          arguments: part.given ?? {},
        };
      } else if ('fail' in part) {
        throw new ProviderError('provider-failed', 'The model is out of order.', part.fail);
      } else {
        await part.wait;
      }
    }
    yield { type: 'finish', usage: usageOfOne };
  }
  return { provider: 'scripted', model: 'one', rehearsal: true, stream, requests, extractions };
}

/**
 * A model whose answer depends on nothing but the request, as far as a person would call two requests the same: case
 * and punctuation aside. So two runs that ask the same get the same, however often and in whatever order they ask.
 */
import { ProviderError } from '../../base/errors.ts';
import type { LanguageModel, LlmEvent, LlmRequest } from '../../providers/spec/llm.ts';
import { usageOfOne, type ScriptedPart } from './scripted-model.ts';

export interface SteadyModel extends LanguageModel {
  /** Every request for a reply, in order. */
  readonly requests: LlmRequest[];
}

function hashOf(text: string): number {
  let hash = 2_166_136_261;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619);
  return hash >>> 0;
}

const bare = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

/** @param replies one of them is chosen a request */
export function steadyModel(replies: readonly ScriptedPart[][], extracted: readonly string[]): SteadyModel {
  const requests: LlmRequest[] = [];
  async function* stream(request: LlmRequest, signal: AbortSignal): AsyncGenerator<LlmEvent> {
    const { messages, functions, extract } = request;
    const said = messages.map(({ role, content }) => `${role}: ${bare(content)}`);
    const hash = hashOf([...said, ...functions.map(({ name }) => name)].join('\n'));
    const over = (): boolean => signal.aborted;
    if (!extract) requests.push(structuredClone(request));
    const parts = extract
      ? [{ say: extracted[hash % extracted.length] ?? '{}' }]
      : (replies[hash % Math.max(1, replies.length)] ?? []);
    for (const [index, part] of parts.entries()) {
      await Promise.resolve();
      if (over()) return;
      if ('say' in part) yield { type: 'text-delta', text: part.say };
      else if ('call' in part)
        yield {
          type: 'function-call',
          id: `${hash.toString(36)}_${messages.length}_${index}`,
          name: part.call,
          arguments: {},
        };
      else if ('fail' in part)
        throw new ProviderError('provider-failed', 'The model is out of order.', part.fail);
      else await part.wait;
    }
    if (!over()) yield { type: 'finish', usage: usageOfOne };
  }
  return { provider: 'steady', model: 'one', rehearsal: true, stream, requests };
}

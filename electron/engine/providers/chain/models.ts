/**
 * Language models as one. A model that stalls, fails or refuses before its first word gives way to the next within the
 * same request. Once words have been handed on they have been heard, perhaps, so nobody starts over: the request then
 * fails with a retryable error and keeps what was said.
 */
import { ProviderError, toStudioError, type StudioError } from '../../base/errors.ts';
import type { LanguageModel, LlmEvent, LlmRequest } from '../spec/llm.ts';
import { withDeadlines } from './deadlines.ts';
import { linkName, type ChainLink, type ChainOptions, type StreamDeadlines } from './link.ts';
import { ChainWalk } from './walk.ts';

/** First token: the field's p95 is 2.2 s (reference/field-numbers.md), so four seconds mean that something is wrong. */
export const modelDeadlines: StreamDeadlines = { firstMs: 4000, betweenMs: 5000 };

export type ModelLink = ChainLink<LanguageModel, StreamDeadlines>;

/**
 * One model that tries each in turn. Its name is the first one's; `finish` says who answered. Function calls are
 * handed on when the answer is complete, so that a model that dies in the middle has called nothing.
 *
 * @throws ConfigError when there is no link
 */
export function chainOfModels(links: readonly ModelLink[], options: ChainOptions): LanguageModel {
  const walk = new ChainWalk('llm', links, options);
  const { provider, model, rehearsal } = walk.first.provider;
  return { provider, model, rehearsal, stream: (request, signal) => answer(walk, options, request, signal) };
}

async function* answer(
  walk: ChainWalk<LanguageModel, StreamDeadlines>,
  { clock }: ChainOptions,
  request: LlmRequest,
  signal: AbortSignal,
): AsyncGenerator<LlmEvent, void, undefined> {
  const order = walk.order();
  let last: StudioError | null = null;
  for (const [index, link] of order.entries()) {
    const next = order[index + 1];
    const progress = { spoken: false };
    try {
      const waiting = { clock, name: linkName(link) };
      const events = withDeadlines(
        (attempt) => link.provider.stream(request, attempt),
        link.deadlines,
        waiting,
        signal,
      );
      yield* whole(link, events, progress, request.extract !== undefined, signal);
      if (!signal.aborted) walk.answered(link);
      return;
    } catch (thrown) {
      if (signal.aborted) return;
      if (progress.spoken) {
        walk.failed(link, thrown, undefined);
        throw cutShort(thrown);
      }
      last = walk.failed(link, thrown, next);
    }
  }
  if (last) throw last;
}

/** The events of one answer, which is whole only with its `finish`. What cannot be taken back is held until then. */
async function* whole(
  link: ModelLink,
  events: AsyncIterable<LlmEvent>,
  progress: { spoken: boolean },
  holdText: boolean,
  signal: AbortSignal,
): AsyncGenerator<LlmEvent, void, undefined> {
  const held: LlmEvent[] = [];
  for await (const event of events) {
    if (event.type === 'finish') {
      yield* held;
      const { provider, model } = link.provider;
      yield { provider, model, ...event };
      return;
    }
    if (event.type === 'text-delta' && !holdText) {
      progress.spoken ||= event.text.trim() !== '';
      yield event;
    } else held.push(event);
  }
  if (signal.aborted) return;
  throw new ProviderError('provider-failed', `${linkName(link)} ended in the middle of its answer.`, {
    retryable: true,
  });
}

/** What was said stays said; the caller may be answered anew. */
function cutShort(thrown: unknown): ProviderError {
  const { code, message } = toStudioError(thrown);
  return new ProviderError(code, message, { retryable: true, cause: thrown });
}

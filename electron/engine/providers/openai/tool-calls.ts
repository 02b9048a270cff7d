/**
 * Function calls put together from the deltas of a stream. OpenAI numbers the calls and sends name and id first, arguments in
 * pieces; others send a whole call at once, every call as number 0 (Gemini), without number, or without id.
 */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { LlmFunctionCall } from '../spec/llm.ts';
import { failure, type FailureContext } from './errors.ts';

export const toolCallDelta = z.looseObject({
  index: z.number().int().nullish(),
  id: z.string().nullish(),
  function: z
    .looseObject({
      name: z.string().nullish(),
      /** A string of JSON; some servers send the object itself. */
      arguments: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish(),
    })
    .nullish(),
  extra_content: z.unknown().optional(),
});
export type ToolCallDelta = z.infer<typeof toolCallDelta>;

interface OpenCall {
  index: number | null;
  id: string;
  name: string;
  arguments: string;
  extra: unknown;
}

export interface AssembledCall extends LlmFunctionCall {
  /** What the vendor wants back with the call. */
  extra: unknown;
}

export class ToolCallAssembler {
  readonly #calls: OpenCall[] = [];

  push(delta: ToolCallDelta): void {
    const { id, index } = delta;
    const name = delta.function?.name ?? '';
    const given = delta.function?.arguments ?? '';
    const text = typeof given === 'string' ? given : JSON.stringify(given);
    let call = this.#openCall(delta, name);
    if (!call) {
      call = { index: index ?? null, id: '', name: '', arguments: '', extra: undefined };
      this.#calls.push(call);
    }
    if (id) call.id = id;
    if (name) call.name = name;
    call.arguments += text;
    if (delta.extra_content !== undefined && delta.extra_content !== null) call.extra = delta.extra_content;
  }

  /** All calls, in order. Throws a retryable ProviderError that names a function whose arguments are not an object. */
  finish(context: FailureContext): AssembledCall[] {
    return this.#calls.splice(0).map(({ id, name, arguments: text, extra }) => ({
      // The results are matched to calls by id: one that is missing is made up, unlike any other.
      id: id === '' ? `call_${randomUUID().replaceAll('-', '').slice(0, 24)}` : id,
      name,
      arguments: parseArguments(text, name, context),
      extra,
    }));
  }

  /** The call that this delta goes on with; undefined when it begins one. */
  #openCall({ index, id }: ToolCallDelta, name: string): OpenCall | undefined {
    const call =
      index === null || index === undefined
        ? this.#withoutIndex(id ?? '')
        : this.#calls.findLast((each) => each.index === index);
    if (!call) return undefined;
    if (id && call.id !== '' && id !== call.id) return undefined;
    if (name === '' || call.name === '') return call;
    // A name again: the next call, unless it is only repeated with each piece.
    if (name !== call.name) return undefined;
    const repeated = (id !== null && id !== undefined && id !== '') || !isComplete(call.arguments);
    return repeated ? call : undefined;
  }

  #withoutIndex(id: string): OpenCall | undefined {
    return id === '' ? this.#calls.at(-1) : (this.#calls.find((call) => call.id === id) ?? this.#unnamed());
  }

  /** The last call, as long as its id has not come. */
  #unnamed(): OpenCall | undefined {
    const last = this.#calls.at(-1);
    return last?.id === '' && last.name === '' ? last : undefined;
  }
}

function isComplete(text: string): boolean {
  return asObject(text) !== null;
}

function asObject(text: string): Record<string, unknown> | null {
  try {
    let value: unknown = JSON.parse(text);
    // Some servers encode twice.
    if (typeof value === 'string') value = JSON.parse(value);
    if (value === null) return {};
    return typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function parseArguments(text: string, name: string, context: FailureContext): Record<string, unknown> {
  if (text.trim() === '') return {};
  const value = asObject(text);
  if (value) return value;
  throw failure(
    context,
    `called the function "${name}" with arguments that are not a JSON object.`,
    'Try again; if it comes again, choose a model that is better at calling functions.',
    { reason: 'not-json', retryable: true },
  );
}

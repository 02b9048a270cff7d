/** Chunks of a chat completion as the port's events. */
import { z } from 'zod';
import type { LlmUsage } from '#shared/domain/run.ts';
import type { LlmEvent } from '../spec/llm.ts';
import type { FunctionSpec } from '../spec/functions.ts';
import { contentRefused, failure, notUnderstood, TRY_AGAIN, type FailureContext } from './errors.ts';
import { specName } from './function-names.ts';
import { streamFailure } from './http-failure.ts';
import { SpokenText } from './spoken-text.ts';
import type { ThoughtSignatures } from './thought-signatures.ts';
import { ToolCallAssembler, toolCallDelta } from './tool-calls.ts';

const count = z.number().int().nonnegative().nullish().catch(null);
const usageSchema = z.looseObject({
  prompt_tokens: count,
  completion_tokens: count,
  total_tokens: count,
  prompt_tokens_details: z
    .looseObject({ cached_tokens: count, cache_write_tokens: count })
    .nullish()
    .catch(null),
  /** DeepSeek's word for cached tokens. */
  prompt_cache_hit_tokens: count,
});

const part = z.looseObject({ type: z.string().nullish(), text: z.string().nullish() });
const message = z.looseObject({
  /** Mistral's reasoning models send parts. */
  content: z.union([z.string(), z.array(part)]).nullish(),
  refusal: z.string().nullish(),
  tool_calls: z.array(toolCallDelta).nullish(),
});
const chunkSchema = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        delta: message.nullish(),
        /** Of a server that answers as a whole although a stream was asked for. */
        message: message.nullish(),
        finish_reason: z.string().nullish(),
        error: z.unknown().optional(),
      }),
    )
    .nullish(),
  usage: usageSchema.nullish().catch(null),
  x_groq: z.looseObject({ usage: usageSchema.nullish() }).nullish().catch(null),
  error: z.unknown().optional(),
});

export interface ChatStreamOptions {
  context: FailureContext;
  functions: readonly FunctionSpec[];
  signatures: ThoughtSignatures;
  /** For messages. */
  path: string;
}

export class ChatStream {
  readonly #options: ChatStreamOptions;
  readonly #spoken = new SpokenText();
  readonly #calls = new ToolCallAssembler();
  #usage: LlmUsage | null = null;
  #refusal = '';
  #finished = false;

  constructor(options: ChatStreamOptions) {
    this.#options = options;
  }

  /** The model has said why it stopped; only the usage may still come. */
  get finished(): boolean {
    return this.#finished;
  }

  /** Nothing more is waited for. */
  get complete(): boolean {
    return this.#finished && this.#usage !== null;
  }

  /** One event's data. Throws OpenAiError for an error event, a refusal, and what is not a chunk. */
  push(data: string): LlmEvent[] {
    const { context, path } = this.#options;
    let json: unknown;
    try {
      json = JSON.parse(data);
    } catch {
      // Not kept as the cause: it quotes what was said.
      throw notUnderstood(context, 'sent a chunk that is not JSON');
    }
    const parsed = chunkSchema.safeParse(json);
    if (!parsed.success) throw notUnderstood(context, 'sent a chunk of an unknown form');
    const chunk = parsed.data;
    if (chunk.error !== undefined && chunk.error !== null) throw streamFailure(context, chunk.error, path);
    const usage = chunk.usage ?? chunk.x_groq?.usage;
    if (usage) this.#usage = usageOf(usage);
    const choice = chunk.choices?.[0];
    if (!choice) return [];
    if (choice.error !== undefined && choice.error !== null) throw streamFailure(context, choice.error, path);
    const events: LlmEvent[] = [];
    const said = choice.delta ?? choice.message;
    if (said) {
      this.#refusal += said.refusal ?? '';
      for (const delta of said.tool_calls ?? []) this.#calls.push(delta);
      addText(events, this.#spoken.push(wordsOf(said.content)));
    }
    if (choice.finish_reason) events.push(...this.#finish(choice.finish_reason));
    return events;
  }

  /** The stream is over: `[DONE]`, or its end after a finish reason. The last events; throws for a refusal. */
  end(): LlmEvent[] {
    return [
      ...(this.#finished ? [] : this.#finish('stop')),
      { type: 'finish', usage: this.#usage ?? noUsage },
    ];
  }

  #finish(reason: string): LlmEvent[] {
    const { context, functions, signatures } = this.#options;
    if (/^(?:content_filter|refusal|safety)/i.test(reason) || this.#refusal !== '') {
      throw contentRefused(context, this.#refusal);
    }
    if (reason === 'error') {
      throw failure(context, 'failed while it answered.', TRY_AGAIN, {
        reason: 'server',
        retryable: true,
      });
    }
    if (this.#finished) return [];
    this.#finished = true;
    const events: LlmEvent[] = [];
    addText(events, this.#spoken.flush());
    for (const { id, name, arguments: values, extra } of this.#calls.finish(context)) {
      signatures.keep(id, extra);
      events.push({ type: 'function-call', id, name: specName(name, functions), arguments: values });
    }
    return events;
  }
}

function addText(events: LlmEvent[], text: string): void {
  if (text !== '') events.push({ type: 'text-delta', text });
}

function wordsOf(content: z.infer<typeof message>['content']): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map(({ type, text }) => (type === 'text' ? (text ?? '') : '')).join('');
}

/** Not told: nothing is counted rather than something invented. */
const noUsage: LlmUsage = {
  prompt_tokens: 0,
  completion_tokens: 0,
  total_tokens: 0,
  cache_read_input_tokens: 0,
  cache_creation_input_tokens: 0,
};

function usageOf(usage: z.infer<typeof usageSchema>): LlmUsage {
  const prompt = usage.prompt_tokens ?? 0;
  const completion = usage.completion_tokens ?? 0;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: usage.total_tokens ?? prompt + completion,
    cache_read_input_tokens: usage.prompt_tokens_details?.cached_tokens ?? usage.prompt_cache_hit_tokens ?? 0,
    cache_creation_input_tokens: usage.prompt_tokens_details?.cache_write_tokens ?? 0,
  };
}

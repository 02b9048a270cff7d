/** Chat completions as the language model port: streamed, cancellable, on connections that stay open. */
import type { LanguageModel, LlmEvent, LlmRequest } from '../spec/llm.ts';
import { Adjustments } from './adjustments.ts';
import { chatBody, type ChatSettings } from './chat-request.ts';
import { ChatStream } from './chat-stream.ts';
import { endpointOf } from './endpoint.ts';
import { cutShort, notUnderstood, OpenAiError, type FailureContext } from './errors.ts';
import type { HttpAnswer } from './http-answer.ts';
import { HttpConnection } from './http-connection.ts';
import type { OpenAiOptions } from './options.ts';
import { quirksOf } from './presets.ts';
import { ServerEventReader } from './sse.ts';
import { ThoughtSignatures } from './thought-signatures.ts';

const PATH = '/chat/completions';
/** The usage follows the finish reason at once, or not at all: the reply does not wait longer for it, in milliseconds. */
const USAGE_WAIT_MS = 1_000;
/** Largest answer that is read from a server which does not stream, in bytes. */
const MAX_WHOLE_ANSWER_BYTES = 8_000_000;

export interface OpenAiChatOptions extends OpenAiOptions {
  temperature?: number;
  /** Longest reply in tokens; the model's own limit when absent. */
  maxTokens?: number;
  /** `none`, `minimal`, `low` …: how long a reasoning model may think. Default: as little as the model can. */
  reasoningEffort?: string;
}

export type OpenAiChat = LanguageModel & {
  /** Opens a connection now, so that the first request does not wait for it; false when there is none to be had. */
  warm(): Promise<boolean>;
  /** Closes every connection; replies under way fail. */
  close(): void;
};

/** Throws ConfigError when the base URL is not one. */
export function createOpenAiChat(options: OpenAiChatOptions): OpenAiChat {
  const chat = new Chat(options);
  return {
    provider: options.provider,
    model: options.model,
    rehearsal: false,
    stream: (request, signal) => chat.stream(request, signal),
    warm: () => chat.connection.warm(),
    close: () => {
      chat.connection.dispose();
    },
  };
}

class Chat {
  readonly connection: HttpConnection;
  readonly #settings: ChatSettings;
  readonly #context: FailureContext;
  readonly #adjusted: Adjustments;
  readonly #signatures: ThoughtSignatures;
  readonly #toolCallIds: ReturnType<typeof quirksOf>['toolCallIds'];

  constructor(options: OpenAiChatOptions) {
    const quirks = quirksOf(options.preset);
    this.#settings = options;
    this.#context = { options, model: options.model };
    this.#adjusted = new Adjustments(quirks, options.model, options.reasoningEffort);
    this.#signatures = new ThoughtSignatures(quirks.thoughtSignatures?.test(options.model) ?? false);
    this.#toolCallIds = quirks.toolCallIds;
    this.connection = new HttpConnection({ endpoint: endpointOf(options), context: this.#context });
  }

  async *stream(request: LlmRequest, signal: AbortSignal): AsyncGenerator<LlmEvent, void, undefined> {
    if (signal.aborted) return;
    try {
      const answer = await this.#send(request, signal);
      const chat = new ChatStream({
        context: this.#context,
        functions: request.functions,
        signatures: this.#signatures,
        path: PATH,
      });
      if (answer.contentType === 'text/event-stream') yield* this.#events(answer, chat, signal);
      else yield* this.#whole(answer, chat);
    } catch (error) {
      if (!isAborted(signal)) throw error;
    }
  }

  /** As often as the server turns down something that can be left out. */
  async #send(request: LlmRequest, signal: AbortSignal): Promise<HttpAnswer> {
    for (;;) {
      const body = chatBody(request, this.#settings, this.#adjusted, {
        toolCallIds: this.#toolCallIds,
        signatures: this.#signatures,
      });
      try {
        return await this.connection.send(
          {
            method: 'POST',
            path: PATH,
            accept: 'text/event-stream',
            body: { type: 'application/json', bytes: Buffer.from(JSON.stringify(body)) },
          },
          signal,
        );
      } catch (error) {
        if (!(error instanceof OpenAiError) || !this.#adjusted.learn(error, body)) throw error;
      }
    }
  }

  async *#events(answer: HttpAnswer, chat: ChatStream, signal: AbortSignal): AsyncGenerator<LlmEvent> {
    const reader = new ServerEventReader();
    let done = false;
    try {
      reading: for await (const bytes of answer.bytes()) {
        for (const { data } of reader.push(bytes, this.#context)) {
          done = data.trim() === '[DONE]';
          if (!done) {
            answer.progress();
            yield* chat.push(data);
            if (isAborted(signal)) return;
            if (chat.finished) answer.progress(USAGE_WAIT_MS);
          }
          if (done || chat.complete) {
            answer.release();
            break reading;
          }
        }
      }
    } catch (error) {
      // The reply is all there: what broke afterwards is no concern of the caller.
      const late = error instanceof OpenAiError && (error.reason === 'timeout' || error.reason === 'cut');
      if (!late || !chat.finished) throw error;
    }
    if (isAborted(signal)) return;
    if (!done && !chat.finished) throw cutShort(this.#context);
    yield* chat.end();
  }

  /** A server that does not stream: the whole completion at once. */
  async *#whole(answer: HttpAnswer, chat: ChatStream): AsyncGenerator<LlmEvent> {
    if (!/json/.test(answer.contentType)) {
      throw notUnderstood(
        this.#context,
        `answered with ${answer.contentType === '' ? 'something' : answer.contentType} instead of a stream of events`,
      );
    }
    yield* chat.push(await answer.text(MAX_WHOLE_ANSWER_BYTES));
    yield* chat.end();
  }
}

/** Asked anew after each wait: it changes meanwhile. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

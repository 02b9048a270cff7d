/** The body of POST /chat/completions. https://developers.openai.com/api/reference/resources/chat */
import type { FunctionSpec } from '../spec/functions.ts';
import type { LlmRequest } from '../spec/llm.ts';
import type { Adjustments } from './adjustments.ts';
import { transcriptMessages, wireMessages, type MessageForms } from './chat-messages.ts';
import { wireName } from './function-names.ts';
import type { JsonMode } from './presets.ts';

/** OpenAI's limit for a function's description, in characters. */
const MAX_DESCRIPTION = 1024;

export interface ChatSettings {
  model: string;
  temperature?: number;
  /** Longest answer in tokens. */
  maxTokens?: number;
  extraBody?: Readonly<Record<string, unknown>>;
}

export function chatBody(
  request: LlmRequest,
  { model, temperature, maxTokens, extraBody }: ChatSettings,
  adjusted: Adjustments,
  forms: MessageForms,
): Record<string, unknown> {
  const { extract, functions } = request;
  return {
    model,
    messages: extract ? transcriptMessages(request.messages, true) : wireMessages(request.messages, forms),
    stream: true,
    ...(adjusted.usage ? { stream_options: { include_usage: true } } : {}),
    ...(functions.length > 0
      ? { tools: functions.map((spec) => tool(spec, adjusted.emptyParameters === 'send')) }
      : {}),
    ...(extract ? responseFormat(extract, adjusted.jsonMode) : {}),
    ...(temperature !== undefined && adjusted.temperature ? { temperature } : {}),
    // An extraction is as long as its values are.
    ...(maxTokens !== undefined && !extract ? { [adjusted.maxTokensKey]: maxTokens } : {}),
    ...(adjusted.effort === null ? {} : { reasoning_effort: adjusted.effort }),
    ...extraBody,
  };
}

function tool(spec: FunctionSpec, sendEmpty: boolean): object {
  const { type, properties, required } = spec.parameters;
  const hasParameters = Object.keys(properties).length > 0;
  return {
    type: 'function',
    function: {
      name: wireName(spec.name),
      description: description(spec),
      ...(hasParameters || sendEmpty
        ? { parameters: { type, properties, ...(required ? { required } : {}) } }
        : {}),
    },
  };
}

/** The condition, then as many of the caller's example sentences as there is room for. */
function description({ description: condition, examples }: FunctionSpec): string {
  let text = condition.slice(0, MAX_DESCRIPTION);
  let separator = `${/[.!?]\s*$/.test(text) || text === '' ? '' : '.'}${text === '' ? '' : ' '}For example when the caller says: `;
  for (const example of examples ?? []) {
    const more = `${separator}"${example}"`;
    if (text.length + more.length > MAX_DESCRIPTION) break;
    text += more;
    separator = ', ';
  }
  return text;
}

function responseFormat(extract: FunctionSpec, mode: JsonMode): { response_format?: object } {
  switch (mode) {
    case 'json-schema': {
      const { properties } = extract.parameters;
      // Strict schemas want every key required (their values may be null) and no others.
      const schema = {
        type: 'object',
        properties,
        required: Object.keys(properties),
        additionalProperties: false,
      };
      return {
        response_format: {
          type: 'json_schema',
          json_schema: { name: wireName(extract.name), strict: true, schema },
        },
      };
    }
    case 'json-object':
      return { response_format: { type: 'json_object' } };
    case 'prompt':
      return {};
  }
}

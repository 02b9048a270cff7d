/**
 * The same answer, "Sure." and a call of `to_booking({"party": 4})`, as each server streams it: shapes recorded from the
 * vendors' documentation and servers, with ids and names of our own.
 */
import { sse } from './wire-server.ts';

const done = 'data: [DONE]\n\n';
const chunk = (choices: unknown[], more: object = {}): object => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1_790_000_000,
  model: 'm',
  choices,
  ...more,
});
const delta = (fields: object, finish: string | null = null, more: object = {}): object =>
  chunk([{ index: 0, delta: fields, logprobs: null, finish_reason: finish }], more);
const toolCall = (fields: object): object => ({ tool_calls: [fields] });

export const dialects: Record<string, string[]> = {
  /** Arguments in pieces, usage in a chunk of its own. */
  openai: [
    sse(delta({ role: 'assistant', content: '', refusal: null }, null, { usage: null })),
    sse(delta({ content: 'Sure' }, null, { usage: null })),
    sse(delta({ content: '.' }, null, { usage: null })),
    sse(
      delta(
        toolCall({
          index: 0,
          id: 'call_a1',
          type: 'function',
          function: { name: 'to_booking', arguments: '' },
        }),
      ),
    ),
    sse(delta(toolCall({ index: 0, function: { arguments: '{"par' } }))),
    sse(delta(toolCall({ index: 0, function: { arguments: 'ty": 4}' } }))),
    sse(delta({}, 'tool_calls', { usage: null })),
    sse(
      chunk([], {
        usage: {
          prompt_tokens: 120,
          completion_tokens: 18,
          total_tokens: 138,
          prompt_tokens_details: { cached_tokens: 64, audio_tokens: 0 },
        },
      }),
    ),
    done,
  ],
  /** First a chunk without choices, that tells of the filter. */
  'azure-openai': [
    sse({
      choices: [],
      created: 0,
      id: '',
      model: '',
      object: '',
      prompt_filter_results: [{ prompt_index: 0 }],
    }),
    sse(delta({ content: 'Sure.' })),
    sse(
      delta(
        toolCall({
          index: 0,
          id: 'call_a1',
          type: 'function',
          function: { name: 'to_booking', arguments: '{"party": 4}' },
        }),
      ),
    ),
    sse(delta({}, 'tool_calls', { content_filter_results: {} })),
    sse(chunk([], { usage: { prompt_tokens: 120, completion_tokens: 18, total_tokens: 138 } })),
    done,
  ],
  /** The whole call in one chunk, role in every chunk, ids of its own, no [DONE] before usage. */
  ollama: [
    sse(delta({ role: 'assistant', content: 'Sure.' })),
    sse(
      delta({
        role: 'assistant',
        content: '',
        tool_calls: [
          {
            id: 'call_9z',
            index: 0,
            type: 'function',
            function: { name: 'to_booking', arguments: '{"party":4}' },
          },
        ],
      }),
    ),
    sse(delta({ role: 'assistant', content: '' }, 'tool_calls')),
    sse(chunk([], { usage: { prompt_tokens: 120, completion_tokens: 18, total_tokens: 138 } })),
    done,
  ],
  vllm: [
    sse(delta({ role: 'assistant', content: '' })),
    sse(delta({ content: 'Sure.' })),
    sse(
      delta(
        toolCall({ id: 'chatcmpl-tool-5', type: 'function', index: 0, function: { name: 'to_booking' } }),
      ),
    ),
    sse(delta(toolCall({ index: 0, function: { arguments: '{"party": ' } }))),
    sse(delta(toolCall({ index: 0, function: { arguments: '4}' } }))),
    sse(chunk([{ index: 0, delta: { content: '' }, finish_reason: 'tool_calls', stop_reason: null }])),
    sse(chunk([], { usage: { prompt_tokens: 120, total_tokens: 138, completion_tokens: 18 } })),
    done,
  ],
  /** Usage in every chunk, the call whole and as number 0, with a signature. */
  gemini: [
    sse(
      delta({ role: 'assistant', content: 'Sure.' }, null, {
        usage: { prompt_tokens: 120, completion_tokens: 2, total_tokens: 122 },
      }),
    ),
    sse(
      delta(
        {
          role: 'assistant',
          tool_calls: [
            {
              extra_content: { google: { thought_signature: 'c2lnbmVk' } },
              function: { arguments: '{"party":4}', name: 'to_booking' },
              id: 'function-call-17',
              index: 0,
              type: 'function',
            },
          ],
        },
        'tool_calls',
        { usage: { prompt_tokens: 120, completion_tokens: 18, total_tokens: 138 } },
      ),
    ),
    done,
  ],
  anthropic: [
    sse(delta({ role: 'assistant', content: '' })),
    sse(delta({ content: 'Sure.' })),
    sse(
      delta(
        toolCall({
          index: 0,
          id: 'toolu_01',
          type: 'function',
          function: { name: 'to_booking', arguments: '' },
        }),
      ),
    ),
    sse(delta(toolCall({ index: 0, function: { arguments: '' } }))),
    sse(delta(toolCall({ index: 0, function: { arguments: '{"party": 4}' } }))),
    sse(delta({}, 'tool_calls')),
    sse(chunk([], { usage: { prompt_tokens: 120, completion_tokens: 18, total_tokens: 138 } })),
    done,
  ],
  /** Null content beside the call, timings in the last chunk. */
  'llama-cpp': [
    sse(chunk([{ finish_reason: null, index: 0, delta: { role: 'assistant', content: null } }])),
    sse(chunk([{ finish_reason: null, index: 0, delta: { content: 'Sure.' } }])),
    sse(
      chunk([
        {
          finish_reason: null,
          index: 0,
          delta: {
            tool_calls: [
              { index: 0, id: 'x7', type: 'function', function: { name: 'to_booking', arguments: '{' } },
            ],
          },
        },
      ]),
    ),
    sse(
      chunk([
        {
          finish_reason: null,
          index: 0,
          delta: { tool_calls: [{ index: 0, function: { arguments: '"party":4}' } }] },
        },
      ]),
    ),
    sse(chunk([{ finish_reason: 'tool_calls', index: 0, delta: {} }])),
    sse(
      chunk([], {
        usage: { completion_tokens: 18, prompt_tokens: 120, total_tokens: 138 },
        timings: { prompt_n: 1, predicted_n: 18 },
      }),
    ),
    done,
  ],
  /** Usage with the finish reason; ids of nine characters. */
  mistral: [
    sse(delta({ role: 'assistant', content: '' })),
    sse(delta({ content: 'Sure.' })),
    sse(
      delta(
        toolCall({ id: 'Ab3dE6gH9', function: { name: 'to_booking', arguments: '{"party": 4}' }, index: 0 }),
        'tool_calls',
        { usage: { prompt_tokens: 120, total_tokens: 138, completion_tokens: 18 } },
      ),
    ),
    done,
  ],
  groq: [
    sse(delta({ role: 'assistant', content: 'Sure.' }, null, { x_groq: { id: 'req_1' } })),
    sse(
      delta(
        toolCall({
          index: 0,
          id: 'fc_3',
          type: 'function',
          function: { name: 'to_booking', arguments: '{"party":4}' },
        }),
      ),
    ),
    sse(
      delta({}, 'tool_calls', {
        x_groq: {
          id: 'req_1',
          usage: { prompt_tokens: 120, completion_tokens: 18, total_tokens: 138, queue_time: 0.01 },
        },
      }),
    ),
    done,
  ],
  /** Comments keep the stream open while a vendor is looked for. */
  openrouter: [
    ': OPENROUTER PROCESSING\n\n',
    ': OPENROUTER PROCESSING\n\n',
    sse(delta({ role: 'assistant', content: 'Sure.', reasoning: null })),
    sse(
      chunk([
        {
          index: 0,
          delta: {
            role: 'assistant',
            content: null,
            tool_calls: [
              {
                index: 0,
                id: 'tool_0',
                type: 'function',
                function: { name: 'to_booking', arguments: '{"party": 4}' },
              },
            ],
          },
          finish_reason: 'tool_calls',
          native_finish_reason: 'stop',
        },
      ]),
    ),
    sse(
      chunk([{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }], {
        usage: { prompt_tokens: 120, completion_tokens: 18, total_tokens: 138, cost: 0.001 },
      }),
    ),
    done,
  ],
  /** Neither ids nor numbers, arguments as an object, no [DONE]. */
  'without-ids': [
    sse(delta({ content: 'Sure.' })),
    sse(delta(toolCall({ type: 'function', function: { name: 'to_booking', arguments: { party: 4 } } }))),
    sse(delta({}, 'stop')),
    sse(chunk([], { usage: { prompt_tokens: 120, completion_tokens: 18, total_tokens: 138 } })),
  ],
};

/**
 * The conversation as a hosted model may be sent it. Vendors and chat templates are strict where our history is not: a user
 * speaks first and last, roles alternate, and every tool call is followed at once by its results, whatever else was said
 * while the tool ran.
 */
import { NOT_UNDERSTOOD, type LlmFunctionCall, type LlmMessage } from '../spec/llm.ts';
import { wireCallId, wireName } from './function-names.ts';
import type { Quirks } from './presets.ts';
import type { ThoughtSignatures } from './thought-signatures.ts';

/** Stage directions, in brackets so that the model does not take them for the caller's words. */
const CALL_BEGINS = '(The call has just begun.)';
const SILENCE = '(The caller says nothing.)';
const NOT_HEARD = '(The caller spoke, but the words could not be made out. Ask them to say it again.)';
const PENDING = '{"status":"pending","note":"The result has not come yet."}';

export interface WireToolCall {
  id: string;
  type: 'function';
  function: { name: string; arguments: string };
  extra_content?: unknown;
}

export type WireMessage =
  | { role: 'system' | 'user'; content: string }
  | { role: 'assistant'; content: string | null; tool_calls?: WireToolCall[] }
  | { role: 'tool'; tool_call_id: string; content: string };

type ToolResult = Extract<LlmMessage, { role: 'tool' }>;

export interface MessageForms {
  toolCallIds: Quirks['toolCallIds'];
  /** Gives back what came with a call, for vendors that want it. */
  signatures: ThoughtSignatures;
}

export function wireMessages(messages: readonly LlmMessage[], forms: MessageForms): WireMessage[] {
  const wire: WireMessage[] = [];
  const results = resultsById(messages);
  const placed = new Set<string>();
  for (const message of messages) {
    switch (message.role) {
      case 'system':
        wire.push(message);
        break;
      case 'user':
        addWords(wire, 'user', message.content === NOT_UNDERSTOOD ? NOT_HEARD : message.content);
        break;
      case 'assistant':
        if (message.functionCalls && message.functionCalls.length > 0) {
          addCalls(wire, message.content, message.functionCalls, results, forms);
          for (const { id } of message.functionCalls) placed.add(id);
        } else if (message.content.trim() !== '') {
          addWords(wire, 'assistant', message.content);
        }
        break;
      case 'tool':
        if (placed.has(message.callId)) break;
        // Its call is not in the history (any more): told as a call of its own.
        placed.add(message.callId);
        addCalls(wire, '', [{ id: message.callId, name: message.name, arguments: {} }], results, forms);
        break;
    }
  }
  return framed(wire);
}

/** For extraction: one transcript, so that the model reads the conversation instead of going on with it. */
export function transcriptMessages(messages: readonly LlmMessage[], wantsJson: boolean): WireMessage[] {
  const system = messages.filter((message) => message.role === 'system').map(({ content }) => content);
  const prompt = system.join('\n\n');
  // JSON mode is refused unless the word stands somewhere in the messages.
  const instruction = wantsJson && !/json/i.test(prompt) ? '\n\nAnswer with one JSON object.' : '';
  const lines = messages.flatMap((message) => {
    if (message.role === 'system' || message.content.trim() === '') return [];
    if (message.role === 'tool') return [`Result of ${message.name}: ${message.content}`];
    if (message.role === 'assistant') return [`Agent: ${message.content}`];
    return [`Caller: ${message.content === NOT_UNDERSTOOD ? '(not understood)' : message.content}`];
  });
  return [
    { role: 'system', content: prompt + instruction },
    { role: 'user', content: `The conversation:\n\n${lines.join('\n')}` },
  ];
}

function resultsById(messages: readonly LlmMessage[]): Map<string, ToolResult> {
  return new Map(
    messages.flatMap((message) => (message.role === 'tool' ? [[message.callId, message] as const] : [])),
  );
}

function addCalls(
  wire: WireMessage[],
  content: string,
  calls: readonly LlmFunctionCall[],
  results: ReadonlyMap<string, ToolResult>,
  { toolCallIds, signatures }: MessageForms,
): void {
  wire.push({
    role: 'assistant',
    content: content.trim() === '' ? null : content,
    tool_calls: calls.map((call, index) => {
      const extra = signatures.of(call.id, index);
      return {
        id: wireCallId(call.id, toolCallIds),
        type: 'function',
        function: { name: wireName(call.name), arguments: JSON.stringify(call.arguments) },
        ...(extra === undefined ? {} : { extra_content: extra }),
      };
    }),
  });
  for (const call of calls) {
    wire.push({
      role: 'tool',
      tool_call_id: wireCallId(call.id, toolCallIds),
      content: results.get(call.id)?.content ?? PENDING,
    });
  }
}

/** Some chat templates refuse two messages of one role in a row. */
function addWords(wire: WireMessage[], role: 'user' | 'assistant', content: string): void {
  const last = wire.at(-1);
  if (last?.role === role && !('tool_calls' in last)) last.content = `${last.content ?? ''}\n${content}`;
  else wire.push({ role, content });
}

/** A user speaks first, and the last word is not the agent's: some vendors would take that for the beginning of its answer. */
function framed(wire: WireMessage[]): WireMessage[] {
  const start = wire.findIndex((message) => message.role !== 'system');
  if (start < 0) return [...wire, { role: 'user', content: CALL_BEGINS }];
  const framedWire =
    wire[start]?.role === 'user'
      ? wire
      : [...wire.slice(0, start), { role: 'user' as const, content: CALL_BEGINS }, ...wire.slice(start)];
  return framedWire.at(-1)?.role === 'assistant'
    ? [...framedWire, { role: 'user', content: SILENCE }]
    : framedWire;
}

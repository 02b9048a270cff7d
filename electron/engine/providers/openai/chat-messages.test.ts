import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOT_UNDERSTOOD, type LlmMessage } from '../spec/llm.ts';
import { wireMessages, type WireMessage } from './chat-messages.ts';
import { specName, wireCallId, wireName } from './function-names.ts';
import { ThoughtSignatures } from './thought-signatures.ts';

const plain = { toolCallIds: 'any', signatures: new ThoughtSignatures(false) } as const;
const system: LlmMessage = { role: 'system', content: 'You answer the phone.' };
const caller = (content: string): LlmMessage => ({ role: 'user', content });
const agent = (content: string, ...calls: string[]): LlmMessage => ({
  role: 'assistant',
  content,
  ...(calls.length > 0
    ? { functionCalls: calls.map((id) => ({ id, name: `do_${id}`, arguments: { n: 1 } })) }
    : {}),
});
const result = (callId: string): LlmMessage => ({
  role: 'tool',
  callId,
  name: `do_${callId}`,
  content: '{"ok":true}',
});
const toolCall = (id: string): object => ({
  id,
  type: 'function',
  function: { name: `do_${id}`, arguments: '{"n":1}' },
});

describe('the conversation for a hosted model', () => {
  it('has a user first, calls with their results, and words that were not understood told as such', () => {
    const messages = [system, agent('Hi.'), caller(NOT_UNDERSTOOD), agent('Moment.', 'a'), result('a')];
    expect(wireMessages(messages, plain)).toEqual([
      { role: 'system', content: 'You answer the phone.' },
      { role: 'user', content: '(The call has just begun.)' },
      { role: 'assistant', content: 'Hi.' },
      {
        role: 'user',
        content: '(The caller spoke, but the words could not be made out. Ask them to say it again.)',
      },
      { role: 'assistant', content: 'Moment.', tool_calls: [toolCall('a')] },
      { role: 'tool', tool_call_id: 'a', content: '{"ok":true}' },
    ]);
  });

  it('puts a late result behind its call, a missing one as pending, and an orphan behind a call of its own', () => {
    const messages = [
      system,
      caller('Go.'),
      agent('', 'a', 'b'),
      caller('Still there?'),
      result('a'),
      result('z'),
    ];
    expect(wireMessages(messages, plain).slice(2)).toEqual([
      { role: 'assistant', content: null, tool_calls: [toolCall('a'), toolCall('b')] },
      { role: 'tool', tool_call_id: 'a', content: '{"ok":true}' },
      {
        role: 'tool',
        tool_call_id: 'b',
        content: '{"status":"pending","note":"The result has not come yet."}',
      },
      { role: 'user', content: 'Still there?' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'z', type: 'function', function: { name: 'do_z', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'z', content: '{"ok":true}' },
    ]);
  });

  it('joins what one party said in a row, and does not end with the agent', () => {
    const messages = [
      system,
      caller('Wait.'),
      caller('I mean four.'),
      agent('Four.'),
      agent(' '),
      agent('Right?'),
    ];
    expect(wireMessages(messages, plain).slice(1)).toEqual([
      { role: 'user', content: 'Wait.\nI mean four.' },
      { role: 'assistant', content: 'Four.\nRight?' },
      { role: 'user', content: '(The caller says nothing.)' },
    ]);
  });

  it('gives back the signatures that came with calls, and the documented stand-in for those of another vendor', () => {
    const signatures = new ThoughtSignatures(true);
    signatures.keep('b', { google: { thought_signature: 'c2lnbmVk' } });
    const messages = [
      system,
      caller('Go.'),
      agent('', 'a'),
      result('a'),
      agent('', 'b', 'c'),
      result('b'),
      result('c'),
    ];
    const calls = wireMessages(messages, { ...plain, signatures }).flatMap((message) =>
      message.role === 'assistant' ? (message.tool_calls ?? []) : [],
    );
    expect(calls.map(({ extra_content }) => extra_content)).toEqual([
      { google: { thought_signature: 'skip_thought_signature_validator' } },
      { google: { thought_signature: 'c2lnbmVk' } },
      undefined,
    ]);
  });

  it('is valid whatever the history: a user first, roles in turn, every call answered once and at once', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd');
    const message = fc.oneof(
      fc.string().map(caller),
      fc
        .tuple(fc.string(), fc.uniqueArray(id, { maxLength: 2 }))
        .map(([said, calls]) => agent(said, ...calls)),
      id.map(result),
    );
    fc.assert(
      fc.property(fc.array(message, { maxLength: 12 }), (history) => {
        const wire = wireMessages([system, ...history], plain);
        expect(wire.slice(0, 2).map(({ role }) => role)).toEqual(['system', 'user']);
        expect(wire.at(-1)?.role).not.toBe('system');
        let open: string[] = [];
        let last: WireMessage | undefined;
        for (const each of wire.slice(1)) {
          if (each.role === 'tool') {
            expect(open.shift()).toBe(each.tool_call_id);
          } else {
            expect(open).toEqual([]);
            if (each.role === 'assistant' && each.tool_calls) open = each.tool_calls.map((call) => call.id);
            else expect(each.role).not.toBe(last?.role === 'assistant' && last.tool_calls ? '' : last?.role);
          }
          last = each;
        }
        expect(open).toEqual([]);
      }),
    );
  });
});

describe('names and ids', () => {
  it('fit the vendors, and names find their way back', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 120 }), (name) => {
        const spec = { name, description: '', parameters: { type: 'object' as const, properties: {} } };
        expect(wireName(name)).toMatch(/^[a-zA-Z_][\w-]{0,63}$/);
        expect(specName(wireName(name), [spec])).toBe(name);
        expect(wireCallId(name, 'any')).toMatch(/^.{1,40}$/);
        expect(wireCallId(name, 'nine-alphanumerics')).toMatch(/^[a-zA-Z0-9]{9}$/);
      }),
    );
    expect([
      wireName('to_booking'),
      wireCallId('call_1', 'any'),
      wireCallId('Ab3dE6gH9', 'nine-alphanumerics'),
    ]).toEqual(['to_booking', 'call_1', 'Ab3dE6gH9']);
  });
});

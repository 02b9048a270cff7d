import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FunctionSpec } from '../spec/functions.ts';
import { NOT_UNDERSTOOD, type LlmEvent, type LlmMessage, type LlmRequest } from '../spec/llm.ts';
import { createRehearsalModel } from './rehearsal-model.ts';

const model = createRehearsalModel();

async function run(request: LlmRequest, signal = new AbortController().signal): Promise<LlmEvent[]> {
  const events: LlmEvent[] = [];
  for await (const event of model.stream(request, signal)) events.push(event);
  return events;
}
async function answer(request: LlmRequest): Promise<string> {
  const events = await run(request);
  const call = events.find((event) => event.type === 'function-call');
  if (call) return `-> ${call.name}`;
  return events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
}

const edge = (name: string, examples: string[]): FunctionSpec => ({
  name,
  description: name,
  label: name,
  examples,
  parameters: { type: 'object', properties: {} },
});
const functions = [edge('book', ['yes please', 'book a table']), edge('other', ['no', 'something else'])];
const step = {
  nodeName: 'Greeting',
  nodeType: 'startCall' as const,
  nodePrompt: 'Find out what they want.\n\nSay: "We are open. Would you like to book a table?"',
};
const system: LlmMessage = { role: 'system', content: 'prompt' };
const done: LlmMessage = { role: 'tool', callId: '1', name: 'x', content: '{"status":"done"}' };
const user = (content: string): LlmMessage => ({ role: 'user', content });
const agent = (content: string): LlmMessage => ({ role: 'assistant', content });
const asked = (...messages: LlmMessage[]): LlmRequest => ({
  messages: [system, ...messages],
  functions,
  step,
});

test('it says that it is a rehearsal', () => {
  expect({ provider: model.provider, model: model.model, rehearsal: model.rehearsal }).toEqual({
    provider: 'rehearsal',
    model: 'rehearsal-1',
    rehearsal: true,
  });
});

test('it opens with the line that the prompt quotes', async () => {
  expect(await answer(asked())).toBe('We are open. Would you like to book a table?');
});

test('without a line it says where it is and what it listens for', async () => {
  const plain = { ...asked(), step: { ...step, nodePrompt: 'Find out what they want.' } };
  expect(await answer(plain)).toBe('This is the step Greeting. I am listening for “yes please” or “no”.');
});

test('it takes the edge that the caller means', async () => {
  expect(await answer(asked(agent('Hello.'), user('Yes, please.')))).toBe('-> book');
});

test('after a transition it speaks and never walks on with an old answer', async () => {
  const request = asked(agent('Hello.'), user('yes please'), agent(''), done);
  expect(await answer(request)).toBe('We are open. Would you like to book a table?');
});

test('it asks again after a miss, and offers the choices after the second', async () => {
  const first = [agent('Hello.'), user(NOT_UNDERSTOOD)];
  const reply = await answer(asked(...first));
  expect(reply).toBe('Sorry, I did not catch that. Would you like to book a table?');
  expect(await answer(asked(...first, agent(reply), user('bananas')))).toBe(
    'Sorry, I cannot place that answer. You can say “yes please” or “no”.',
  );
});

test('misses are counted in the present node only', async () => {
  const request = asked(
    agent('Hello.'),
    user('bananas'),
    agent('Sorry?'),
    user('no'),
    agent(''),
    done,
    agent('So?'),
    user('bananas'),
  );
  expect(await answer(request)).toBe('Sorry, I cannot place that answer. Would you like to book a table?');
});

test('speech that was not understood is never matched to an edge', async () => {
  const request = { ...asked(user(NOT_UNDERSTOOD)), functions: [edge('any', ['not understood'])] };
  expect(await answer(request)).toContain('did not catch');
});

test('asked to repeat, it repeats', async () => {
  expect(await answer(asked(agent('Hello.'), user('can you repeat that')))).toBe(
    'We are open. Would you like to book a table?',
  );
});

test('asked for the options, it offers them', async () => {
  expect(await answer(asked(agent('Hello.'), user('what can I say')))).toBe(
    'You can say “yes please” or “no”.',
  );
});

test('a node without ways on speaks its line', async () => {
  const last = {
    nodeName: 'End',
    nodeType: 'endCall' as const,
    nodePrompt: 'Tell them “All done. Goodbye!” kindly.',
  };
  expect(await answer({ messages: [system, user('no'), done], functions: [], step: last })).toBe(
    'All done. Goodbye!',
  );
});

test('an aborted stream ends silently', async () => {
  expect(await run(asked(), AbortSignal.abort())).toEqual([]);
});

const text = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.constantFrom('yes', 'no', NOT_UNDERSTOOD, 'tomorrow at ten', '“', '"', '{{x}}'),
);
const message: fc.Arbitrary<LlmMessage> = fc.oneof(
  fc.record({ role: fc.constant('system' as const), content: text }),
  fc.record({ role: fc.constant('user' as const), content: text }),
  fc.record({ role: fc.constant('assistant' as const), content: text }),
  fc.record({ role: fc.constant('tool' as const), callId: text, name: text, content: text }),
);
const wanted = fc.record({
  name: text,
  type: fc.constantFrom('string' as const, 'number' as const, 'boolean' as const),
  prompt: text,
});
const spec: fc.Arbitrary<FunctionSpec> = fc.record({
  name: text,
  description: text,
  label: text,
  examples: fc.array(text, { maxLength: 4 }),
  variables: fc.array(wanted, { maxLength: 3 }),
  parameters: fc.constant({ type: 'object' as const, properties: {} }),
});
const anyRequest: fc.Arbitrary<LlmRequest> = fc.record(
  {
    messages: fc.array(message, { maxLength: 8 }),
    functions: fc.array(spec, { maxLength: 4 }),
    step: fc.record({
      nodeName: text,
      nodeType: fc.constantFrom('startCall' as const, 'endCall' as const),
      nodePrompt: text,
    }),
    extract: spec,
    now: text,
  },
  { requiredKeys: ['messages', 'functions'] },
);

test('any request ends with finish, in the same way every time', async () => {
  await fc.assert(
    fc.asyncProperty(anyRequest, async (request) => {
      const events = await run(request);
      expect(events.at(-1)?.type).toBe('finish');
      expect(await run(request)).toEqual(events);
      const calls = events.filter((event) => event.type === 'function-call');
      expect(calls.every((call) => request.functions.some(({ name }) => name === call.name))).toBe(true);
      if (request.extract) {
        const said = events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
        expect(typeof JSON.parse(said)).toBe('object');
      }
    }),
    { numRuns: 300 },
  );
});

import { describe, expect, it } from 'vitest';
import { drive, testDocument, testNode, type DrivenRun } from './testing/driver.ts';
import { scriptedModel, type ScriptedReply } from './testing/scripted-model.ts';

/** start → ask → end. */
const document = testDocument(
  [
    testNode('s', 'startCall', { greeting: 'Hello.', allow_interrupt: true }),
    testNode('ask', 'agentNode', { allow_interrupt: true }),
    testNode('e', 'endCall'),
  ],
  ['s>ask*One moment.', 'ask>e', 's>e'],
);

async function opened(replies: ScriptedReply[]): Promise<DrivenRun> {
  const driven = drive(document, scriptedModel(replies));
  await driven.open();
  return driven;
}
const roles = ({ llm }: DrivenRun): string[] =>
  (llm.requests.at(-1)?.messages ?? []).map((message) =>
    message.role === 'assistant' && message.functionCalls
      ? `${message.content}(${message.functionCalls.map(({ name }) => name).join(', ')})`
      : message.role === 'tool'
        ? `→ ${message.name}`
        : message.content,
  );

describe('a hosted model', () => {
  it('may speak before and after a call in one reply: all of it is said, then the edge is taken', async () => {
    const driven = await opened([
      [{ say: 'Sure. ' }, { call: 'to_ask' }, { say: 'I will help you.' }],
      'Which size?',
    ]);
    expect(await driven.say('shoes')).toEqual([
      'model: Sure. I will help you.',
      'transition!: One moment.',
      'model: Which size?',
    ]);
    expect(roles(driven).slice(1)).toEqual(['Hello.', 'shoes', 'Sure. I will help you.(to_ask)', '→ to_ask']);
  });

  it('may walk through several nodes without a word', async () => {
    const driven = await opened([[{ call: 'to_ask' }], [{ call: 'to_e' }], 'Good bye.']);
    expect(await driven.say('bye')).toEqual([
      'transition!: One moment.',
      'model!: Good bye.',
      'hang-up: end_call_tool',
    ]);
  });

  it('that calls something at the end of the call is not listened to: its words end the call', async () => {
    const driven = await opened([[{ call: 'to_e' }], [{ say: 'Good bye.' }, { call: 'end_call' }]]);
    expect(await driven.say('bye')).toEqual(['model!: Good bye.', 'hang-up: end_call_tool']);
    expect(driven.events.at(-1)?.payload).toMatchObject({ result: { error: 'The call is ending.' } });
  });

  it('that only calls at the end of the call, without a word, ends it all the same', async () => {
    const driven = await opened([
      [{ call: 'to_e' }],
      [{ call: 'end_call' }],
      [{ call: 'hang_up' }],
      'unused',
    ]);
    expect(await driven.say('bye')).toEqual([
      'goodbye!: Thank you for calling. Goodbye.',
      'hang-up: end_call_tool',
    ]);
    expect(driven.llm.requests).toHaveLength(3);
  });

  it('that calls an unknown function with words is heard, told, and asked again', async () => {
    const driven = await opened([
      [{ say: 'I will transfer you. ' }, { call: 'transfer' }],
      'I cannot, sorry.',
    ]);
    expect(await driven.say('a person please')).toEqual([
      'model: I will transfer you. ',
      'model: I cannot, sorry.',
    ]);
    expect(roles(driven).slice(-2)).toEqual(['I will transfer you. (transfer)', '→ transfer']);
  });

  it('that breaks off in mid-sentence: what was said is kept, nothing is said twice, and the next turn is sound', async () => {
    const driven = await opened([
      [{ say: 'Your order is ' }, { call: 'to_ask' }, { fail: { retryable: true } }],
      'It was sent.',
    ]);
    expect(await driven.say('where is it')).toEqual([
      'model: Your order is ',
      'model: Sorry, something went wrong on my side. Could you say that again?',
    ]);
    expect(driven.run.node.id).toBe('s');
    expect(await driven.say('where is it')).toEqual(['model: It was sent.']);
    expect(driven.llm.requests).toHaveLength(2);
    expect(roles(driven).slice(1)).toEqual([
      'Hello.',
      'where is it',
      'Your order is ',
      'Sorry, something went wrong on my side. Could you say that again?',
      'where is it',
    ]);
  });

  it('that breaks off before a word, after a call: the whole reply is asked for once more', async () => {
    const driven = await opened([
      [{ call: 'to_ask' }, { fail: { retryable: true } }],
      [{ call: 'to_ask' }],
      'Which size?',
    ]);
    expect(await driven.say('shoes')).toEqual(['transition!: One moment.', 'model: Which size?']);
    expect(driven.run.gatheredContext.nodes_visited).toEqual(['S', 'ASK']);
  });

  it('that let the caller wait before it failed is not asked again', async () => {
    for (const [waitedMs, requests] of [
      [1500, 2],
      [4000, 1],
    ] as const) {
      let nowMs = 0;
      const model = scriptedModel([[{ fail: { retryable: true } }], 'Here I am.']);
      const stream = model.stream.bind(model);
      model.stream = (request, signal) => {
        nowMs += waitedMs;
        return stream(request, signal);
      };
      const driven = drive(document, model, { now: () => new Date(nowMs) });
      await driven.open();
      await driven.say('shoes');
      expect(model.requests).toHaveLength(requests);
    }
  });

  it('of which a whole chain has failed for good is not asked again', async () => {
    const driven = await opened([[{ fail: { retryable: false } }], 'unused']);
    expect(await driven.say('shoes')).toEqual([
      'model: Sorry, something went wrong on my side. Could you say that again?',
    ]);
    expect(driven.llm.requests).toHaveLength(1);
  });

  it('that gives no ids, or the same again, still has every call answered once', async () => {
    const driven = await opened([
      [
        { call: 'x', id: 'call_0' },
        { call: 'to_ask', id: 'call_0' },
      ],
      [{ call: 'y', id: '' }],
      'Which size?',
    ]);
    await driven.say('shoes');
    const messages = driven.llm.requests.at(-1)?.messages ?? [];
    const made = messages.flatMap((message) =>
      message.role === 'assistant' ? (message.functionCalls ?? []).map(({ id }) => id) : [],
    );
    const answered = messages.flatMap((message) => (message.role === 'tool' ? [message.callId] : []));
    expect(new Set(made).size).toBe(3);
    expect([...answered].sort()).toEqual([...made].sort());
  });
});

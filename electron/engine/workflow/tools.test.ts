import { describe, expect, it } from 'vitest';
import type { LlmMessage } from '../providers/spec/llm.ts';
import { drive, testDocument, testNode, type DrivenRun } from './testing/driver.ts';
import { scriptedModel, type ScriptedPart, type ScriptedReply } from './testing/scripted-model.ts';
import {
  scriptedTools,
  toolDocuments,
  type ScriptedTool,
  type ScriptedTools,
} from './testing/scripted-tools.ts';

const call = (name: string, given: Record<string, unknown> = {}): ScriptedPart => ({ call: name, given });
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const never = new AbortController().signal;

/** start (with the tools) → next → end. */
async function opened(
  tools: ScriptedTool[],
  replies: ScriptedReply[],
  settings: object = {},
): Promise<DrivenRun & { tools: ScriptedTools }> {
  const names = tools.map(({ name }) => name);
  const node = { greeting: 'Hello.', allow_interrupt: true, tool_uuids: names };
  const document = testDocument(
    [testNode('s', 'startCall', node), testNode('n', 'agentNode'), testNode('e', 'endCall')],
    ['s>n*Moving on.', 'n>e', 's>e'],
    { workflow_configurations: { tools: toolDocuments(names), ...settings } },
  );
  const scripted = scriptedTools(tools);
  const driven = drive(document, scriptedModel(replies), { tools: scripted });
  await driven.open();
  return { ...driven, tools: scripted };
}

/** What the model was last shown after the greeting. */
const shown = ({ llm }: DrivenRun, index = -1): LlmMessage[] =>
  llm.requests.at(index)?.messages.slice(2) ?? [];
const calls = ({ events }: DrivenRun): unknown[][] =>
  events
    .filter(({ type }) => type.startsWith('function-call'))
    .map(({ type, payload }) => [type.slice('function-call-'.length), payload['name'], payload['result']]);

describe('a tool', () => {
  it('is offered before the edges, speaks while it runs, and its answer goes to the model', async () => {
    const driven = await opened(
      [{ name: 'look_up', speech: 'One moment, {{name | please}}.' }],
      [[{ say: 'Let me see. ' }, call('look_up', { id: 7 })], 'It is on its way.'],
    );
    const answer = driven.say('where is it');
    await turn();
    expect(driven.tools.given).toEqual([{ id: 7 }]);
    await driven.tools.answer('look_up', { status: 'success', data: { state: 'sent' } });
    expect(await answer).toEqual([
      'model: Let me see. ',
      'tool: One moment, please.',
      'model: It is on its way.',
    ]);
    expect(driven.llm.requests[0]?.functions.map(({ name }) => name)).toEqual(['look_up', 'to_n', 'to_e']);
    expect(shown(driven)).toEqual([
      { role: 'user', content: 'where is it' },
      {
        role: 'assistant',
        content: 'Let me see. ',
        functionCalls: [{ id: 'call_1', name: 'look_up', arguments: { id: 7 } }],
      },
      {
        role: 'tool',
        callId: 'call_1',
        name: 'look_up',
        content: '{"status":"success","data":{"state":"sent"}}',
      },
    ]);
    expect(calls(driven)).toEqual([
      ['start', 'look_up', undefined],
      ['end', 'look_up', { status: 'success', data: { state: 'sent' } }],
    ]);
  });

  it('that breaks is an answer too', async () => {
    const driven = await opened([{ name: 'look_up' }], [[call('look_up')], 'That does not work just now.']);
    const answer = driven.say('where is it');
    await turn();
    await driven.tools.fail('look_up');
    expect(await answer).toEqual(['model: That does not work just now.']);
    expect(shown(driven).at(-1)?.content).toMatch(/"status":"error"/);
  });

  it('runs beside another; the same call twice is made once', async () => {
    const driven = await opened(
      [{ name: 'a' }, { name: 'b' }],
      [[call('a', { x: 1 }), call('b'), call('a', { x: 1 }), call('a', { x: 2 })], 'All done.'],
    );
    const answer = driven.say('go');
    await turn();
    expect(driven.tools.given).toEqual([{ x: 1 }, {}, { x: 2 }]);
    await driven.tools.answer('b', 'B');
    await driven.tools.answer('a', 'A1');
    expect(driven.llm.requests).toHaveLength(1);
    await driven.tools.answer('a', 'A2');
    expect(await answer).toEqual(['model: All done.']);
    expect(shown(driven).map(({ content }) => content)).toEqual([
      'go',
      '',
      expect.stringContaining('under way already'),
      '"A1"',
      '"B"',
      '"A2"',
    ]);
  });

  it('and an edge in one reply: both, and the next step knows the answer', async () => {
    const driven = await opened([{ name: 'save' }], [[call('to_n'), call('save')], 'Saved. What next?']);
    const answer = driven.say('save it');
    await turn();
    expect(driven.run.node.id).toBe('n');
    expect(driven.llm.requests).toHaveLength(1);
    await driven.tools.answer('save', { status: 'success' });
    expect(await answer).toEqual(['transition!: Moving on.', 'model!: Saved. What next?']);
    expect(driven.llm.requests.at(-1)?.functions.map(({ name }) => name)).toEqual(['to_e']);
    expect(shown(driven).slice(2)).toEqual([
      { role: 'tool', callId: 'call_2', name: 'save', content: '{"status":"success"}' },
      { role: 'tool', callId: 'call_1', name: 'to_n', content: '{"status":"done"}' },
    ]);
  });

  it('cannot be used without end', async () => {
    const driven = await opened(
      [{ name: 'a' }],
      Array.from({ length: 20 }, (_, index) => [call('a', { index })]),
    );
    const answer = driven.say('go');
    for (let round = 0; round < 8; round += 1) {
      await turn();
      await driven.tools.answer('a', round);
    }
    expect(await answer).toEqual(['model: Sorry, could you say that again?']);
    expect(driven.events.find(({ type }) => type === 'error')?.payload['message']).toMatch(
      /used tools 8 times/,
    );
  });

  it('is not offered at the end of a call', async () => {
    const driven = await opened([{ name: 'a' }], [[call('to_e')], 'Bye.']);
    expect((await driven.say('bye')).at(-1)).toBe('hang-up: end_call_tool');
    expect(driven.llm.requests.at(-1)?.functions).toEqual([]);
  });

  it('mutes the caller where the document asks for it', async () => {
    const driven = await opened([{ name: 'a', speech: 'Wait.' }], [[call('a')], 'Done.'], {
      mute_during_tools: true,
    });
    const answer = driven.say('go');
    await turn();
    await driven.tools.answer('a', 1);
    expect(await answer).toEqual(['mute', 'tool: Wait.', 'unmute', 'model: Done.']);
  });
});

describe('the conversation goes on while a tool runs', () => {
  /** The caller asks, the tool runs, the caller cuts in. */
  const interrupted = async (replies: ScriptedReply[]): Promise<Awaited<ReturnType<typeof opened>>> => {
    const driven = await opened(
      [{ name: 'look_up', speech: 'One moment.' }],
      [[call('look_up')], ...replies],
    );
    const abort = new AbortController();
    const first = driven.say('where is it', abort.signal);
    await turn();
    driven.run.heard('speech_2', 'One');
    abort.abort();
    expect(await first).toEqual(['tool: One moment.']);
    return driven;
  };

  it('the model answers meanwhile, knowing that it still waits, and speaks up when the answer comes', async () => {
    const driven = await interrupted(['I am still looking.', 'Found it: it was sent.']);
    const second = driven.say('are you there');
    await turn();
    const pending = shown(driven);
    expect(pending.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'user']);
    expect(JSON.parse(pending[2]?.content ?? '')).toMatchObject({ status: 'pending' });
    await driven.tools.answer('look_up', 'sent');
    expect(await second).toEqual(['model: I am still looking.', 'model: Found it: it was sent.']);
    // What it knew then stays; the answer stands where it came.
    expect(shown(driven)).toEqual([
      ...pending,
      { role: 'assistant', content: 'I am still looking.' },
      { role: 'assistant', content: '', functionCalls: [{ id: 'call_1_2', name: 'look_up', arguments: {} }] },
      { role: 'tool', callId: 'call_1_2', name: 'look_up', content: '"sent"' },
    ]);
  });

  it('an answer that came before the next turn is told with it', async () => {
    const driven = await interrupted(['It was sent.']);
    await driven.tools.answer('look_up', 'sent');
    expect(await driven.say('hello?')).toEqual(['model: It was sent.']);
    expect(shown(driven).slice(1)).toEqual([
      { role: 'assistant', content: '', functionCalls: [{ id: 'call_1', name: 'look_up', arguments: {} }] },
      { role: 'tool', callId: 'call_1', name: 'look_up', content: '"sent"' },
      { role: 'user', content: 'hello?' },
    ]);
  });

  it('the same call is not made again meanwhile', async () => {
    const driven = await interrupted([[call('look_up')], 'Still waiting.', 'Sent.']);
    const second = driven.say('look it up');
    await turn();
    expect(driven.tools.given).toHaveLength(1);
    await driven.tools.answer('look_up', 'sent');
    expect(await second).toEqual(['model: Still waiting.', 'model: Sent.']);
  });

  it('an answer for which no turn came is told after a silence', async () => {
    const driven = await interrupted(['It was sent.']);
    const said = driven.idle(1);
    await driven.tools.answer('look_up', 'sent');
    expect(await said).toEqual(['model: It was sent.']);
    expect(await driven.idle(1)).toEqual(['idle: Are you still there?']);
  });

  it('a tool that still runs at the end is given up, and every call has its end', async () => {
    const driven = await interrupted([]);
    await driven.run.finish('user_hangup', never);
    expect(driven.tools.signals[0]?.aborted).toBe(true);
    expect(calls(driven)).toEqual([
      ['start', 'look_up', undefined],
      ['end', 'look_up', { status: 'error', error: 'The call was over before the answer came.' }],
    ]);
    await driven.tools.answer('look_up', 'late');
    expect(calls(driven)).toHaveLength(2);
  });
});

describe('the end call tool', () => {
  it('says its message and hangs up with the reason, which is a tag too', async () => {
    const driven = await opened(
      [{ name: 'end_call', speech: 'Good bye.', ends: 'not_interested' }],
      [[{ say: 'All right. ' }, call('end_call', { reason: 'not_interested' })]],
    );
    expect(await driven.say('no')).toEqual([
      'model: All right. ',
      'goodbye!: Good bye.',
      'hang-up: not_interested',
    ]);
    await driven.run.finish('not_interested', never);
    expect(driven.run.gatheredContext).toMatchObject({
      call_disposition: 'not_interested',
      call_tags: ['not_interested'],
    });
    expect(calls(driven)).toEqual([
      ['start', 'end_call', undefined],
      ['end', 'end_call', { status: 'success' }],
    ]);
  });

  it('hangs up without a word where neither it nor the model has one', async () => {
    const driven = await opened([{ name: 'end_call', ends: null }], [[call('end_call'), call('to_n')]]);
    expect(await driven.say('bye')).toEqual(['hang-up: end_call_tool']);
    expect(driven.run.node.id).toBe('s');
  });

  it('lets other tools of the same reply finish their work first', async () => {
    const driven = await opened(
      [{ name: 'end_call', speech: 'Bye.', ends: null }, { name: 'save' }],
      [[call('end_call'), call('save')]],
    );
    const answer = driven.say('bye');
    let over = false;
    void answer.then(() => (over = true));
    await turn();
    expect(over).toBe(false);
    await driven.tools.answer('save', 'ok');
    expect(await answer).toEqual(['goodbye!: Bye.', 'hang-up: end_call_tool']);
    await driven.run.finish('end_call_tool', never);
    expect(calls(driven).filter(([what]) => what === 'end')).toHaveLength(2);
  });
});

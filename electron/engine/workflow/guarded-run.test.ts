import { describe, expect, it } from 'vitest';
import type { Guard } from '#shared/domain/guard.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { createRehearsalModel } from '../providers/rehearsal/index.ts';
import { drive, testDocument, testNode } from './testing/driver.ts';
import { scriptedModel, type ScriptedModel } from './testing/scripted-model.ts';

const says = (...words: string[]): Guard => ({ conditions: [{ kind: 'keyword', words }] });
const turns = (atLeast: number): Guard => ({ conditions: [{ kind: 'turns', at_least: atLeast }] });
const seconds = (atLeast: number): Guard => ({ conditions: [{ kind: 'seconds', at_least: atLeast }] });
const isSet = (variable: string): Guard => ({
  conditions: [{ kind: 'variable', variable, comparison: 'is_set' }],
});

/** Gives edges their guards, by id; those of `only` have no condition for the model. */
function guarded(
  document: WorkflowDocument,
  guards: Record<string, Guard>,
  only: string[] = Object.keys(guards),
): WorkflowDocument {
  const edges = document.edges.map((edge) => {
    const guard = guards[edge.id];
    const condition = only.includes(edge.id) ? '' : edge.data.condition;
    return guard ? { ...edge, data: { ...edge.data, guard, condition } } : edge;
  });
  return { ...document, edges };
}

const call = (name: string) => [{ call: name }];
const ask = testDocument(
  [
    testNode('s', 'startCall', { greeting: 'Hello.' }),
    testNode('a', 'agentNode', { allow_interrupt: true }),
    testNode('b', 'agentNode'),
    testNode('e', 'endCall'),
  ],
  ['s>a*One moment.', 's>b', 'a>b', 'b>a', 'b>e', 'a>e*Right.'],
);
const decisions = (events: { type: string; payload: unknown }[]): unknown[] =>
  events.filter(({ type }) => type === 'decision').map(({ payload }) => payload);

describe('an edge with a guard', () => {
  it('is taken without asking the model, speaks, and leaves nothing in the history', async () => {
    const llm = scriptedModel(['Which size?', 'And the colour?']);
    const { open, say, events } = drive(guarded(ask, { 's>a': says('shoes') }), llm);
    await open();
    expect(await say('Shoes, please')).toEqual(['transition!: One moment.', 'model: Which size?']);
    await say('red');
    expect(llm.requests[0]?.step).toEqual({
      nodeName: 'A',
      nodeType: 'agentNode',
      nodePrompt: 'Prompt of a.',
      enteredAt: 3,
    });
    expect(llm.requests[1]?.messages).toEqual([
      { role: 'system', content: 'Prompt of a.' },
      { role: 'assistant', content: 'Hello.' },
      { role: 'user', content: 'Shoes, please' },
      { role: 'assistant', content: 'Which size?' },
      { role: 'user', content: 'red' },
    ]);
    expect(events.filter(({ type }) => type === 'transition').map(({ payload }) => payload)).toEqual([
      {
        edge_id: 's>a',
        label: 'to a',
        function_name: 'to_a',
        from_node_id: 's',
        from_node_name: 'S',
        to_node_id: 'a',
        to_node_name: 'A',
        by: 'guard',
      },
    ]);
    expect(decisions(events)).toEqual([
      {
        guards: [{ edge_id: 's>a', label: 'to a', held: true, why: 'the caller said “shoes”' }],
        offered: [],
        chosen: 'guard:to a',
      },
      { guards: [], offered: ['to_b', 'to_e'], chosen: null },
      { guards: [], offered: ['to_b', 'to_e'], chosen: null },
    ]);
  });

  it('without a condition is not offered, and refused when the model calls it all the same', async () => {
    const llm = scriptedModel([call('to_a'), 'What do you want?', 'Fine.']);
    const { open, say, events } = drive(guarded(ask, { 's>a': says('shoes') }), llm);
    await open();
    expect(await say('hats')).toEqual(['model!: What do you want?']);
    expect(llm.requests[0]?.functions.map(({ name }) => name)).toEqual(['to_b']);
    expect(llm.requests[1]?.messages.at(-1)?.content).toContain('no function “to_a” here');
    expect(decisions(events)[0]).toEqual({
      guards: [{ edge_id: 's>a', label: 'to a', held: false, why: 'the caller did not say “shoes”' }],
      offered: ['to_b'],
      chosen: 'to_a',
    });
  });

  it('with a condition may be taken by either', async () => {
    const llm = scriptedModel([call('to_a'), 'Which size?']);
    const { open, say, events } = drive(guarded(ask, { 's>a': says('shoes') }, []), llm);
    await open();
    expect(await say('footwear')).toEqual(['transition!: One moment.', 'model: Which size?']);
    expect(events.find(({ type }) => type === 'transition')?.payload['by']).toBe('model');
  });

  it('is looked at in the order of the edges, then those of the node it leads to', async () => {
    const llm = scriptedModel(['Bye.']);
    const document = guarded(ask, { 's>a': says('stop'), 's>b': says('now'), 'b>e': says('stop') });
    const { open, say, run, events } = drive(document, llm);
    await open();
    expect(await say('now stop')).toEqual(['transition!: One moment.', 'model: Bye.']);
    expect(run.node.id).toBe('a');
    events.length = 0;
    expect(
      await drive(guarded(ask, { 's>b': says('now'), 'b>e': says('stop') }), scriptedModel(['Bye.'])).say(
        'now stop',
      ),
    ).toEqual(['model!: Bye.', 'hang-up: end_call_tool']);
  });

  it('reads the last turn only until the agent has answered it', async () => {
    const llm = scriptedModel(['Sure?', call('to_b'), 'And?']);
    const document = guarded(ask, { 'b>e': says('stop') });
    const { open, say, run } = drive(document, llm);
    await open();
    await say('stop');
    expect([await say('go on'), run.node.id]).toEqual([['model!: And?'], 'b']);
  });

  it('counts the turns of the caller in the node, also those not understood', async () => {
    const llm = scriptedModel(['Pardon?', 'Pardon?', 'I will put you through.']);
    const { open, say, run } = drive(guarded(ask, { 's>b': turns(3) }), llm);
    await open();
    await say('mumble');
    await say('');
    expect(run.node.id).toBe('s');
    expect(await say('mumble')).toEqual(['model!: I will put you through.']);
    expect(run.node.id).toBe('b');
  });

  it('is looked at when the caller is silent', async () => {
    let nowMs = 0;
    const llm = scriptedModel(['Let me help you.']);
    const { open, idle, run } = drive(guarded(ask, { 's>b': seconds(15) }), llm, {
      now: () => new Date(nowMs),
    });
    await open();
    nowMs = 10_000;
    expect(await idle(1)).toEqual(['idle!: Are you still there?']);
    nowMs = 20_000;
    expect([await idle(2), run.node.id]).toEqual([['model!: Let me help you.'], 'b']);
  });

  it('tells a recogniser the words that it waits for', async () => {
    const { open, run } = drive(guarded(ask, { 's>a': says('cancel it') }), scriptedModel([]));
    await open();
    expect(run.hints().functions.map(({ name, examples }) => [name, examples])).toEqual([
      ['to_a', ['cancel it']],
      ['to_b', []],
    ]);
  });

  it('leads the rehearsal into the next node as an edge does', async () => {
    const document = guarded(
      testDocument(
        [
          testNode('s', 'startCall', { greeting: 'Hello.' }),
          testNode('a', 'agentNode', { prompt: 'Ask: "Which size?"' }),
          testNode('e', 'endCall'),
        ],
        ['s>a', 'a>e'],
      ),
      { 's>a': says('shoes') },
    );
    const { open, say } = drive(document, createRehearsalModel() as unknown as ScriptedModel);
    await open();
    expect(await say('shoes please')).toEqual(['model!: Which size?']);
  });
});

describe('a guard on a variable', () => {
  const extracting = (guards: Record<string, Guard>): WorkflowDocument =>
    guarded(
      testDocument(
        [
          testNode('s', 'startCall', {
            greeting: 'Hello.',
            extraction_enabled: true,
            extraction_variables: [{ name: 'size', type: 'number' }],
          }),
          testNode('a', 'agentNode'),
          testNode('b', 'agentNode'),
          testNode('e', 'endCall'),
        ],
        ['s>a', 's>b', 'a>b', 'a>e', 'b>e'],
      ),
      guards,
    );
  const extractions = (events: { type: string }[]): number =>
    events.filter(({ type }) => type === 'extraction-start').length;

  it('that its node extracts is extracted first, once a turn, and not again on the way out', async () => {
    const llm = scriptedModel(['Which size?', 'Anything else?'], ['{}', '{"size": 42}']);
    const { open, say, events, run } = drive(extracting({ 's>a': isSet('size') }), llm);
    await open();
    expect(await say('shoes')).toEqual(['model!: Which size?']);
    expect(extractions(events)).toBe(1);
    expect(await say('42')).toEqual(['model!: Anything else?']);
    expect([run.node.id, extractions(events)]).toEqual(['a', 2]);
  });

  it('that an earlier node extracts is waited for', async () => {
    let found: () => void = () => undefined;
    const wait = new Promise<void>((resolve) => (found = resolve));
    const llm = scriptedModel([call('to_a'), 'Bye.'], [[{ wait }, { say: '{"size": 42}' }]]);
    const { open, say, run } = drive(extracting({ 'a>b': isSet('gathered_context.size') }), llm);
    await open();
    const answer = say('shoes in 42');
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(run.node.id).toBe('a');
    found();
    expect([await answer, run.node.id]).toEqual([['model!: Bye.'], 'b']);
  });

  it('is judged by what is known when extraction fails, which is tried again when the node is left', async () => {
    const llm = scriptedModel([call('to_b'), 'Hm.'], ['nothing', '{"size": 42}']);
    const { open, say, run } = drive(extracting({ 's>a': isSet('size') }), llm);
    await open();
    await say('shoes in 42');
    await run.finish('user_hangup', new AbortController().signal);
    expect([run.node.id, run.gatheredContext['size']]).toEqual(['b', 42]);
  });

  it('takes the call on from the start when it was given', async () => {
    const llm = scriptedModel(['Welcome back.']);
    const document = guarded(
      testDocument(
        [testNode('s', 'startCall'), testNode('a', 'agentNode'), testNode('e', 'endCall')],
        ['s>a', 'a>e'],
      ),
      {
        's>a': { conditions: [{ kind: 'variable', variable: 'plan', comparison: 'equals', value: 'gold' }] },
      },
    );
    const { open } = drive(document, llm, { initialContext: { plan: 'Gold' } });
    expect([await open(), llm.requests[0]?.step?.nodeName]).toEqual([['model!: Welcome back.'], 'A']);
  });
});

describe('guards that lead in circles', () => {
  it('are given up for this turn with an error, and the model answers', async () => {
    const llm = scriptedModel(['Where were we?', 'Yes.']);
    const document = guarded(ask, { 's>a': says('x'), 'a>b': says('x'), 'b>a': says('x') });
    const { open, say, events } = drive(document, llm);
    await open();
    expect(await say('x')).toEqual(['transition!: One moment.', 'model!: Where were we?']);
    expect(events.filter(({ type }) => type === 'transition')).toHaveLength(8);
    expect(events.filter(({ type }) => type === 'error').map(({ payload }) => payload['message'])).toEqual([
      'Guards took 8 edges without a word of the caller. See the guards around “B”.',
    ]);
  });
});

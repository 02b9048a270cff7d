import { describe, expect, it } from 'vitest';
import type { ExtractionVariable } from '#shared/domain/workflow.ts';
import { coerce, extractionFunction, parseJsonObject, valuesOf } from './extraction.ts';
import { drive, testDocument, testNode } from './testing/driver.ts';
import { scriptedModel, type ScriptedReply } from './testing/scripted-model.ts';

const never = new AbortController().signal;
const variable = (type: ExtractionVariable['type'], options?: string[]): ExtractionVariable => ({
  name: 'x',
  type,
  ...(options ? { options } : {}),
});

describe('coerce', () => {
  it.each([
    ['number', '42', 42],
    ['number', '$1,250.50 a month', 1250.5],
    ['number', -3, -3],
    ['number', 'many', undefined],
    ['number', null, undefined],
    ['boolean', 'Yes', true],
    ['boolean', false, false],
    ['boolean', 'no', false],
    ['boolean', 'maybe', undefined],
    ['string', ' Ana ', 'Ana'],
    ['string', 7, '7'],
    ['string', { a: 1 }, '{"a":1}'],
    ['string', '', undefined],
    ['string', 'null', undefined],
  ] as const)('%s from %j', (type, value, expected) => {
    expect(coerce(value, variable(type))).toBe(expected);
  });

  it('takes an option in its own spelling, alone or within other words, never two', () => {
    const size = variable('string', ['Small', 'Extra large', 'large']);
    expect(
      ['small!', 'a small one', 'LARGE', 'small or large', 'tiny'].map((text) => coerce(text, size)),
    ).toEqual(['Small', 'Small', 'large', undefined, undefined]);
  });
});

describe('parseJsonObject', () => {
  it('finds the object with or without words and fences around it', () => {
    for (const text of ['{"a":1}', '```json\n{"a":1}\n```', 'Here you are: {"a":1}. Anything else?'])
      expect(parseJsonObject(text)).toEqual({ a: 1 });
    for (const text of ['', 'none', '[1]', '"a"', '{"a":', '}{']) expect(parseJsonObject(text)).toBeNull();
  });
});

describe('valuesOf', () => {
  it('keeps what was asked for only', () => {
    const asked = [
      { name: 'a', type: 'string' },
      { name: '__proto__', type: 'string' },
    ] as const;
    const answer = JSON.parse('{"a":"1","b":"2","__proto__":"3"}') as Record<string, unknown>;
    expect(valuesOf(answer, asked)).toEqual({ a: '1' });
  });
});

describe('extractionFunction', () => {
  it('describes the values as JSON Schema, for models that want one', () => {
    const variables: ExtractionVariable[] = [
      { name: 'size', type: 'number', prompt: 'How large' },
      { name: 'colour', type: 'string', options: ['red', 'blue'] },
    ];
    expect(extractionFunction(variables)).toEqual({
      name: 'extract_variables',
      description: 'Records the values that were said.',
      parameters: {
        type: 'object',
        properties: {
          size: { type: ['number', 'null'], description: 'How large' },
          colour: { type: ['string', 'null'], enum: ['red', 'blue', null] },
        },
      },
      variables,
    });
  });
});

describe('extraction in a run', () => {
  const extracting = (...names: string[]): object => ({
    extraction_enabled: true,
    extraction_prompt: 'For {{shop}}.',
    extraction_variables: names.map((name) => ({ name, type: 'string', prompt: `The ${name} for {{shop}}` })),
  });
  const document = testDocument(
    [
      testNode('a', 'startCall', { greeting: 'Hi.', ...extracting('name', 'nodes_visited') }),
      testNode('b', 'agentNode', { prompt: 'Ask {{gathered_context.name | them}}.', ...extracting('name') }),
      testNode('e', 'endCall'),
    ],
    ['a>b', 'b>e'],
  );
  const toB: ScriptedReply = [{ say: 'Well. ' }, { call: 'to_b' }];

  it('reads what was said, without the edges taken and what was not understood', async () => {
    const llm = scriptedModel([[{ call: 'nonsense' }], toB, 'Ok?'], ['{"name":"Ana"}']);
    const { open, say } = drive(document, llm, { initialContext: { shop: 'Shoe & Co' } });
    await open();
    await say('Ana');
    await say('');
    expect(llm.extractions).toHaveLength(1);
    const [request] = llm.extractions;
    expect(request?.messages[0]?.content).toContain('- name (string): The name for Shoe & Co');
    expect(request?.messages[0]?.content).toMatch(/For Shoe & Co\.$/);
    expect(request?.messages.slice(1).map(({ role, content }) => [role, content])).toEqual([
      ['assistant', 'Hi.'],
      ['user', 'Ana'],
      ['assistant', ''],
      ['tool', expect.stringContaining('There is no function “nonsense” here.')],
      ['assistant', 'Well. '],
    ]);
    expect(request).toMatchObject({
      functions: [],
      step: { nodeName: 'A', nodeType: 'startCall' },
      extract: { name: 'extract_variables', variables: [{ name: 'name' }, { name: 'nodes_visited' }] },
    });
  });

  it('never replaces what the run itself keeps', async () => {
    const llm = scriptedModel([toB, 'Ok?'], ['{"name":"Ana","nodes_visited":"everywhere"}']);
    const { run, open, say } = drive(document, llm);
    await open();
    await say('Ana');
    await run.finish('user_hangup', never);
    expect(run.gatheredContext).toEqual({
      name: 'Ana',
      extracted_variables: { name: 'Ana', nodes_visited: 'everywhere' },
      nodes_visited: ['A', 'B'],
      call_tags: [],
      call_disposition: 'user_hangup',
      mapped_call_disposition: 'user_hangup',
    });
  });

  it('is waited for by a prompt that shows its values', async () => {
    let answer: () => void = () => undefined;
    const later = new Promise<void>((resolve) => (answer = resolve));
    const llm = scriptedModel([toB, 'Ok?'], [[{ wait: later }, { say: '{"name":"Ana"}' }]]);
    const { open, say } = drive(document, llm);
    await open();
    const speaking = say('Ana');
    setTimeout(answer, 5);
    await speaking;
    expect(llm.requests[1]?.step?.nodePrompt).toBe('Ask Ana.');
  });

  it('says what went wrong, and the call goes on', async () => {
    const llm = scriptedModel([toB, 'Ok?'], ['I do not know', [{ fail: { retryable: false } }]]);
    const { run, open, say, events } = drive(document, llm);
    await open();
    expect(await say('Ana')).toContain('model!: Ok?');
    await run.finish('user_hangup', never);
    expect(events.filter(({ type }) => type === 'extraction-end').map(({ payload }) => payload)).toEqual([
      {
        for_node_id: 'a',
        for_node_name: 'A',
        variables: {},
        error: 'The model did not answer with a JSON object.',
      },
      { for_node_id: 'b', for_node_name: 'B', variables: {}, error: 'The model is out of order.' },
    ]);
  });

  it('is flushed for the last node when the call ends, and not when the pipeline broke', async () => {
    for (const [disposition, expected] of [
      ['user_hangup', 2],
      ['pipeline_error', 1],
      ['voicemail_detected', 1],
    ] as const) {
      const llm = scriptedModel([toB, 'Ok?']);
      const { run, open, say } = drive(document, llm);
      await open();
      await say('Ana');
      await run.finish(disposition, never);
      await run.finish('unknown', never);
      expect(llm.extractions).toHaveLength(expected);
      expect(run.gatheredContext.call_disposition).toBe(disposition);
    }
  });

  it('is given up when it is no longer waited for', async () => {
    const abort = new AbortController();
    let answer: () => void = () => undefined;
    const later = new Promise<void>((resolve) => (answer = resolve));
    const llm = scriptedModel([toB, 'Ok?'], [[{ wait: later }, { say: '{"name":"Ana"}' }]]);
    const noGathered = structuredClone(document);
    const node = noGathered.nodes[1];
    if (node) node.data.prompt = 'Ask.';
    const { run, open, say } = drive(noGathered, llm);
    await open();
    await say('Ana');
    const finished = run.finish('user_hangup', abort.signal);
    abort.abort();
    await finished;
    answer();
    expect(run.gatheredContext).toMatchObject({ extracted_variables: {}, call_disposition: 'user_hangup' });
  });

  it('does not ask when the caller has said nothing', async () => {
    const llm = scriptedModel([]);
    const { run, open, events } = drive(document, llm);
    await open();
    await run.finish('user_hangup', never);
    expect(llm.extractions).toEqual([]);
    expect(events.map(({ type }) => type)).toEqual(['node-enter']);
  });
});

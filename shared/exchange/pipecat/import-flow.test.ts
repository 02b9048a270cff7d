import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importFile } from '../import-file.ts';

/** A bakery that takes orders: every construct of a flow once. */
const bakery = {
  initial_node: 'welcome',
  global_functions: [
    {
      name: 'speak_to_baker',
      transition_only: true,
      description: 'The caller wants a person.',
      transition_to: 'handover',
    },
  ],
  nodes: {
    welcome: {
      role_message: 'You answer the phone of a bakery.',
      task_messages: [{ role: 'developer', content: 'Ask what the caller would like.' }],
      pre_actions: [{ type: 'tts_say', text: 'Good morning, this is the bakery.' }],
      functions: [
        {
          type: 'function',
          function: {
            name: 'take_order',
            description: 'The caller has named a bread.',
            handler: 'save_order',
            parameters: {
              type: 'object',
              properties: {
                bread: { type: 'string', enum: ['rye', 'spelt'], description: 'The bread' },
                loaves: { type: 'integer' },
                sliced: { type: 'boolean' },
              },
              required: ['bread'],
            },
            transition_to: 'confirm',
          },
        },
        'look_up_prices',
      ],
    },
    confirm: {
      task_messages: [{ role: 'system', content: 'Read back {{ loaves }} of {{ bread }}, {{ weekday }}.' }],
      pre_actions: [{ type: 'tts_say', text: 'One moment.' }, { type: 'play_bell' }],
      context_strategy: { strategy: 'RESET' },
      functions: [
        { name: 'confirmed', transition_only: true, description: 'It is right.', transition_to: 'done' },
        { name: 'change', transition_only: true, description: 'Something else.', transition_to: 'welcome' },
        {
          name: 'check_stock',
          transition_to: { field: 'stock', cases: { none: 'welcome' }, default: 'done' },
        },
      ],
    },
    done: {
      task_messages: [{ role: 'system', content: 'Thank the caller.' }],
      post_actions: [{ type: 'tts_say', text: 'Goodbye!' }, { type: 'end_conversation' }],
    },
    handover: {
      task_messages: [{ role: 'system', content: 'Say that the baker calls back.' }],
      post_actions: [{ type: 'end_conversation' }],
    },
  },
};

describe('a Pipecat flow', () => {
  test('becomes a workflow that can be called', () => {
    const { document, format, problems } = importFile(bakery);
    expect({ format, problems }).toEqual({ format: 'pipecat-flows', problems: [] });
    expect(document?.nodes.map(({ id, type, data }) => [id, type, data.name])).toEqual([
      ['role-of-the-agent', 'globalNode', 'Role'],
      ['start', 'startCall', 'Welcome'],
      ['confirm', 'agentNode', 'Confirm'],
      ['done', 'endCall', 'Done'],
      ['handover', 'endCall', 'Handover'],
      ['welcome', 'agentNode', 'Welcome again'],
    ]);
    expect(document?.nodes[1]?.data).toEqual({
      name: 'Welcome',
      prompt: 'Ask what the caller would like.',
      greeting_type: 'text',
      greeting: 'Good morning, this is the bakery.',
      allow_interrupt: false,
      add_global_prompt: true,
      extraction_enabled: true,
      extraction_variables: [
        { name: 'bread', type: 'string', prompt: 'The bread', options: ['rye', 'spelt'] },
        { name: 'loaves', type: 'number' },
        { name: 'sliced', type: 'boolean' },
      ],
    });
    expect(document?.nodes[2]?.data.prompt).toBe(
      'Read back {{gathered_context.loaves}} of {{gathered_context.bread}}, {{ weekday }}.',
    );
    expect(document?.nodes[3]?.data.prompt).toBe('Thank the caller.\n\nSay: "Goodbye!"');
    expect(
      document?.edges.map(({ source, target, data }) => `${source} → ${target}: ${data.label ?? ''}`),
    ).toEqual([
      'start → confirm: take order',
      'start → handover: speak to baker',
      'confirm → done: confirmed',
      'confirm → welcome: change',
      'confirm → welcome: check stock none',
      'confirm → done: check stock',
      'confirm → handover: speak to baker',
      'welcome → confirm: take order',
      'welcome → handover: speak to baker',
    ]);
    expect(document?.edges[0]?.data).toMatchObject({ transition_speech: 'One moment.' });
  });

  test('tells by node what it leaves to its program', () => {
    expect(importFile(bakery).notes.map(({ place, message }) => `${place ?? '-'}: ${message}`)).toEqual([
      'Welcome: “take_order” also runs save_order in your program, which is left out.',
      'Welcome: The function “look_up_prices” stays on its node and runs in your program. Build it again as a tool.',
      'Confirm: The action “play_bell” runs in your program and is left out.',
      'Confirm: It begins with an emptied memory in Pipecat; here the conversation is remembered.',
      'Confirm: “check_stock” is described in your program: write on its edge when it is to be taken.',
      'Confirm: Where “check_stock” leads is decided by your program. There is an edge for each case: check their conditions.',
      '-: “speak_to_baker” is offered at every node; here it is an edge of each step.',
    ]);
  });

  test('of the flow editor is read with its places and decisions', () => {
    const { document, problems } = importFile({
      meta: { name: 'Stock check' },
      nodes: [
        {
          id: 'ask',
          type: 'initial',
          position: { x: 0, y: 0 },
          data: {
            label: 'Ask',
            task_messages: [{ role: 'system', content: 'Ask for the number.' }],
            functions: [
              {
                name: 'count',
                description: 'A number was said.',
                properties: { number: { type: 'integer' } },
                decision: {
                  action: 'return args.number',
                  conditions: [{ operator: '>', value: '9', next_node_id: 'bye' }],
                  default_next_node_id: 'bye',
                },
              },
            ],
          },
        },
        {
          id: 'bye',
          type: 'end',
          position: { x: 300, y: 100 },
          data: {
            label: 'Bye',
            task_messages: [{ role: 'system', content: 'Say goodbye.' }],
            post_actions: [{ type: 'end_conversation' }],
          },
        },
      ],
      edges: [],
    });
    expect(problems).toEqual([]);
    expect(document).toMatchObject({
      name: 'Stock check',
      nodes: [
        { id: 'ask', type: 'startCall' },
        { id: 'bye', type: 'endCall', position: { x: 450, y: 250 } },
      ],
      edges: [
        {
          data: {
            label: 'count is greater than 9',
            condition: 'A number was said. Result is greater than 9.',
          },
        },
        { data: { label: 'count', condition: 'A number was said.' } },
      ],
    });
  });

  test('that leads nowhere is a draft with its problems named', () => {
    const { document, problems, notes } = importFile({
      initial_node: 'gone',
      nodes: {
        a: { task_messages: [], functions: [{ name: 'x', transition_to: 'nowhere', description: 'd' }] },
      },
    });
    expect(document?.nodes).toHaveLength(1);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('leads to “nowhere”, which is not a node'),
      expect.stringContaining('has no prompt'),
    ]);
    expect(notes[0]?.message).toContain('“gone”');
  });

  test('of any shape whatsoever is read without a crash', () => {
    const junk = fc.jsonValue({ maxDepth: 3 });
    const action = fc.record(
      { type: fc.oneof(fc.constantFrom('tts_say', 'end_conversation'), junk), text: junk },
      { requiredKeys: [] },
    );
    const entry = fc.record(
      {
        type: junk,
        function: junk,
        name: junk,
        description: junk,
        parameters: junk,
        properties: junk,
        transition_to: fc.oneof(fc.constantFrom('a', 'b', '__proto__'), junk),
        decision: junk,
      },
      { requiredKeys: [] },
    );
    const node = fc.record(
      {
        role_message: junk,
        role_messages: junk,
        task_messages: fc.oneof(fc.array(junk), junk),
        functions: fc.oneof(fc.array(fc.oneof(entry, junk)), junk),
        pre_actions: fc.oneof(fc.array(action), junk),
        post_actions: fc.oneof(fc.array(action), junk),
        context_strategy: junk,
      },
      { requiredKeys: [] },
    );
    const flow = fc.record(
      {
        initial_node: fc.oneof(fc.constantFrom('a', 'b'), junk),
        nodes: fc.oneof(
          fc.dictionary(fc.constantFrom('a', 'b', '', '__proto__'), fc.oneof(node, junk)),
          fc.array(fc.record({ id: junk, data: fc.oneof(node, junk), position: junk })),
          junk,
        ),
        global_functions: fc.oneof(fc.array(entry), junk),
      },
      { requiredKeys: ['nodes'] },
    );
    fc.assert(
      fc.property(flow, (value) => {
        const { document, problems } = importFile(value);
        expect(document !== null || problems.length > 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

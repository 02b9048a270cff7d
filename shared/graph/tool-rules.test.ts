import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { validateWorkflow } from './validate.ts';

const clean = JSON.parse(readFileSync(new URL('./fixtures/clean.json', import.meta.url), 'utf8')) as {
  nodes: { id: string; data: Record<string, unknown> }[];
  edges: { source: string; data: { label: string } }[];
};

const lookUp = { type: 'http_api', config: { url: 'https://shop.test/orders/{{order_id}}', method: 'get' } };
const tool = (definition: object, more: object = {}): object => ({
  tool_uuid: 'u1',
  name: 'Look up order',
  definition,
  ...more,
});

/** The clean document whose agent node uses tools: by default the first of those given. */
const messages = (tools: object[], uses: string[] = ['u1']): string[] =>
  validateWorkflow({
    ...clean,
    nodes: clean.nodes.map((node) =>
      node.id === 'a' ? { ...node, data: { ...node.data, tool_uuids: uses } } : node,
    ),
    workflow_configurations: { tools },
  }).map(({ message }) => message);

describe('the tools of a document', () => {
  it('may be HTTP and end call, with the nulls of an export', () => {
    const end = tool(
      { schema_version: 1, type: 'end_call', config: { messageType: null, customMessage: null } },
      { tool_uuid: 'u2', name: 'End call', description: null, category: 'end_call' },
    );
    expect(messages([tool(lookUp), end], ['u1', 'u2'])).toEqual([]);
  });

  it.each([
    [
      tool({ type: 'http_api', config: {} }),
      /“Look up order” cannot be called: url: Invalid input: expected string/,
    ],
    [
      tool({ type: 'http_api', config: { url: 'ftp://x.test' } }),
      /an address that begins with http:\/\/ or https:\/\/, not “ftp:\/\/x.test”/,
    ],
    [tool({ type: 'http_api', config: { url: '{{base}}/x' } }), /begins with http:\/\/ or https:\/\//],
    [tool({ type: 'http_api', config: { url: 'https://x.test/{{a' } }), /broken address/],
    [tool({ type: 'http_api', config: { url: 'https://me:pw@x.test/' } }), /a login in its address/],
    [
      tool({ type: 'http_api', config: { url: 'https://x.test', method: 'GET', body_template: { a: 1 } } }),
      /has a body, which GET does not send/,
    ],
    [
      tool({ type: 'http_api', config: { url: 'https://x.test', body_template: { a: '{{b' } } }),
      /broken placeholder/,
    ],
    [
      tool({
        type: 'http_api',
        config: {
          url: 'https://x.test',
          parameters: [{ name: 'a', type: 'string' }],
          preset_parameters: [{ name: 'a', type: 'string', value_template: 'x' }],
        },
      }),
      /two parameters called “a”/,
    ],
    [
      tool({ type: 'http_api', config: { url: 'https://x.test', timeout_ms: 0 } }),
      /cannot be called: timeout_ms/,
    ],
    [
      tool({ type: 'end_call', config: { messageType: 'custom' } }),
      /is to say something .* but has no message/,
    ],
    [tool({ type: 'end_call', config: { messageType: 'song' } }), /cannot end a call: messageType/],
    [tool({ type: 'fax', config: {} }), /of the kind “fax”, which is not known here/],
    [tool(lookUp, { name: '¿?' }), /needs a letter a–z or a digit in its name/],
  ])('are refused in words: %j', (given, message) => {
    expect(messages([given])).toEqual([expect.stringMatching(message)]);
  });

  it('may be of kinds that are not known, as long as no node uses them', () => {
    expect(messages([tool({ type: 'fax' })], [])).toEqual([]);
  });

  it('have ids of their own', () => {
    expect(messages([tool(lookUp), tool(lookUp)])).toEqual([
      'The tool “Look up order” has the same tool_uuid as the tool “Look up order”: u1.',
    ]);
  });

  it('are known to the document when a node uses them', () => {
    expect(messages([], ['gone'])).toEqual([
      expect.stringMatching(/uses the tool gone, which this workflow does not have/),
    ]);
  });

  it('have names that neither another tool nor an edge of the node has', () => {
    expect(
      messages([tool(lookUp), tool(lookUp, { tool_uuid: 'u2', name: 'look__up order!' })], ['u1', 'u2']),
    ).toEqual([expect.stringMatching(/are both called look_up_order by the model/)]);
    const edge = clean.edges.find(({ source }) => source === 'a');
    expect(messages([tool(lookUp, { name: edge?.data.label ?? '' })])).toEqual([
      expect.stringMatching(/and an edge are both called/),
    ]);
  });

  it('leave the name of the keys to an agent that may press them', () => {
    const withKeys = (pressKeys: boolean): object[] =>
      validateWorkflow({
        ...clean,
        nodes: clean.nodes.map((node) =>
          node.id === 'a' ? { ...node, data: { ...node.data, tool_uuids: ['u1'] } } : node,
        ),
        edges: clean.edges.map((edge) => ({ ...edge, data: { ...edge.data, label: 'Press keys' } })).slice(1),
        workflow_configurations: { press_keys: pressKeys, tools: [tool(lookUp, { name: 'press keys' })] },
      }).filter(({ message }) => message.includes('May press keys'));
    const advice =
      "is called press_keys by the model, and so is the agent's own way to press keys. Rename it, or switch “May press keys” off.";
    expect([withKeys(false), withKeys(true)]).toEqual([
      [],
      [
        {
          rule: 'same-function',
          kind: 'edge',
          id: 'a-e',
          field: 'label',
          message: `“Press keys” (a-e) ${advice}`,
        },
        {
          rule: 'same-function',
          kind: 'workflow',
          id: null,
          field: 'tools',
          message: `The tool “press keys” ${advice}`,
        },
      ],
    ]);
  });
});

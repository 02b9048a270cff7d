import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workflowProblemSchema, type WorkflowProblem } from '../domain/workflow.ts';
import { lintWorkflow } from './lint/index.ts';
import { parseWorkflow, validateWorkflow } from './validate.ts';

type Json = Record<string, unknown>;
interface Loose {
  nodes: { id: unknown; type: unknown; position: unknown; data: Json }[];
  edges: { id: unknown; source: unknown; target: unknown; data: Json }[];
  [key: string]: unknown;
}

const read = (name: string): Loose =>
  JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8')) as Loose;
const fields = (problems: WorkflowProblem[]): (string | null)[][] =>
  problems.map(({ kind, id, field }) => [kind, id, field]);
/** The clean document after a change: start `s`, agent `a`, end `e`, edges `s-a` and `a-e`. */
const changed = (change: (document: Loose) => void): unknown => {
  const document = read('clean');
  change(document);
  return document;
};
const node = (id: string, type: string, data: Json = {}): Loose['nodes'][number] => ({
  id,
  type,
  position: { x: 0, y: 0 },
  data: { name: id, prompt: 'Speak.', ...data },
});
const edge = (source: string, target: string, data: Json = {}): Loose['edges'][number] => ({
  id: `${source}-${target}`,
  source,
  target,
  data: { label: `${source} to ${target}`, condition: 'Always.', ...data },
});

describe('documents of Dograh', () => {
  it('take a clean one', () => {
    expect(validateWorkflow(read('clean'))).toEqual([]);
  });

  it('refuse an edge into the start, naming it', () => {
    const problems = validateWorkflow(read('bad_edge_into_start'));
    expect(fields(problems)).toEqual([
      ['edge', 'a-s', 'target'],
      ['node', 'a', null],
    ]);
    expect(problems[0]?.message).toBe(
      '“loop back to start” (a-s) leads into “Start” (s), but nothing may lead into a start node.',
    );
  });

  it('refuse two starts, naming both', () => {
    expect(validateWorkflow(read('multiple_start_nodes'))).toEqual([
      {
        rule: 'too-many-nodes',
        kind: 'node',
        id: 's2',
        field: null,
        message: '“Start B” (s2) is one start node too many: “Start A” (s1) is already there. Keep one.',
      },
    ]);
  });

  it('import an old one with its extra keys, and report what it lacks', () => {
    const { document, problems } = parseWorkflow(read('sample_branching_workflow'));
    expect(problems).toEqual([]);
    expect(document?.nodes[0]).toMatchObject({ id: '915', measured: { width: 300, height: 100 } });
    expect(document?.edges[0]).toMatchObject({ animated: true, type: 'custom' });
    const hints = document ? lintWorkflow(document) : [];
    expect(hints.map(({ rule, id }) => [rule, id])).toEqual([
      ['same-name', '7598'],
      ['same-name', '6919'],
      // Said once for all five edges.
      ['no-examples', null],
    ]);
  });

  it('open as a download wraps them, with explicit nulls', () => {
    const inner = changed((document) => {
      Object.assign(document.nodes[0]?.data ?? {}, {
        delayed_start_duration: null,
        greeting_type: null,
        mcp: null,
      });
    });
    const { document, problems } = parseWorkflow({
      name: 'Shop',
      workflow_definition: inner,
      workflow_configurations: { max_call_duration: 600, tts_voice: null },
    });
    expect(problems).toEqual([]);
    expect(document).toMatchObject({ name: 'Shop', workflow_configurations: { max_call_duration: 600 } });
    expect(document?.nodes[0]?.data).toEqual({ name: 'Start', prompt: 'Greet the caller.', mcp: null });
  });
});

describe('validateWorkflow', () => {
  const cases: [string, unknown, (string | null)[][]][] = [
    [
      'no start',
      changed((d) => void d.nodes.splice(0, 1, node('s', 'agentNode'))),
      [
        ['workflow', null, 'nodes'],
        ['node', 's', null],
      ],
    ],
    [
      'two global nodes',
      changed((d) => void d.nodes.push(node('g', 'globalNode'), node('h', 'globalNode'))),
      [['node', 'h', null]],
    ],
    [
      'two triggers',
      changed((d) => void d.nodes.push(node('t', 'trigger'), node('u', 'trigger'))),
      [['node', 'u', null]],
    ],
    [
      'an agent that nothing leads to',
      changed((d) => void d.nodes.push(node('b', 'agentNode'))),
      [['node', 'b', null]],
    ],
    [
      'an end that nothing leads to',
      changed((d) => void d.nodes.push(node('f', 'endCall'))),
      [['node', 'f', null]],
    ],
    ['an edge out of an end', changed((d) => void d.edges.push(edge('e', 'a'))), [['edge', 'e-a', 'source']]],
    [
      'an edge of a global node',
      changed((d) => {
        d.nodes.push(node('g', 'globalNode'));
        d.edges.push(edge('g', 'a'));
      }),
      [['edge', 'g-a', 'source']],
    ],
    [
      'an edge of a webhook',
      changed((d) => {
        d.nodes.push(node('w', 'webhook', { endpoint_url: 'https://x.test' }));
        d.edges.push(edge('a', 'w'));
      }),
      [['edge', 'a-w', 'target']],
    ],
    [
      'an edge of a QA node',
      changed((d) => {
        d.nodes.push(node('q', 'qa'));
        d.edges.push(edge('q', 'a'));
      }),
      [['edge', 'q-a', 'source']],
    ],
    ['an edge to nowhere', changed((d) => void d.edges.push(edge('a', 'x'))), [['edge', 'a-x', 'target']]],
    ['an edge from nowhere', changed((d) => void d.edges.push(edge('x', 'a'))), [['edge', 'x-a', 'source']]],
    [
      'a node without a name',
      changed((d) => void d.nodes.splice(1, 1, node('a', 'agentNode', { name: ' ' }))),
      [['node', 'a', 'name']],
    ],
    [
      'a node without a prompt',
      changed((d) => void d.nodes.splice(1, 1, node('a', 'agentNode', { prompt: undefined }))),
      [['node', 'a', 'prompt']],
    ],
    [
      'an edge without a label',
      changed((d) => void d.edges.splice(0, 1, edge('s', 'a', { label: '' }))),
      [['edge', 's-a', 'label']],
    ],
    [
      'an edge without a condition',
      changed((d) => void d.edges.splice(0, 1, edge('s', 'a', { condition: ' ' }))),
      [['edge', 's-a', 'condition']],
    ],
    [
      'a label without letters',
      changed((d) => void d.edges.splice(0, 1, edge('s', 'a', { label: '?!' }))),
      [['edge', 's-a', 'label']],
    ],
    [
      'two edges with one function name',
      changed((d) => void d.edges.push({ ...edge('a', 'e', { label: 'Agent-To-End' }), id: 'z' })),
      [
        ['edge', 'a-e', 'label'],
        ['edge', 'z', 'label'],
      ],
    ],
    [
      'one id twice',
      changed((d) => {
        d.nodes.push(node('e', 'endCall'));
        d.edges.push(edge('s', 'a', { label: 'again' }));
      }),
      [
        ['node', 'e', 'id'],
        ['edge', 's-a', 'id'],
      ],
    ],
    [
      'a delay out of range',
      changed(
        (d) =>
          void d.nodes.splice(
            0,
            1,
            node('s', 'startCall', { delayed_start: true, delayed_start_duration: 11 }),
          ),
      ),
      [['node', 's', 'delayed_start_duration']],
    ],
    [
      'a call that is too long',
      changed((d) => void (d['workflow_configurations'] = { max_call_duration: 1201 })),
      [['workflow', null, 'max_call_duration']],
    ],
    [
      'a trigger path that is too long',
      changed((d) => void d.nodes.push(node('t', 'trigger', { trigger_path: 'x'.repeat(37) }))),
      [['node', 't', 'trigger_path']],
    ],
    [
      'a variable without a name',
      changed(
        (d) =>
          void d.nodes.splice(
            1,
            1,
            node('a', 'agentNode', {
              extraction_enabled: true,
              extraction_variables: [{ name: '', type: 'string' }],
            }),
          ),
      ),
      [['node', 'a', 'extraction_variables']],
    ],
    [
      'a broken placeholder',
      changed((d) => void d.nodes.splice(1, 1, node('a', 'agentNode', { prompt: 'Hi {{name' }))),
      [['node', 'a', 'prompt']],
    ],
    [
      'a broken placeholder in a line of the configuration',
      changed((d) => void (d['workflow_configurations'] = { idle_prompt: 'Still there, {{name' })),
      [['workflow', null, 'idle_prompt']],
    ],
    [
      'a broken placeholder in what a variable asks for',
      changed(
        (d) =>
          void d.nodes.splice(
            1,
            1,
            node('a', 'agentNode', {
              extraction_enabled: true,
              extraction_variables: [{ name: 'day', prompt: 'Of {{name' }],
            }),
          ),
      ),
      [['node', 'a', 'extraction_variables']],
    ],
    [
      'an unknown time zone',
      changed((d) => void d.edges.splice(0, 1, edge('s', 'a', { transition_speech: '{{current_time_X}}' }))),
      [['edge', 's-a', 'transition_speech']],
    ],
    [
      'a prompt that is no text',
      changed((d) => void d.nodes.splice(1, 1, node('a', 'agentNode', { prompt: 7 }))),
      [['node', 'a', 'prompt']],
    ],
    [
      'a type that is unknown',
      changed((d) => void d.nodes.splice(1, 1, node('a', 'robot'))),
      [['node', 'a', 'type']],
    ],
    [
      'a node without an id',
      changed((d) => void d.nodes.splice(1, 1, { ...node('a', 'agentNode'), id: '' })),
      [['node', null, 'id']],
    ],
    [
      'a position that is no number',
      changed((d) => void d.nodes.splice(1, 1, { ...node('a', 'agentNode'), position: { x: 'left', y: 0 } })),
      [['node', 'a', 'position']],
    ],
  ];
  it.each(cases)('finds %s', (_name, value, expected) => {
    const problems = validateWorkflow(value);
    expect(fields(problems)).toEqual(expected);
    for (const { id, message } of problems) if (id !== null) expect(message).toContain(id);
  });

  it('allows cycles, and two edges between the same nodes', () => {
    const document = changed(
      (d) =>
        void d.edges.push(edge('a', 'a', { label: 'again' }), {
          ...edge('a', 'e', { label: 'other' }),
          id: 'x',
        }),
    );
    expect(validateWorkflow(document)).toEqual([]);
  });

  it('begins every sentence with a capital, whatever the thing is called', () => {
    const document = changed((d) => {
      d.edges.splice(0, 1, edge('s', 'a', { label: '', condition: '' }));
      d.nodes.push(node('b', 'agentNode', { name: '' }));
    });
    expect(validateWorkflow(document).map(({ message }) => message)).toEqual([
      'Nothing leads into the node b. Draw an edge to this agent node or delete it.',
      'The agent node b has no name. Give it a short one.',
      'The edge s-a has no label. Name it by what the caller wants.',
      'The edge s-a has no condition. Write when this edge is to be taken, or give it a guard.',
    ]);
  });

  it('keeps messages short, however long the names and ids and however many edges share one', () => {
    const long = 'x'.repeat(100_000);
    const documents = [
      changed((d) => void d.nodes.splice(1, 1, node(long, 'agentNode', { name: long }), node(long, 'robot'))),
      changed((d) => void d.edges.push(edge(long, long, { label: long }), edge(long, long, { label: long }))),
      changed((d) => void d.nodes.splice(1, 1, node('a', 'agentNode', { prompt: '{{ '.repeat(100_000) }))),
      changed((d) => {
        for (let at = 0; at < 300; at += 1) d.edges.push({ ...edge('a', 'e'), id: `again-${String(at)}` });
      }),
    ];
    const problems = documents.map(validateWorkflow);
    expect(problems.map(({ length }) => length)).toEqual([1, 9, 10, 300]);
    for (const { message } of problems.flat()) expect(message.length).toBeLessThan(600);
  });

  it('says of a number that nothing can hold what it is', () => {
    const document = changed(
      (d) => void d.nodes.splice(1, 1, { ...node('a', 'agentNode'), position: { x: 1e999, y: 0 } }),
    );
    expect(validateWorkflow(document).map(({ message }) => message)).toEqual([
      '“a” (a): “position”, “x” must be a number, not a number beyond all bounds.',
    ]);
  });

  it('says what is wrong with things that are no documents', () => {
    const first = (value: unknown): string | undefined => validateWorkflow(value)[0]?.message;
    expect([null, 7, 'x', [], { nodes: 3, edges: [] }, { nodes: [null], edges: [] }].map(first)).toEqual([
      'The workflow must be an object, not null.',
      'The workflow must be an object, not a number.',
      'The workflow must be an object, not text.',
      'The workflow must be an object, not a list.',
      'The workflow: “nodes” must be a list, not a number.',
      'Node 1 in the list must be an object, not null.',
    ]);
  });
});

/** Every place in a JSON value, by path. */
function paths(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  const inner =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, held]) =>
          paths(held, [...path, Array.isArray(value) ? Number(key) : key]),
        )
      : [];
  return [path, ...inner];
}

function replaced(
  value: unknown,
  path: (string | number)[],
  change: (parent: Json, key: string) => void,
): unknown {
  const copy = structuredClone({ root: value }) as Json;
  let parent = copy;
  for (const key of ['root', ...path].slice(0, -1)) parent = parent[String(key)] as Json;
  change(parent, String(['root', ...path].at(-1)));
  return copy['root'];
}

describe('malformed documents', () => {
  const samples = ['appointment-booking', 'lead-qualification', 'order-status', 'survey'].map(
    (name) =>
      JSON.parse(
        readFileSync(new URL(`../../resources/workflows/${name}.json`, import.meta.url), 'utf8'),
      ) as unknown,
  );
  const isClear = ({ message, ...problem }: WorkflowProblem): void => {
    workflowProblemSchema.parse({ message, ...problem });
    expect(message).toMatch(/^.{10,600}\.$/s);
    expect(message).not.toMatch(/undefined|\[object|NaN|invalid_|Invalid input/);
  };

  it('made from good ones: each is refused in clear words, or still good', () => {
    let refused = 0;
    const mutation = fc
      .constantFrom(read('clean'), ...samples)
      .chain((document) =>
        fc.tuple(
          fc.constant<unknown>(document),
          fc.constantFrom(...paths(document)),
          fc.jsonValue(),
          fc.boolean(),
        ),
      );
    fc.assert(
      fc.property(mutation, ([document, path, value, remove]) => {
        const broken = replaced(document, path, (parent, key) => {
          if (!remove) parent[key] = value;
          else if (Array.isArray(parent)) parent.splice(Number(key), 1);
          else Reflect.deleteProperty(parent, key);
        });
        const problems = validateWorkflow(broken);
        problems.forEach(isClear);
        if (problems.length > 0) refused += 1;
        const { document: parsed } = parseWorkflow(broken);
        if (parsed) expect(Array.isArray(lintWorkflow(parsed))).toBe(true);
      }),
      { numRuns: 400 },
    );
    expect(refused).toBeGreaterThan(200);
  });

  it('made from nothing: each is refused in clear words', () => {
    const junk = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          nodes: fc.oneof(
            fc.jsonValue(),
            fc.array(
              fc.record({
                id: fc.jsonValue(),
                type: fc.constantFrom('startCall', 'agentNode', 'endCall', 'globalNode', 7),
                position: fc.oneof(fc.jsonValue(), fc.constant({ x: 0, y: 0 })),
                data: fc.oneof(fc.jsonValue(), fc.record({ name: fc.jsonValue(), prompt: fc.jsonValue() })),
              }),
            ),
          ),
          edges: fc.oneof(
            fc.jsonValue(),
            fc.array(
              fc.record({
                id: fc.string(),
                source: fc.string(),
                target: fc.string(),
                data: fc.oneof(fc.jsonValue(), fc.record({ label: fc.string(), condition: fc.string() })),
              }),
            ),
          ),
          viewport: fc.jsonValue(),
          workflow_configurations: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(junk, (value) => {
        const problems = validateWorkflow(value);
        expect(problems.length).toBeGreaterThan(0);
        problems.forEach(isClear);
      }),
      { numRuns: 300 },
    );
  });
});

import { describe, expect, test } from 'vitest';
import type { EdgeData, NodeData, WorkflowDocument, WorkflowProblem } from '../../domain/workflow.ts';
import { link, step } from '../edit/testing/graphs.ts';
import { lintWorkflow } from '../lint/index.ts';
import { validateWorkflow } from '../validate.ts';
import { fixAll, fixesFor } from './index.ts';

const find = (document: WorkflowDocument): WorkflowProblem[] => [
  ...validateWorkflow(document),
  ...lintWorkflow(document),
];

function graph(ask: NodeData = {}, edge: EdgeData = {}): WorkflowDocument {
  const middle = step('ask', 400, 0);
  const on = link('start', 'ask');
  return {
    nodes: [
      step('start', 0, 0, 'startCall'),
      { ...middle, data: { ...middle.data, ...ask } },
      step('end', 800, 0, 'endCall'),
    ],
    edges: [{ ...on, data: { ...on.data, ...edge } }, link('ask', 'end')],
    viewport: { x: 0, y: 0, zoom: 1 },
  };
}

const plain = graph();
const webhook = (data: NodeData): WorkflowDocument => ({
  ...plain,
  nodes: [
    ...plain.nodes,
    { ...step('hook', 0, 400, 'webhook'), data: { name: 'Hook', endpoint_url: 'https://a.test', ...data } },
  ],
});
const island = { ...link('x', 'y'), id: 'x-y' };

const broken: Readonly<Record<string, WorkflowDocument>> = {
  'too-many-nodes': { ...plain, nodes: [...plain.nodes, step('again', 0, 300, 'startCall')] },
  'same-id': { ...plain, nodes: [...plain.nodes, step('ask', 0, 300)] },
  'loose-edge': { ...plain, edges: [...plain.edges, link('ask', 'ghost')] },
  'forbidden-edge': { ...plain, edges: [...plain.edges, link('end', 'ask')] },
  'nothing-leads-here': { ...plain, nodes: [...plain.nodes, step('lost', 0, 300)] },
  required: graph({ name: '' }),
  'out-of-range': graph({}, { guard: { conditions: [{ kind: 'turns', at_least: 5000 }] } }),
  'too-long': graph({ name: 'x'.repeat(300) }),
  'unknown-choice': webhook({ http_method: 'FETCH' }),
  'variable-name': graph({ extraction_enabled: true, extraction_variables: [{ name: ' ', type: 'string' }] }),
  address: webhook({ endpoint_url: 'example.test/hook' }),
  header: webhook({ custom_headers: [{ key: 'a b', value: 'x\ny' }] }),
  'label-name': graph({}, { label: 'да' }),
  'same-function': { ...plain, edges: [...plain.edges, { ...link('start', 'ask'), id: 'second' }] },
  'guard-empty': graph({}, { guard: { conditions: [] } }),
  'guard-variable': graph(
    {},
    { guard: { conditions: [{ kind: 'variable', variable: '', comparison: 'is_set' }] } },
  ),
  'guard-words': graph({}, { guard: { conditions: [{ kind: 'keyword', words: ['yes', '?!'] }] } }),
  'missing-tool': graph({ tool_uuids: ['gone'] }),
  unreachable: {
    ...plain,
    nodes: [...plain.nodes, step('x', 0, 300), step('y', 0, 600)],
    edges: [...plain.edges, island, { ...link('y', 'x') }],
  },
  'dead-end': { ...plain, edges: [link('start', 'ask'), link('start', 'end')] },
  'no-end': { ...plain, nodes: plain.nodes.slice(0, 2), edges: [link('start', 'ask'), link('ask', 'start')] },
  'same-name': graph({ name: 'Start' }),
  'undefined-variable': graph({ prompt: 'Hello {{first_name}}.' }),
  'variable-too-late': graph({
    prompt: '{{gathered_context.day}}',
    extraction_enabled: true,
    extraction_variables: [{ name: 'day', type: 'string' }],
  }),
  'unused-variable': graph({
    extraction_enabled: true,
    extraction_variables: [{ name: 'day', type: 'string' }],
  }),
  'guard-never': graph(
    {},
    { guard: { conditions: [{ kind: 'variable', variable: 'ghost', comparison: 'is_set' }] } },
  ),
  'long-label': graph({}, { label: 'x'.repeat(70) }),
};

describe('quick fixes', () => {
  test.each(Object.entries(broken))('%s is mended by the first of them', (rule, document) => {
    const problems = find(document).filter((problem) => problem.rule === rule);
    const mended = fixAll(problems, document, find);
    expect([problems.length > 0, find(mended).filter((problem) => problem.rule === rule)]).toEqual([
      true,
      [],
    ]);
  });

  test('each of them changes the document, and makes no new error', () => {
    for (const document of Object.values(broken)) {
      const before = validateWorkflow(document).length;
      for (const problem of find(document))
        for (const { label, edit } of fixesFor(problem, document)) {
          const after = edit(document);
          expect(after, `${problem.rule}: ${label}`).not.toEqual(document);
          // A node that is added has a prompt for a person to write.
          if (!label.startsWith('Add a'))
            expect(validateWorkflow(after).length, label).toBeLessThanOrEqual(before);
        }
    }
  });

  test('one way to an end is drawn for all the steps before it', () => {
    const document: WorkflowDocument = { ...plain, edges: [link('start', 'ask'), link('ask', 'start')] };
    const problems = find(document).filter(({ rule }) => rule === 'no-end');
    expect([problems.length, fixAll(problems, document, find).edges.length]).toEqual([2, 3]);
  });

  test('what is gone has none', () => {
    const [problem] = find(graph({ name: '' }));
    expect(problem && fixesFor(problem, { ...plain, nodes: [] })).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { WorkflowDocument, WorkflowProblem } from '../domain/workflow.ts';
import { validateWorkflow } from './validate.ts';

const clean = JSON.parse(
  readFileSync(new URL('./fixtures/clean.json', import.meta.url), 'utf8'),
) as WorkflowDocument;

/** The clean document with further nodes `n0`, `n1` … and more data at its edge `a-e`. */
const judged = (
  nodes: [type: string, data: object][],
  edge: object = {},
  more: object = {},
): WorkflowProblem[] =>
  validateWorkflow({
    ...clean,
    ...more,
    nodes: [
      ...clean.nodes,
      ...nodes.map(([type, data], index) => ({ id: `n${index}`, type, position: { x: 0, y: 0 }, data })),
    ],
    edges: clean.edges.map((each) =>
      each.id === 'a-e' ? { ...each, data: { ...each.data, ...edge } } : each,
    ),
  });
const short = (problems: WorkflowProblem[]): string[] =>
  problems.map(({ rule, id, field }) => `${rule} ${id ?? '-'} ${field ?? '-'}`);
const ofNode = (type: string, data: object): string[] => short(judged([[type, data]]));

const hook = { name: 'Hook', endpoint_url: 'https://shop.test/{{workflow_run_id}}' };
const review = { name: 'Review' };

describe('a webhook', () => {
  it('may be sent anywhere by http, with headers and a payload', () => {
    const whole = {
      ...hook,
      enabled: true,
      http_method: 'PUT',
      credential_uuid: 'c1',
      custom_headers: [{ key: 'X-Shop', value: 'verbatim: {{' }],
      payload_template: { run: '{{workflow_run_id}}', items: [{ total: '{{gathered_context.total}}' }] },
    };
    const asOlderOnes = { ...whole, http_method: 'post', payload_template: '{"run": "{{workflow_run_id}}"}' };
    expect([judged([['webhook', whole]]), judged([['webhook', asOlderOnes]])]).toEqual([[], []]);
  });

  it.each([
    [{ endpoint_url: undefined }, 'required n0 endpoint_url'],
    [{ endpoint_url: ' ' }, 'required n0 endpoint_url'],
    [{ endpoint_url: 'ftp://shop.test' }, 'address n0 endpoint_url'],
    [{ endpoint_url: '{{base}}/x' }, 'address n0 endpoint_url'],
    [{ endpoint_url: 'https://' }, 'address n0 endpoint_url'],
    [{ endpoint_url: 'https://me:pw@shop.test' }, 'address n0 endpoint_url'],
    [{ endpoint_url: 'https://shop.test/{{a' }, 'address n0 endpoint_url'],
    [{ endpoint_url: `https://shop.test/${'x'.repeat(2000)}` }, 'too-long n0 endpoint_url'],
    [{ http_method: 'TRACE' }, 'unknown-choice n0 http_method'],
    [{ custom_headers: [{ key: ' ', value: 'x' }] }, 'header n0 custom_headers'],
    [{ custom_headers: [{ key: 'X Y', value: 'x' }] }, 'header n0 custom_headers'],
    [{ custom_headers: [{ key: 'X', value: 'a\r\nHost: b' }] }, 'header n0 custom_headers'],
    [{ custom_headers: [{ key: 'X', value: 'x'.repeat(4001) }] }, 'too-long n0 custom_headers'],
    [{ custom_headers: Array(51).fill({ key: 'X', value: '' }) }, 'too-long n0 custom_headers'],
    [{ payload_template: '{"a": ' }, 'payload n0 payload_template'],
    [{ payload_template: '[1]' }, 'payload n0 payload_template'],
    [{ payload_template: '{"a": "{{b"}' }, 'placeholder n0 payload_template'],
    [{ payload_template: { a: '{{b' } }, 'placeholder n0 payload_template'],
    [{ payload_template: { a: 'x'.repeat(200_000) } }, 'too-long n0 payload_template'],
    [{ name: '' }, 'required n0 name'],
  ])('is refused with %j', (data, expected) => {
    expect(ofNode('webhook', { ...hook, ...data })).toEqual([expected]);
  });

  it('that is switched off is only looked at for its shape', () => {
    expect([
      ofNode('webhook', { name: '', enabled: false, endpoint_url: 'nowhere', http_method: 'TRACE' }),
      ofNode('qa', { qa_enabled: false, qa_sample_rate: 900 }),
      ofNode('webhook', { enabled: false, endpoint_url: 7 }),
    ]).toEqual([[], [], ['shape n0 endpoint_url']]);
  });
});

describe('a QA node', () => {
  it.each([
    [{ qa_min_call_duration: -1 }, 'out-of-range n0 qa_min_call_duration'],
    [{ qa_min_call_duration: 1201 }, 'out-of-range n0 qa_min_call_duration'],
    [{ qa_sample_rate: 0 }, 'out-of-range n0 qa_sample_rate'],
    [{ qa_sample_rate: 101 }, 'out-of-range n0 qa_sample_rate'],
    [{ qa_use_workflow_llm: false }, 'required n0 qa_provider'],
  ])('is refused with %j', (data, expected) => {
    expect(ofNode('qa', { ...review, ...data })).toEqual([expected]);
  });

  it('needs a model of its own only when it does not take the agent’s', () => {
    expect([
      ofNode('qa', review),
      ofNode('qa', { ...review, qa_use_workflow_llm: true, qa_provider: '' }),
      ofNode('qa', { ...review, qa_use_workflow_llm: false, qa_provider: 'house' }),
    ]).toEqual([[], [], []]);
  });
});

describe('triggers', () => {
  it('of one path are told apart from one too many', () => {
    expect(
      short(
        judged([
          ['trigger', { name: 'API', trigger_path: 'shop' }],
          ['trigger', { name: 'Other', trigger_path: 'shop' }],
        ]),
      ),
    ).toEqual(['too-many-nodes n1 -', 'same-path n1 trigger_path']);
  });
});

describe('fields that the form does not show', () => {
  it('are not checked: no call reads them', () => {
    const data = {
      name: 'End',
      prompt: 'Bye.',
      extraction_prompt: '{{a',
      extraction_variables: [{ name: '' }],
    };
    const edge = { label: 'again' };
    const problems = judged([['endCall', data]], edge).filter(({ rule }) => rule !== 'nothing-leads-here');
    expect(short(problems)).toEqual([]);
    expect(
      short(
        judged([['endCall', { ...data, extraction_enabled: true }]], edge).filter(({ id }) => id === 'n0'),
      ),
    ).toEqual([
      'nothing-leads-here n0 -',
      'placeholder n0 extraction_prompt',
      'variable-name n0 extraction_variables',
    ]);
  });
});

describe('ids', () => {
  it('are unique among frames and among notes', () => {
    const frame = { id: 'f', name: 'Frame', node_ids: [] };
    const note = { id: 'f', text: '', position: { x: 0, y: 0 }, size: { width: 10, height: 10 } };
    expect(short(judged([], {}, { frames: [frame, frame], notes: [note, note, note] }))).toEqual([
      'same-id - frames',
      'same-id - notes',
      'same-id - notes',
    ]);
  });
});

describe('a text of ten million characters', () => {
  it('is refused with its length, and not read', () => {
    const huge = '{{ '.repeat(3_500_000);
    const startedAt = performance.now();
    const problems = judged([['globalNode', { name: 'Global', prompt: huge }]], { condition: huge });
    expect(performance.now() - startedAt).toBeLessThan(500);
    expect(problems.map(({ message }) => message)).toEqual([
      '“Global” (n0): “Prompt” has 10,500,000 characters; at most 500,000 are allowed.',
      '“agent to end” (a-e): “Condition” has 10,500,000 characters; at most 4,000 are allowed.',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { nodeTypes, type WorkflowDocument, type WorkflowNode } from '../domain/workflow.ts';
import { rules } from '../graph/rules.ts';
import { nodeSpecs } from './index.ts';
import { additionRefusal, isShown, isSwitchedOff, newNodeData, optionOf, valueOf } from './values.ts';

const documentOf = (...nodes: WorkflowNode[]): WorkflowDocument => ({
  nodes,
  edges: [],
  viewport: { x: 0, y: 0, zoom: 1 },
});
const node = (id: string, type: WorkflowNode['type'], data: WorkflowNode['data'] = {}): WorkflowNode => ({
  id,
  type,
  position: { x: 0, y: 0 },
  data,
});

describe('a new node', () => {
  it('begins with the values of the reference', () => {
    const empty = documentOf();
    expect(nodeTypes.map((type) => newNodeData(empty, type))).toEqual([
      {
        name: 'Start',
        greeting_type: 'text',
        greeting: '',
        prompt: '',
        allow_interrupt: false,
        add_global_prompt: true,
      },
      { name: 'Agent', prompt: '', allow_interrupt: true, add_global_prompt: true },
      { name: 'End', prompt: '', add_global_prompt: false },
      { name: 'Global', prompt: '' },
      { name: 'Trigger' },
      { name: 'Webhook', enabled: true, http_method: 'POST', endpoint_url: '' },
      {
        name: 'QA',
        qa_enabled: true,
        qa_system_prompt: '',
        qa_min_call_duration: 15,
        qa_sample_rate: 100,
        qa_voicemail_calls: false,
        qa_use_workflow_llm: true,
      },
    ]);
  });

  it('has a name that no other node has', () => {
    const taken = documentOf(
      node('a', 'agentNode', { name: 'Agent' }),
      node('b', 'endCall', { name: 'Agent 2' }),
    );
    expect(newNodeData(taken, 'agentNode').name).toBe('Agent 3');
  });

  it.each(nodeTypes)('of type %s lacks only what a person has to write', (type) => {
    const document = documentOf(node('n', type, newNodeData(documentOf(), type)));
    const found = rules.flatMap((rule) => rule(document)).filter(({ id }) => id === 'n');
    expect(found.filter(({ rule }) => rule !== 'required' && rule !== 'nothing-leads-here')).toEqual([]);
  });

  it('may be a second one only where the specification says so', () => {
    const full = documentOf(...nodeTypes.map((type) => node(type, type)));
    expect(nodeTypes.filter((type) => additionRefusal(full, type) === null)).toEqual([
      'agentNode',
      'endCall',
      'webhook',
      'qa',
    ]);
    expect(nodeTypes.every((type) => additionRefusal(documentOf(), type) === null)).toBe(true);
  });
});

describe('what a node says, and what holds where it does not', () => {
  const { fields } = nodeSpecs.startCall;
  const wait = fields.find(({ key }) => key === 'delayed_start_duration');

  it('is the value, else the default; null is no value', () => {
    expect([
      valueOf(fields, {}, 'add_global_prompt'),
      valueOf(fields, { add_global_prompt: null }, 'add_global_prompt'),
      valueOf(fields, { add_global_prompt: false }, 'add_global_prompt'),
      valueOf(nodeSpecs.endCall.fields, {}, 'add_global_prompt'),
    ]).toEqual([true, true, false, false]);
  });

  it('decides which fields are shown', () => {
    expect(wait && [isShown(fields, {}, wait), isShown(fields, { delayed_start: true }, wait)]).toEqual([
      false,
      true,
    ]);
  });

  it('switches a node off only by its own main switch', () => {
    expect([
      isSwitchedOff(node('w', 'webhook', { enabled: false })),
      isSwitchedOff(node('w', 'webhook', { qa_enabled: false })),
      isSwitchedOff(node('q', 'qa', { qa_enabled: false })),
      isSwitchedOff(node('a', 'agentNode', { enabled: false })),
      isSwitchedOff(node('w', 'webhook')),
    ]).toEqual([true, false, true, false, false]);
  });

  it('may write an option in small letters', () => {
    const method = nodeSpecs.webhook.fields.find(({ key }) => key === 'http_method');
    if (method?.kind !== 'choice') throw new Error('the method is a choice');
    expect([optionOf(method, ' put ')?.value, optionOf(method, 'TRACE')]).toEqual(['PUT', undefined]);
  });
});

import { describe, expect, it } from 'vitest';
import { workflowDocumentSchema, type WorkflowDocument } from '#shared/domain/workflow.ts';
import { chatBodyPreview } from '../providers/openai/index.ts';
import { previewStep, type StepPreview } from './step-preview.ts';

const at = { x: 0, y: 0 };
const document: WorkflowDocument = workflowDocumentSchema.parse({
  nodes: [
    {
      id: 'start',
      type: 'startCall',
      position: at,
      data: { name: 'Greeting', greeting: 'Hi {{first_name | there}}!', prompt: 'Ask which day.' },
    },
    {
      id: 'day',
      type: 'agentNode',
      position: at,
      data: {
        name: 'Day',
        prompt: 'Confirm {{gathered_context.day}} at {{current_time}}. Say ● bye_now when done.',
        tool_uuids: ['slots', 'broken', 'gone'],
      },
    },
    { id: 'end', type: 'endCall', position: at, data: { name: 'End', prompt: 'Say goodbye.' } },
    {
      id: 'global',
      type: 'globalNode',
      position: at,
      data: { name: 'Global', prompt: 'You work for {{company}}.' },
    },
    { id: 'lost', type: 'agentNode', position: at, data: { name: '', prompt: '' } },
  ],
  edges: [
    {
      id: 'e1',
      source: 'start',
      target: 'day',
      data: { label: 'Day given', condition: 'A day is named.', caller_examples: ['', 'On Monday'] },
    },
    {
      id: 'e2',
      source: 'day',
      target: 'end',
      data: { label: 'Confirmed', condition: 'The caller confirms.', caller_examples: ['Yes'] },
    },
    {
      id: 'e3',
      source: 'day',
      target: 'end',
      data: { label: 'Too long', guard: { conditions: [{ kind: 'turns', at_least: 3 }] } },
    },
  ],
  workflow_configurations: {
    tools: [
      {
        tool_uuid: 'slots',
        name: 'Free slots',
        description: 'Finds free slots.',
        definition: {
          type: 'http_api',
          config: {
            url: 'https://example.com',
            parameters: [{ name: 'day', type: 'string', description: 'The day', required: true }],
          },
        },
      },
      { tool_uuid: 'broken', name: 'Broken', definition: { type: 'http_api', config: { url: '' } } },
    ],
  },
});

const preview = (nodeId: string): StepPreview =>
  previewStep({
    document,
    nodeId,
    initialContext: { company: 'Bright Smile' },
    gathered: { day: 'Monday' },
    recordings: new Map([['bye_now', { name: 'Bye', transcript: 'Goodbye now' }]]),
    timeZone: 'Europe/Paris',
    now: new Date('2026-03-05T08:00:00Z'),
  });

describe('a preview', () => {
  it('shows the parts, the conversation and the functions of a step, in the order in which the model gets them', () => {
    const { request, ...shown } = preview('day');
    expect(shown).toEqual({
      node: { id: 'day', name: 'Day', type: 'agentNode' },
      system: [
        { from: 'global', node_id: 'global', text: 'You work for Bright Smile.' },
        {
          from: 'node',
          node_id: 'day',
          text: 'Confirm Monday at 2026-03-05 09:00:00 CET. Say ● bye_now when done.',
        },
        {
          from: 'recordings',
          node_id: null,
          text: expect.stringContaining('● bye_now [Goodbye now]') as string,
        },
      ],
      messages: [
        { role: 'assistant', content: 'Hi there!', calls: [], from: 'greeting' },
        { role: 'user', content: 'On Monday', calls: [], from: 'example' },
        { role: 'assistant', content: '', calls: ['day_given'], from: 'edge' },
        { role: 'tool', content: '{"status":"done"}', calls: [], from: 'edge' },
      ],
      functions: [
        {
          name: 'free_slots',
          description: 'Finds free slots.',
          parameters: {
            type: 'object',
            properties: { day: { type: 'string', description: 'The day' } },
            required: ['day'],
          },
          from: 'tool',
          source_id: 'slots',
          label: 'Free slots',
        },
        {
          name: 'confirmed',
          description: 'The caller confirms.',
          parameters: { type: 'object', properties: {} },
          from: 'edge',
          source_id: 'e2',
          label: 'Confirmed',
        },
      ],
      not_offered: [
        {
          source_id: 'broken',
          label: 'Broken',
          why: expect.stringContaining('It is not complete') as string,
        },
        { source_id: 'gone', label: 'gone', why: 'This agent has no such tool.' },
        {
          source_id: 'e3',
          label: 'Too long',
          why: 'Its guard takes it by itself, and without a condition the model is not offered it.',
        },
      ],
    });
    expect(request.messages[0]?.content).toBe(shown.system.map(({ text }) => text).join('\n\n'));
    expect(request.messages.slice(1).map(({ role, content }) => ({ role, content }))).toEqual(
      shown.messages.map(({ role, content }) => ({ role, content })),
    );
    expect(request.functions.map(({ name }) => name)).toEqual(shown.functions.map(({ name }) => name));
  });

  it('writes the body as the adapter of that server sends it', () => {
    const { request } = preview('end');
    expect(chatBodyPreview(request, { preset: 'openai', model: 'gpt-4.1' })).toEqual({
      model: 'gpt-4.1',
      stream: true,
      stream_options: { include_usage: true },
      messages: [
        { role: 'system', content: 'Say goodbye.' },
        { role: 'user', content: '(The call has just begun.)' },
        { role: 'assistant', content: 'Hi there!' },
        { role: 'user', content: 'Yes' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'confirmed', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'call_1', content: '{"status":"done"}' },
      ],
    });
  });

  it('shows the first turn of the call, and steps that nothing leads to', () => {
    expect(preview('start').messages.map(({ from }) => from)).toEqual(['greeting', 'example']);
    expect(preview('lost').messages.map(({ from }) => from)).toEqual(['greeting']);
  });

  it('refuses what is no step of a call', () => {
    expect(() => preview('global')).toThrow(/“Global” \(global\) is no step of the conversation/);
    expect(() => preview('nowhere')).toThrow(/There is no node “nowhere” any more/);
  });
});

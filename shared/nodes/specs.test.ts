import { describe, expect, it } from 'vitest';
import { edgeDataSchema, nodeDataSchema, nodeTypes } from '../domain/workflow.ts';
import { edgeSpec } from './edge.ts';
import { keysOf } from './field.ts';
import { nodeSpecList, nodeSpecs } from './index.ts';

/** What reference/dograh-semantics.md says a node of each type holds. */
const extraction = ['extraction_enabled', 'extraction_prompt', 'extraction_variables'];
const step = ['name', 'prompt', 'allow_interrupt', 'add_global_prompt', ...extraction];
const withTools = [...step, 'tool_uuids', 'document_uuids', 'mcp_tool_filters'];
const reference = {
  startCall: [
    ...withTools,
    'greeting_type',
    'greeting',
    'greeting_recording_id',
    'delayed_start',
    'delayed_start_duration',
    'pre_call_fetch_mode',
    'pre_call_fetch_url',
    'pre_call_fetch_credential_uuid',
  ],
  agentNode: withTools,
  endCall: step.filter((key) => key !== 'allow_interrupt'),
  globalNode: ['name', 'prompt'],
  trigger: ['name', 'enabled', 'trigger_path'],
  webhook: [
    'name',
    'enabled',
    'http_method',
    'endpoint_url',
    'credential_uuid',
    'custom_headers',
    'payload_template',
  ],
  qa: [
    'name',
    'qa_enabled',
    'qa_system_prompt',
    'qa_min_call_duration',
    'qa_voicemail_calls',
    'qa_sample_rate',
    'qa_use_workflow_llm',
    'qa_provider',
    'qa_model',
    'qa_api_key',
    'qa_endpoint',
  ],
};
/** Parley's own, and those of older documents. */
const besides = ['call_disposition', 'retry_config', 'is_start', 'is_end'];

const everything = [
  ...nodeSpecList.map((spec) => ({ name: spec.type, spec, shape: nodeDataSchema.shape })),
  { name: 'edge', spec: edgeSpec, shape: edgeDataSchema.shape },
];

describe('the specification', () => {
  it('has every node type, in the order in which they are offered', () => {
    expect(nodeSpecList.map(({ type }) => type)).toEqual([
      'startCall',
      'agentNode',
      'endCall',
      'globalNode',
      'webhook',
      'qa',
      'trigger',
    ]);
    expect(Object.keys(nodeSpecs).sort()).toEqual([...nodeTypes].sort());
    for (const [type, spec] of Object.entries(nodeSpecs)) expect(spec.type).toBe(type);
    expect(new Set(nodeSpecList.map(({ stem }) => stem)).size).toBe(nodeTypes.length);
  });

  it.each(nodeSpecList)('of $type has each key of the reference once: in its form, or later', (spec) => {
    const keys = [...spec.fields.flatMap(keysOf), ...spec.later.map(({ key }) => key)];
    expect(keys.filter((key) => !besides.includes(key)).sort()).toEqual([...reference[spec.type]].sort());
  });

  it('of edges has each key of the reference once, and those of Parley', () => {
    expect(edgeSpec.fields.flatMap(keysOf).sort()).toEqual(Object.keys(edgeDataSchema.shape).sort());
  });

  it('of all types together has every key of a node’s data', () => {
    const keys = nodeSpecList.flatMap(({ fields, later }) => [
      ...fields.flatMap(keysOf),
      ...later.map(({ key }) => key),
    ]);
    expect(keys).toEqual(expect.arrayContaining(Object.keys(nodeDataSchema.shape)));
  });

  it.each(everything)('of $name has texts for people, and defaults that a document may hold', (each) => {
    const { spec, shape } = each;
    expect(spec.purpose).toMatch(/^[A-Z].+\.$/);
    for (const field of spec.fields) {
      expect(field.label).toMatch(/^[A-Z]/);
      expect(field.help).toMatch(/^[A-Z{].+\.$/);
      const schema = (shape as Record<string, { safeParse: (value: unknown) => { success: boolean } }>)[
        field.key
      ];
      const values = [field.default, ...('initial' in field ? [field.initial] : [])];
      for (const value of values)
        expect([field.key, value, schema?.safeParse(value).success]).toEqual([field.key, value, true]);
      if (field.shownWhen) expect(spec.fields.map(({ key }) => key as string)).toContain(field.shownWhen.key);
    }
    for (const { meaning } of spec.later) expect(meaning).toMatch(/^[a-z].+[^.]$/);
  });

  it.each(nodeSpecList)('of $type says why edges may not be drawn', ({ incoming, outgoing, instances }) => {
    expect(incoming.refusal === null).toBe(incoming.isAllowed);
    if (!outgoing.isAllowed) expect(outgoing.refusal).toMatch(/\.$/);
    expect(instances.refusal === null).toBe(instances.max === null);
    expect(incoming.isAllowed || incoming.min === 0).toBe(true);
  });
});

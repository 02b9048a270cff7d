import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { templateMarks } from '../base/templates.ts';
import { workflowDocumentSchema, type WorkflowDocument } from '../domain/workflow.ts';
import { VariableScope, type TextOwner } from './variables.ts';

const at = { x: 0, y: 0 };
const document: WorkflowDocument = workflowDocumentSchema.parse({
  nodes: [
    { id: 'start', type: 'startCall', position: at, data: { name: 'Hello' } },
    {
      id: 'day',
      type: 'agentNode',
      position: at,
      data: {
        name: 'Ask the day',
        extraction_enabled: true,
        extraction_variables: [{ name: 'day', type: 'string', prompt: 'The day asked for' }],
      },
    },
    { id: 'book', type: 'agentNode', position: at, data: { name: 'Book it' } },
    { id: 'global', type: 'globalNode', position: at, data: { name: 'Global' } },
  ],
  edges: [
    { id: 'start-day', source: 'start', target: 'day', data: { label: 'day' } },
    { id: 'day-book', source: 'day', target: 'book', data: { label: 'book' } },
  ],
  workflow_configurations: { test_context: { first_name: 'Ada', customer: { plan: 'gold' } } },
});
const scope = new VariableScope(document);
const node = (id: string): TextOwner => ({ kind: 'node', id });
const messages = (text: string, owner: TextOwner): string[] =>
  scope.check(text, owner).map(({ rule, message }) => `${rule}: ${message}`);

describe('variables of a text', () => {
  it('lists test values, what earlier nodes find, clocks, and what phone calls give', () => {
    const paths = (owner: TextOwner): string[] =>
      scope.listFor(owner).map(({ path, source }) => `${source} ${path}`);
    const always = [
      'test-value first_name',
      'test-value customer',
      'test-value customer.plan',
      'clock current_time',
      'clock current_weekday',
      'call caller_number',
      'call called_number',
      'call direction',
      'call provider',
      'call telephony_configuration_id',
      'call campaign_id',
      'call source_uuid',
      'run gathered_context.nodes_visited',
      'run gathered_context.call_tags',
      'run gathered_context.call_disposition',
      'run gathered_context.mapped_call_disposition',
    ];
    const found = ['extracted gathered_context.day', 'extracted gathered_context.spoken.day'];
    expect(paths(node('day'))).toEqual(always);
    expect(new Set(paths(node('book')))).toEqual(new Set([...always, ...found]));
    expect(paths({ kind: 'edge', id: 'day-book' })).toEqual(always);
    expect(new Set(paths(node('global')))).toEqual(new Set([...always, ...found]));
  });

  it('knows what a call has, also in the longer spellings', () => {
    const text =
      '{{first_name}} {{initial_context.customer.plan}} {{caller_number}} {{current_time_Europe/Paris}} {{gathered_context.spoken.day}} {{gathered_context.extracted_variables.day}} {{gathered_context}}';
    expect(messages(text, node('book'))).toEqual([]);
  });

  it('says what to do about a name that no call has, unless the text says what stands in for it', () => {
    expect(
      messages('{{plan}} {{frist_name}} {{day}} {{gathered_context.night}} {{plan | basic}}', node('book')),
    ).toEqual([
      'undefined-variable: {{plan}} is given to no call. Declare it under Test values, or write {{plan | otherwise}}.',
      'undefined-variable: {{frist_name}} is given to no call. Declare it under Test values, or write {{frist_name | otherwise}}. Did you mean {{first_name}}?',
      'undefined-variable: {{day}} is not what a call begins with; this agent finds it on the way: write {{gathered_context.day}}.',
      'undefined-variable: {{gathered_context.night}} is extracted by no node.',
    ]);
  });

  it('tells of a value that is only found later, of a zone nobody knows and of braces left open', () => {
    expect(messages('{{gathered_context.day}} {{current_time_Mars/Base}} {{open', node('start'))).toEqual([
      'variable-too-late: {{gathered_context.day}} is found by “Ask the day” (day) when it is left, which is never before this text. Write {{gathered_context.day | otherwise}}, or find it earlier.',
      'unknown-time-zone: {{current_time_Mars/Base}} names the time zone “Mars/Base”, which is not known. Write one such as Europe/Paris.',
      'malformed-placeholder: This opens a placeholder that is not complete. Write {{name}} or {{name | otherwise}}.',
    ]);
  });

  it('a node sees its own values when the call can come back to it', () => {
    const loop = new VariableScope({
      ...document,
      edges: [...document.edges, { id: 'back', source: 'book', target: 'day', data: { label: 'again' } }],
    });
    expect(loop.check('{{gathered_context.day}}', node('day'))).toEqual([]);
  });

  it('marks lie in the text, in order, and do not overlap', () => {
    const piece = fc.constantFrom('{{', '}}', '{', '}', 'a', 'name', ' | ', ':', '\n', 'x.y', '●');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        let end = 0;
        for (const { from, to } of templateMarks(text)) {
          expect(from).toBeGreaterThanOrEqual(end);
          expect(to).toBeGreaterThan(from);
          expect(to).toBeLessThanOrEqual(text.length);
          end = to;
        }
        scope.check(text, node('book'));
      }),
    );
  });
});

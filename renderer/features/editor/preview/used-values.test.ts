import { expect, test } from 'vitest';
import { workflowDocumentSchema } from '#shared/domain/workflow.ts';
import { gatheredContext, usedValues } from './used-values.ts';

const position = { x: 0, y: 0 };
const document = workflowDocumentSchema.parse({
  nodes: [
    {
      id: 'a',
      type: 'agentNode',
      position,
      data: {
        prompt:
          '{{customer.plan}} {{gathered_context.spoken.age}} {{current_time}} {{gathered_context.unknown}}',
        extraction_enabled: true,
        extraction_variables: [
          { name: 'age', type: 'number' },
          { name: 'member', type: 'boolean' },
        ],
      },
    },
    {
      id: 'g',
      type: 'globalNode',
      position,
      data: { prompt: '{{initial_context.city}} {{gathered_context.member}}' },
    },
    { id: 'e', type: 'endCall', position, data: { prompt: 'Bye' } },
  ],
  edges: [],
  workflow_configurations: { test_context: { customer: { plan: 'gold' } } },
});

test('names what the prompts of a step need, each once', () => {
  const { given, gathered } = usedValues(document, 'a');
  expect(given).toEqual([
    { name: 'city', isDeclared: false },
    { name: 'customer', isDeclared: true },
  ]);
  expect(gathered.map(({ name }) => name)).toEqual(['member', 'age']);
  expect(usedValues(document, 'e')).toEqual({ given: [], gathered: [] });
});

test('what is typed becomes values of the variables’ types', () => {
  const { gathered } = usedValues(document, 'a');
  expect(gatheredContext(gathered, { age: '36', member: 'false' })).toEqual({ age: 36, member: false });
  expect(gatheredContext(gathered, { age: 'old', member: '' })).toEqual({});
});

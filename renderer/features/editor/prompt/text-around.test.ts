import { expect, test } from 'vitest';
import { workflowDocumentSchema } from '#shared/domain/workflow.ts';
import { ownerOf, sentText } from './text-around.ts';

const position = { x: 0, y: 0 };
const document = workflowDocumentSchema.parse({
  nodes: [
    {
      id: 'a',
      type: 'agentNode',
      position,
      data: { prompt: 'Ask.', greeting: 'Hello', extraction_prompt: 'Look.' },
    },
    { id: 'e', type: 'endCall', position, data: { prompt: 'Bye.' } },
    { id: 'g', type: 'globalNode', position, data: { prompt: 'You are kind.' } },
  ],
  edges: [],
});

test('a field belongs to the one thing that is selected', () => {
  expect([
    ownerOf({ nodeIds: ['a'], edgeIds: [] }),
    ownerOf({ nodeIds: [], edgeIds: ['e1'] }),
    ownerOf({ nodeIds: [], edgeIds: [] }),
  ]).toEqual([
    { kind: 'node', id: 'a' },
    { kind: 'edge', id: 'e1' },
    { kind: 'workflow', id: null },
  ]);
});

test('prompts are sent, with the global one where it is added; greetings are spoken', () => {
  const sent = (id: string, text: string) => sentText(document, { kind: 'node', id }, text);
  expect([
    sent('a', 'Ask.'),
    sent('e', 'Bye.'),
    sent('g', 'You are kind.'),
    sent('a', 'Look.'),
    sent('a', 'Hello'),
  ]).toEqual([
    { isSent: true, whole: 'You are kind.\n\nAsk.' },
    { isSent: true, whole: null },
    { isSent: true, whole: null },
    { isSent: true, whole: null },
    { isSent: false, whole: null },
  ]);
});

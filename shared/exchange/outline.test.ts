import { expect, test } from 'vitest';
import type { WorkflowDocument } from '../domain/workflow.ts';
import { outlineOf } from './outline.ts';

const document: WorkflowDocument = {
  nodes: [
    {
      id: 'bye',
      type: 'endCall',
      position: { x: 0, y: 0 },
      data: { name: 'Bye', prompt: 'Say ```bye```.', call_disposition: 'done' },
    },
    { id: 'all', type: 'globalNode', position: { x: 0, y: 0 }, data: { name: 'Tone', prompt: 'Be kind.' } },
    {
      id: 'start',
      type: 'startCall',
      position: { x: 0, y: 0 },
      data: {
        name: '<script>Start</script>',
        greeting: 'Hello.',
        prompt: 'Ask the age.',
        extraction_enabled: true,
        extraction_variables: [{ name: 'age', type: 'number', prompt: 'In years' }],
        tool_uuids: ['t1'],
      },
    },
  ],
  edges: [
    {
      id: 'e',
      source: 'start',
      target: 'bye',
      data: {
        label: 'age given',
        condition: 'The caller said an age.',
        transition_speech: 'Thank you.',
        guard: {
          match: 'any',
          conditions: [
            { kind: 'variable', variable: 'age', comparison: 'at_least', value: 18 },
            { kind: 'keyword', words: ['stop', 'bye'] },
          ],
        },
      },
    },
    { id: 'f', source: 'start', target: 'gone', data: {} },
  ],
  viewport: { x: 0, y: 0, zoom: 1 },
  workflow_configurations: {
    tools: [
      { tool_uuid: 't1', name: 'Look up', description: 'Finds an order.', definition: { type: 'http_api' } },
    ],
  },
};

test('an outline tells the steps in the order of a call, and nothing of it is read as markup', () => {
  expect(outlineOf('Age *check*', document)).toBe(`# Age \\*check\\*

## Tone (global node)

\`\`\`text
Be kind.
\`\`\`

## 1. &lt;script>Start&lt;/script> (start node)

Greets: “Hello.”

\`\`\`text
Ask the age.
\`\`\`

Finds out:
- age (number): In years

Tools: Look up

Goes on to:
- **2. Bye** – age given
  - when: The caller said an age.
  - always when age is at least 18 or the caller says “stop” or “bye”
  - says: “Thank you.”
- **“gone”, which is missing** – no label

## 2. Bye (end node)

\`\`\`\`text
Say \`\`\`bye\`\`\`.
\`\`\`\`

Hangs up with the outcome done.

## Tools

- **Look up** (http\\_api): Finds an order.
`);
});

import { expect, test } from 'vitest';
import { workflowDocumentSchema } from '#shared/domain/workflow.ts';
import { VariableScope } from '#shared/graph/variables.ts';
import { marksIn } from './marks.ts';
import { suggestionsAt } from './suggestions.ts';

const scope = new VariableScope(
  workflowDocumentSchema.parse({
    nodes: [],
    edges: [],
    workflow_configurations: { test_context: { first_name: 'Ada', plan: '' } },
  }),
);
const owner = { kind: 'workflow', id: null } as const;

/** `|` stands for the cursor. */
const at = (text: string, isAsked = false) => {
  const [before = '', after = ''] = text.split('^');
  return suggestionsAt({ before, after, at: before.length }, scope, owner, isAsked);
};
const first = (text: string, isAsked = false) => {
  const found = at(text, isAsked);
  return { from: found?.from, insert: found?.options[0]?.insert, label: found?.options[0]?.label };
};

test('braces open the list; what is chosen closes them unless they are closed', () => {
  expect(first('Hi {{^')).toEqual({ from: 5, insert: 'first_name}}', label: 'first_name' });
  expect(first('Hi {{ fir^ }} there')).toEqual({ from: 6, insert: 'first_name', label: 'first_name' });
  expect(at('Hi {{^')?.options.map(({ detail }) => detail)).toEqual(
    expect.arrayContaining(['test value', 'clock', 'phone call', 'run']) as string[],
  );
  expect(at('Hi {{^')?.options[0]?.info).toBe('What the call begins with. In test calls: Ada');
  expect(at('Hi {{^')?.options[1]?.info).toBe('What the call begins with. In test calls: (empty)');
});

test('outside braces the list opens only when it is asked for', () => {
  expect(at('Hi fir^')).toBeNull();
  expect(at('{{done}} fir^')).toBeNull();
  expect(first('Hi fir^', true)).toEqual({ from: 3, insert: '{{first_name}}', label: 'first_name' });
});

test('a clock goes on with the zones of the world', () => {
  const goesOn = at('{{^')?.options.find(({ label }) => label === 'current_time_…');
  expect(goesOn).toMatchObject({ insert: 'current_time_', goesOn: true });
  expect(at('{{current_time_^')?.options.find(({ label }) => label.endsWith('Europe/Paris'))).toMatchObject({
    insert: 'current_time_Europe/Paris}}',
    info: 'Date and time in Europe/Paris.',
  });
});

test('behind a name comes what stands in for a missing value', () => {
  expect(at('{{first_name ^')).toMatchObject({
    from: 13,
    options: [{ insert: '| otherwise}}', select: { from: 2, to: 11 } }],
  });
  expect(at('{{first_name | ^}}')).toMatchObject({ from: 13, options: [{ insert: '| otherwise' }] });
});

test('placeholders and recordings are marked by how they will turn out', () => {
  const recordings = new Map([['bye', { name: 'Bye', transcript: 'Goodbye' }]]);
  const text = '{{first_name}} {{city | town}} {{city}} {{current_time_Mars/Base}} ● bye ● Be kind {{';
  const marks = marksIn(text, { scope, owner, recordings }, 100);
  expect(marks.map(({ from, to, look }) => `${look} ${text.slice(from - 100, to - 100)}`)).toEqual([
    'known {{first_name}}',
    'fallback {{city | town}}',
    'unknown {{city}}',
    'broken {{current_time_Mars/Base}}',
    'recording ● bye',
    'broken {{',
  ]);
  expect(marks[0]?.about).toEqual(['first_name', 'What the call begins with.', 'In test calls: Ada']);
  expect(marks[4]?.about).toEqual(['Recording “Bye”', 'Goodbye']);
});

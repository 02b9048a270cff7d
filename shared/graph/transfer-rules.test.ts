import { expect, test } from 'vitest';
import type { ToolDocument } from '../domain/tool.ts';
import { transferProblems } from './transfer-rules.ts';

const byValue = (rules: unknown[]): ToolDocument => ({
  tool_uuid: 't',
  name: 'Transfer',
  definition: {
    schema_version: 1,
    type: 'transfer_call',
    config: { destination_source: 'context_mapping', context_mapping: { rules } },
  },
});

test('what is missing in a rule is told in the words of the form', () => {
  const routes = [
    { context_value: 'sales', destination: '' },
    { context_value: '', destination: '+4930123456' },
  ];
  const problems = transferProblems(
    byValue([
      { context_path: '', routes },
      { context_path: 'gathered_context.topic', routes: [] },
    ]),
  );
  expect(problems).toEqual(
    [
      'does not know yet at which value rule 1 looks.',
      'lacks number 1 of rule 1.',
      'does not know yet for which value number 2 of rule 1 is called.',
      'has no number in rule 2 to call.',
    ].map((message) => ({ field: 'context_mapping', message })),
  );
});

test('a whole rule has no problem', () => {
  const routes = [{ context_value: 'sales', destination: '+4930123456' }];
  expect(transferProblems(byValue([{ context_path: 'gathered_context.topic', routes }]))).toEqual([]);
});

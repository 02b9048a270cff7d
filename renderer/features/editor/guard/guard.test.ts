import { describe, expect, it } from 'vitest';
import type { Guard } from '#shared/domain/guard.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { newAgentDocument } from '../../agents/new-agent.ts';
import { addCondition, newGuard, removeCondition, valueOfText, withCondition } from './guard-edits.ts';
import { groupedPaths, guardVariables } from './guard-variables.ts';
import { verdictOn } from './sentence-verdict.ts';

describe('a guard that is edited', () => {
  it('grows, changes and goes with its last condition', () => {
    const two = addCondition(newGuard(), 'turns');
    const changed = withCondition(two, 0, {
      kind: 'variable',
      variable: 'age',
      comparison: 'is_set',
      value: 'left over',
    });
    const one = removeCondition(changed, 1);
    expect([changed, one, one && removeCondition(one, 0)]).toEqual([
      {
        conditions: [
          { kind: 'variable', variable: 'age', comparison: 'is_set' },
          { kind: 'turns', at_least: 3 },
        ],
      },
      { conditions: [{ kind: 'variable', variable: 'age', comparison: 'is_set' }] },
      null,
    ] satisfies (Guard | null)[]);
  });

  it('keeps numbers as numbers, and what only looks like one as it was typed', () => {
    expect(['50', ' 50 ', '-1.5', '007', '1.50', '1e3', '', 'Infinity', 'gold '].map(valueOfText)).toEqual([
      50,
      50,
      -1.5,
      '007',
      '1.50',
      '1e3',
      '',
      'Infinity',
      'gold ',
    ]);
  });
});

describe('values that a guard may compare', () => {
  it('are those that the agent finds, then those of the test call and of the line', () => {
    const base = newAgentDocument('A');
    const document: WorkflowDocument = {
      ...base,
      nodes: base.nodes.map((node) =>
        node.type === 'startCall'
          ? {
              ...node,
              data: {
                ...node.data,
                extraction_enabled: true,
                extraction_variables: [
                  { name: 'day', type: 'string', options: ['Monday', 'Friday'] },
                  { name: 'paid', type: 'boolean' },
                ],
              },
            }
          : node,
      ),
      workflow_configurations: { test_context: { order: { total: 12 }, day: 'Monday' } },
    };
    const variables = guardVariables(document);
    expect(variables.slice(0, 2)).toEqual([
      { path: 'day', source: 'found', type: 'string', values: ['Monday', 'Friday'] },
      { path: 'paid', source: 'found', type: 'boolean', values: ['true', 'false'] },
    ]);
    const paths = variables.map(({ path }) => path);
    expect(paths).toContain('order.total');
    expect(paths).toContain('caller_number');
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths.some((path) => path.startsWith('gathered_context.'))).toBe(false);
    expect(groupedPaths(variables).map(({ group, items }) => [group, items.slice(0, 2)])).toEqual([
      ['Found by the agent', ['day', 'paid']],
      ['Given with the call', ['order', 'order.total']],
      ['Of the line', ['caller_number', 'called_number']],
    ]);
  });
});

describe('a sentence that is tried', () => {
  it('is held against words and patterns only', () => {
    const said = 'I want a REAL person, order 12345';
    expect(
      (
        [
          { kind: 'keyword', words: ['human', 'real person'] },
          { kind: 'keyword', words: ['machine'] },
          { kind: 'keyword', words: [] },
          { kind: 'pattern', pattern: '\\d{5}' },
          { kind: 'pattern', pattern: 'real', ignore_case: false },
          { kind: 'pattern', pattern: '(?=a)' },
          { kind: 'turns', at_least: 1 },
        ] as const
      ).map((condition) =>
        verdictOn('words' in condition ? { ...condition, words: [...condition.words] } : condition, said),
      ),
    ).toEqual([
      { isHeld: true, words: 'Has the key word “real person”' },
      { isHeld: false, words: 'None of the key words' },
      null,
      { isHeld: true, words: 'Matches /\\d{5}/' },
      { isHeld: false, words: 'Does not match /real/' },
      { isHeld: false, words: '/(?=a)/ cannot be used' },
      null,
    ]);
  });
});

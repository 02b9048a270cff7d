import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { guardLimits } from '../domain/guard.ts';
import type { WorkflowDocument, WorkflowProblem } from '../domain/workflow.ts';
import { validateWorkflow } from './validate.ts';

const clean = JSON.parse(
  readFileSync(new URL('./fixtures/clean.json', import.meta.url), 'utf8'),
) as WorkflowDocument;

/** The clean document whose edge `a-e` has this data besides. */
const judged = (data: object, more: object[] = []): WorkflowProblem[] =>
  validateWorkflow({
    ...clean,
    edges: [
      ...clean.edges.map((edge) => (edge.id === 'a-e' ? { ...edge, data: { ...edge.data, ...data } } : edge)),
      ...more,
    ],
  });
const withConditions = (...conditions: object[]): string[] =>
  judged({ guard: { conditions } }).map(({ rule, field }) => `${rule} ${field ?? ''}`);

const variable = { kind: 'variable', variable: 'total', comparison: 'greater', value: 50 };

describe('a guard', () => {
  it('may compare, listen, count and wait', () => {
    expect(
      withConditions(
        variable,
        { kind: 'variable', variable: 'gathered_context.paid', comparison: 'equals', value: false },
        { kind: 'variable', variable: 'email', comparison: 'is_set' },
        { kind: 'keyword', words: ['human', 'はい'] },
        { kind: 'pattern', pattern: '\\b\\d{5}\\b', ignore_case: false },
        { kind: 'turns', at_least: 1 },
        { kind: 'seconds', at_least: 1.5 },
      ),
    ).toEqual([]);
  });

  it.each([
    [[], 'guard-empty guard'],
    [[{ ...variable, variable: ' ' }], 'guard-variable guard'],
    [[{ ...variable, variable: '{{total}}' }], 'guard-variable guard'],
    [[{ ...variable, variable: 'order total' }], 'guard-variable guard'],
    [[{ ...variable, value: undefined }], 'guard-value guard'],
    [[{ ...variable, value: ' ' }], 'guard-value guard'],
    [[{ ...variable, value: true }], 'guard-value guard'],
    [[{ ...variable, comparison: 'equals', value: 'x'.repeat(201) }], 'too-long guard'],
    [[{ ...variable, comparison: 'almost' }], 'shape guard'],
    [[{ kind: 'mood' }], 'shape guard'],
    [[{ kind: 'keyword', words: [] }], 'guard-words guard'],
    [[{ kind: 'keyword', words: ['yes', ''] }], 'guard-words guard'],
    [[{ kind: 'keyword', words: ['?!'] }], 'guard-words guard'],
    [[{ kind: 'keyword', words: Array(101).fill('yes') }], 'too-long guard'],
    [[{ kind: 'keyword', words: ['x'.repeat(201)] }], 'too-long guard'],
    [[{ kind: 'pattern', pattern: ' ' }], 'guard-pattern guard'],
    [[{ kind: 'pattern', pattern: '(a' }], 'guard-pattern guard'],
    [[{ kind: 'pattern', pattern: '(?=a)' }], 'guard-pattern guard'],
    [[{ kind: 'pattern', pattern: 'x'.repeat(501) }], 'guard-pattern guard'],
    [[{ kind: 'turns', at_least: 0 }], 'out-of-range guard'],
    [[{ kind: 'turns', at_least: 1.5 }], 'out-of-range guard'],
    [[{ kind: 'seconds', at_least: 3601 }], 'out-of-range guard'],
    [Array(guardLimits.conditions + 1).fill(variable), 'too-long guard'],
  ])('is refused with %j', (conditions, expected) => {
    expect(withConditions(...(conditions as object[]))).toEqual([expected]);
  });

  it('says which condition is meant, and what to do', () => {
    const conditions = [variable, { ...variable, variable: '' }, { kind: 'turns', at_least: 1.5 }];
    expect(judged({ guard: { conditions } }).map(({ message }) => message)).toEqual([
      '“agent to end” (a-e) compares no variable in condition 2 of its guard. Name one.',
      '“agent to end” (a-e) waits for 1.5 turns in condition 3 of its guard; choose 1 to 1000, a whole number.',
    ]);
  });
});

describe('an edge with a guard and no condition', () => {
  const guard = { conditions: [variable] };

  it('needs none, and no name by which the model could call it', () => {
    expect([judged({ guard, condition: '' }), judged({ guard, condition: ' ', label: '訊' })]).toEqual([
      [],
      [],
    ]);
    expect(judged({ guard: null, condition: '' }).map(({ field }) => field)).toEqual(['condition']);
  });

  it('may share its label with what the model is offered', () => {
    const twin = { ...clean.edges.find(({ id }) => id === 'a-e'), id: 'twin' };
    expect(judged({ guard, condition: '' }, [twin])).toEqual([]);
    expect(judged({ guard }, [twin]).map(({ rule, id }) => `${rule} ${id ?? ''}`)).toEqual([
      'same-function a-e',
      'same-function twin',
    ]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Guard, GuardCondition } from '#shared/domain/guard.ts';
import { guardPattern, maxGuardedText } from '#shared/graph/guard-match.ts';
import { compileGuard, gatheredName, guardValue, type GuardFacts } from './guards.ts';

const nothing: GuardFacts = { said: null, turns: 0, inNodeMs: 0, value: () => undefined };
const look = (guard: Guard, facts: Partial<GuardFacts>): [boolean, string] => {
  const { held, why } = compileGuard(guard).evaluate({ ...nothing, ...facts });
  return [held, why];
};
const one = (condition: GuardCondition, facts: Partial<GuardFacts>): [boolean, string] =>
  look({ conditions: [condition] }, facts);

describe('a guard on a variable', () => {
  it.each<[unknown, string, string | number | boolean | undefined, boolean, string]>([
    [12, 'greater', 50, false, 'total is 12, not more than 50'],
    ['62', 'greater', '50', true, 'total is 62, more than 50'],
    ['9', 'less', 10, true, 'total is 9, less than 10'],
    [50, 'at_most', 50, true, 'total is 50, at most 50'],
    [49.5, 'at_least', 50, false, 'total is 49.5, not at least 50'],
    ['2026-11-26', 'less', '2026-12-01', true, 'total is 2026-11-26, less than 2026-12-01'],
    [' Gold ', 'equals', 'gold', true, 'total is  Gold '],
    ['silver', 'equals', 'gold', false, 'total is silver, not gold'],
    ['5.0', 'equals', 5, true, 'total is 5.0'],
    [true, 'equals', 'TRUE', true, 'total is true'],
    ['silver', 'not_equals', 'gold', true, 'total is silver, not gold'],
    ['gold', 'not_equals', 'gold', false, 'total is gold'],
    ['Red shoes', 'contains', 'SHOES', true, 'total is Red shoes, which contains SHOES'],
    [['a', 'B'], 'contains', 'b', true, 'total is ["a","B"], which contains b'],
    ['red', 'contains', '', false, 'total is red, which does not contain nothing'],
    [false, 'is_set', undefined, true, 'total is false'],
    ['  ', 'is_set', undefined, false, 'total has no value'],
    [[], 'is_empty', undefined, true, 'total has no value'],
    [0, 'is_empty', undefined, false, 'total is 0, not empty'],
    // Of what is not known nothing can be said.
    [undefined, 'not_equals', 'gold', false, 'total has no value'],
    [null, 'less', 10, false, 'total has no value'],
  ])('%j %s %j: %s', (value, comparison, wanted, held, why) => {
    const condition = { kind: 'variable', variable: 'total', comparison, value: wanted } as GuardCondition;
    expect(one(condition, { value: (path) => (path === 'total' ? value : undefined) })).toEqual([held, why]);
  });

  it('finds what was gathered before what was given, and the moment', () => {
    const clock = { now: new Date('2026-03-05T09:00:00Z'), timeZone: 'UTC' };
    const context = {
      age: 1,
      plan: 'given',
      initial_context: { age: 1, plan: 'given', current_plan: 'x' },
      gathered_context: { age: 2, plan: '' },
    };
    const paths = [
      ...['age', 'plan', 'initial_context.age', 'gathered_context.age', 'gone', '__proto__.x'],
      ...['current_weekday', 'current_time_Asia/Kolkata', 'current_plan'],
    ];
    expect(paths.map((path) => guardValue(path, context, clock))).toEqual([
      ...[2, 'given', 1, 2, undefined, undefined],
      ...['Thursday', '2026-03-05 14:30:00 IST', 'x'],
    ]);
    expect(
      ['a', 'gathered_context.spoken.b.c', 'initial_context.d', 'current_time', 'current_plan'].map(
        gatheredName,
      ),
    ).toEqual(['a', 'b', null, null, 'current_plan']);
  });
});

describe('a guard on what the caller said', () => {
  it.each<[string | null, string[], boolean, string]>([
    ['No, CANCEL it!', ['stop', 'cancel'], true, 'the caller said “cancel”'],
    ['cancellation', ['cancel'], false, 'the caller did not say “cancel”'],
    ['Une café crème', ['cafe creme'], true, 'the caller said “cafe creme”'],
    ["I don't know", ['dont know'], true, 'the caller said “dont know”'],
    ['请取消订单', ['取消'], true, 'the caller said “取消”'],
    ['yes', ['', ' ! '], false, 'the caller did not say “” or “ ! ”'],
    ['yes', ['a', 'b', 'c', 'd', 'e'], false, 'the caller did not say “a” or “b” or “c” or 2 more'],
    ['', ['a'], false, 'the caller was not understood'],
    [null, ['a'], false, 'the caller has said nothing new'],
  ])('%j for %j: %s', (said, words, held, why) => {
    expect(one({ kind: 'keyword', words }, { said })).toEqual([held, why]);
  });

  it.each<[string, boolean | undefined, string | null, boolean, string]>([
    ['\\bord(er)?\\b', undefined, 'My ORDER', true, 'what the caller said matches /\\bord(er)?\\b/'],
    ['order', false, 'My ORDER', false, 'what the caller said does not match /order/'],
    [
      '^\\p{L}+ (?<n>\\d{4})$',
      undefined,
      'Größe 4711',
      true,
      'what the caller said matches /^\\p{L}+ (?<n>\\d{4})$/',
    ],
    ['x', undefined, null, false, 'the caller has said nothing new'],
    [
      '(?=x)',
      undefined,
      'x',
      false,
      'the pattern /(?=x)/ cannot be used: it looks ahead or behind, which is not possible here',
    ],
    [
      '(a)\\1',
      undefined,
      'aa',
      false,
      'the pattern /(a)\\1/ cannot be used: it refers back to a group, which is not possible here',
    ],
    ['(', undefined, 'x', false, 'the pattern /(/ cannot be used: it has a missing closing )'],
    [
      '(a{1,100}){1,10}',
      undefined,
      'a',
      false,
      'the pattern /(a{1,100}){1,10}/ cannot be used: it repeats too much; use smaller numbers',
    ],
  ])('%s', (pattern, ignoreCase, said, held, why) => {
    const condition: GuardCondition = {
      kind: 'pattern',
      pattern,
      ...(ignoreCase === undefined ? {} : { ignore_case: ignoreCase }),
    };
    expect(one(condition, { said })).toEqual([held, why]);
  });

  it('cannot be made to run for long: patterns that would never end in a backtracking engine', () => {
    const said = `${'a'.repeat(maxGuardedText - 1)}!${'a'.repeat(5000)}`;
    for (const pattern of ['(a+)+$', '(a|a)*b', '(a*)*b', '^(([a-z])+.)+[A-Z]([a-z])+$', 'a*a*a*a*a*a*b']) {
      const { matches, problem } = guardPattern(pattern, true);
      const startedMs = performance.now();
      expect([pattern, problem, matches(said)]).toEqual([pattern, null, false]);
      expect(performance.now() - startedMs).toBeLessThan(100);
    }
    expect(guardPattern('x', true).matches(`${' '.repeat(maxGuardedText)}x`)).toBe(false);
    expect(guardPattern('a'.repeat(501), true).problem).toBe('it is longer than 500 characters');
  });

  it('never throws, whatever the pattern and the words are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (pattern, said) => {
        expect(typeof one({ kind: 'pattern', pattern }, { said })[0]).toBe('boolean');
        expect(one({ kind: 'keyword', words: [pattern] }, { said })[1]).not.toBe('');
      }),
      { numRuns: 300 },
    );
  });
});

describe('a guard on the stay in a node', () => {
  it('counts turns and seconds', () => {
    const turns: GuardCondition = { kind: 'turns', at_least: 2 };
    const seconds: GuardCondition = { kind: 'seconds', at_least: 30 };
    expect([
      one(turns, { turns: 1 }),
      one(turns, { turns: 2 }),
      one(seconds, { inNodeMs: 29_900 }),
      one(seconds, { inNodeMs: 30_000 }),
    ]).toEqual([
      [false, '1 turn of the caller here, fewer than 2'],
      [true, '2 turns of the caller here'],
      [false, '29 s in this node, fewer than 30'],
      [true, '30 s in this node'],
    ]);
  });
});

describe('several conditions', () => {
  const conditions: GuardCondition[] = [
    { kind: 'turns', at_least: 2 },
    { kind: 'keyword', words: ['stop'] },
  ];

  it('hold all of them, or any of them', () => {
    expect([
      look({ conditions }, { turns: 2, said: 'stop' }),
      look({ conditions }, { turns: 1, said: 'stop' }),
      look({ match: 'any', conditions }, { turns: 1, said: 'stop' }),
      look({ match: 'any', conditions }, { turns: 1, said: 'go' }),
    ]).toEqual([
      [true, '2 turns of the caller here; the caller said “stop”'],
      [false, '1 turn of the caller here, fewer than 2'],
      [true, 'the caller said “stop”'],
      [false, '1 turn of the caller here, fewer than 2; the caller did not say “stop”'],
    ]);
  });

  it('never hold when there are none', () => {
    expect([look({ conditions: [] }, {}), look({ match: 'any', conditions: [] }, {})]).toEqual([
      [false, 'the guard has no conditions'],
      [false, 'the guard has no conditions'],
    ]);
  });
});

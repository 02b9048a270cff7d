import { describe, expect, it } from 'vitest';
import type { Guard, GuardCondition } from '../domain/guard.ts';
import { guardWords } from './guard-words.ts';

const words = (...conditions: GuardCondition[]): string => guardWords({ conditions });

describe('a guard in words', () => {
  it('reads as a clause after “when”', () => {
    const guard: Guard = {
      match: 'any',
      conditions: [
        { kind: 'variable', variable: 'order_total', comparison: 'greater', value: 50 },
        { kind: 'variable', variable: 'plan', comparison: 'not_equals', value: 'gold' },
        { kind: 'variable', variable: 'email', comparison: 'is_empty', value: 'left over' },
        { kind: 'keyword', words: ['yes', 'sure', 'of course', 'fine', 'go on'] },
        { kind: 'pattern', pattern: '\\d{5}' },
        { kind: 'turns', at_least: 3 },
        { kind: 'seconds', at_least: 60 },
      ],
    };
    expect(guardWords(guard)).toBe(
      'order_total is more than 50 or plan is not gold or email is not known or ' +
        'the caller says “yes”, “sure”, “of course” or 2 more or what the caller says matches /\\d{5}/ or ' +
        'the caller has spoken 3 times in this step or 60 seconds have passed in this step',
    );
    expect(guardWords({ ...guard, match: 'all', conditions: guard.conditions.slice(0, 2) })).toBe(
      'order_total is more than 50 and plan is not gold',
    );
  });

  it('says one of a thing as one, and shows what is not filled in', () => {
    expect([
      words({ kind: 'turns', at_least: 1 }),
      words({ kind: 'seconds', at_least: 1 }),
      words({ kind: 'keyword', words: ['yes'] }),
      words({ kind: 'keyword', words: [] }),
      words({ kind: 'pattern', pattern: '' }),
      words({ kind: 'variable', variable: ' ', comparison: 'equals' }),
      words({ kind: 'variable', variable: 'paid', comparison: 'equals', value: false }),
      words(),
    ]).toEqual([
      'the caller has spoken in this step',
      '1 second has passed in this step',
      'the caller says “yes”',
      'the caller says …',
      'what the caller says matches /…/',
      '… is …',
      'paid is false',
      '',
    ]);
  });

  it('stays short, however long the values', () => {
    const long = 'x'.repeat(100_000);
    const text = words(
      { kind: 'variable', variable: long, comparison: 'contains', value: long },
      { kind: 'keyword', words: Array<string>(100).fill(long) },
      { kind: 'pattern', pattern: long },
    );
    expect(text.length).toBeLessThan(400);
  });
});

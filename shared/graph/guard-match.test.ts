import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guardPattern, maxGuardedText, wordSaid } from './guard-match.ts';

describe('key words', () => {
  it('are found as whole words, without regard to case, accents and signs', () => {
    const said = 'Oui, ÇA va — it’s my order-number: 12.5!';
    const words = ['ça', 'its', 'order number', '12.5', 'OUI', 'rder', 'va its', '…', ''];
    expect(words.filter((word) => wordSaid(said, [word]) !== null)).toEqual([
      'ça',
      'its',
      'order number',
      '12.5',
      'OUI',
      'va its',
    ]);
  });

  it('are found anywhere in scripts without spaces', () => {
    expect([wordSaid('はい、お願いします', ['お願い']), wordSaid('はい', ['いいえ'])]).toEqual([
      'お願い',
      null,
    ]);
  });

  it('are answered as they are written, the first that was said', () => {
    expect(wordSaid('yes please', ['no', 'Please', 'yes'])).toBe('Please');
  });
});

describe('patterns', () => {
  it('match anywhere, without regard to case when asked', () => {
    expect([
      guardPattern('order.?number \\d{3}', true).matches('My ORDER-number 123'),
      guardPattern('order', false).matches('ORDER'),
      guardPattern('^\\p{L}+$', true).matches('Grüße'),
      guardPattern('\\bja\\b', true).matches('ja, gern'),
      guardPattern('a\\/b', true).matches('a/b'),
    ]).toEqual([true, false, true, true, true]);
  });

  it.each([
    ['(?=a)b', /looks ahead or behind/],
    ['(?<!a)b', /looks ahead or behind/],
    ['(a)\\1', /refers back/],
    ['(a', /missing closing/],
    ['*a', /missing argument/],
    ['(((a{9}){9}){9}){9}', /repeat/],
    ['[[:alpha:]]{400}'.repeat(2), /repeats too much/],
    ['a'.repeat(501), /longer than 500/],
  ])('that cannot be used say why: %s', (source, problem) => {
    const pattern = guardPattern(source, true);
    expect(pattern.problem).toMatch(problem);
    expect(pattern.matches('aaaaaaaaa')).toBe(false);
  });

  it('take linear time where a backtracking matcher takes forever', () => {
    const turn = 'a'.repeat(maxGuardedText * 100);
    const startedAt = performance.now();
    for (const source of ['(a+)+$b', '(a|a)*b', '(.*)*x(.*)*y', 'a*a*a*a*a*a*b'])
      expect(guardPattern(source, true).matches(turn)).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  it('agree with JavaScript where both take them, and never throw', () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      '.',
      '\\d',
      '[ab]',
      '(',
      ')',
      '|',
      '*',
      '+',
      '?',
      '{2}',
      '^',
      '$',
      '1',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.stringMatching(/^[ab1]{0,8}$/), (pieces, said) => {
        const source = pieces.join('');
        const pattern = guardPattern(source, false);
        const matches = pattern.matches(said);
        let expected: boolean;
        try {
          expected = new RegExp(source, 'u').test(said);
        } catch {
          return;
        }
        if (pattern.problem === null)
          expect({ source, said, matches }).toEqual({ source, said, matches: expected });
      }),
      { numRuns: 500 },
    );
  });
});

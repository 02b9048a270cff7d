import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { speechText, type NormalizationDepth } from './index.ts';

const languages = ['en-US', 'en-GB', 'de', 'es', 'es-MX', 'fr', 'ja', ''];
const language = fc.constantFrom(...languages);
const depth = fc.constantFrom<NormalizationDepth>('words', 'addresses');

/** What models and people write, put together in any order. */
const piece = fc.oneof(
  fc.constantFrom(
    ...[
      '$25.50',
      '25,50 €',
      '5%',
      '3.5M',
      '1/2',
      '½',
      '2026-03-05',
      '3/5/2026',
      '3:30 pm',
      '9h30',
      '9 Uhr',
      '15:45',
      '5-10',
      '5–10 km',
    ],
    ...[
      '+1 (555) 123-4567',
      '01 23 45 67 89',
      'a.b@c.com',
      'https://x.dev/y',
      'AB-1234',
      '#4512',
      '1,200',
      '1.200',
      '007',
      '-5',
      '20°C',
    ],
    ...[
      'Dr.',
      'St.',
      'e.g.',
      'etc.',
      'FBI',
      'NASA',
      'p.m.',
      'z.B.',
      'Sr.',
      '1er',
      '1.º',
      '3.',
      '**so**',
      '- no',
      '# a',
      '&',
      '+',
      '/',
      '%',
      '~',
    ],
    ...[
      'yes',
      'And',
      'the',
      'of',
      'March',
      'März',
      'de',
      'to',
      'x',
      '.',
      ',',
      '?',
      '(',
      ')',
      '"',
      "'",
      '’',
      '…',
      '👍',
      '\n',
      '|',
      '_',
      '*',
      '@',
    ],
  ),
  fc.nat({ max: 99_999 }).map(String),
);
const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(' '));

describe('speechText', () => {
  it.each(['', '   ', '👋', '…', '?!', '- -', '\n\t', '**', '|', '---', '\u{D83D}'])(
    'has nothing to say for %j',
    (nothing) => {
      expect(languages.map((each) => speechText(nothing, each, 'words'))).toEqual(languages.map(() => ''));
    },
  );

  it('takes off only the markup of a language that it does not know', () => {
    expect(speechText('**予約** は 3/5 です 👍。', 'ja', 'words')).toBe('予約 は 3/5 です 。');
  });

  it('leaves numbers to a voice that reads them, but not addresses, markup and emoji', () => {
    expect(speechText('**$5** on 3/5 for J. Doe 🎉: jo.doe@example.com', 'en-US', 'addresses')).toBe(
      '$5 on 3/5 for J. Doe: jo dot doe at example dot com',
    );
  });

  it('never fails, and gives one line without control characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), language, depth, (any, tongue, how) => {
        expect(speechText(any, tongue, how)).not.toMatch(/[\p{Cc}]|^\s|\s$/u);
      }),
      { numRuns: 400 },
    );
  });

  it('leaves no digit unsaid', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('en', 'de', 'es', 'fr'), (written, tongue) => {
        expect(speechText(written, tongue, 'words')).not.toMatch(/[0-9]/);
      }),
      { numRuns: 400 },
    );
  });

  it('has nothing to add to what it has said', () => {
    const word = fc.stringMatching(/^[a-z]{3,9}$/);
    const sentence = fc
      .array(fc.tuple(word, piece), { maxLength: 8 })
      .map((parts) => parts.map(([before, sign]) => `${before} ${sign}`).join(' '));
    fc.assert(
      fc.property(sentence, fc.constantFrom('en', 'de', 'es', 'fr'), (written, tongue) => {
        const said = speechText(written, tongue, 'words');
        expect(speechText(said, tongue, 'words')).toBe(said);
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    'a@'.repeat(1000),
    '1-'.repeat(1000),
    '1.'.repeat(1000),
    '('.repeat(2000),
    'A.'.repeat(1000),
    '/a'.repeat(1000),
  ])('is not slowed by a long text of few signs', (long) => {
    const startMs = performance.now();
    speechText(long, 'en-US', 'words');
    expect(performance.now() - startMs).toBeLessThan(1000);
  });
});

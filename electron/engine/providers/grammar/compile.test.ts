import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SttHints } from '../spec/stt.ts';
import { compileGrammar } from './compile.ts';
import { bookingHints, nameHints, numberHints, timeHints } from './testing/appointment-hints.ts';

const rulesOf = (hints: SttHints): string[] =>
  [...compileGrammar(hints).jsgf.matchAll(/^(?:public )?<(\w+)> =/gm)].map((match) => match[1] ?? '');
const validOf = (hints: SttHints): string => /^<valid> = (.*);$/m.exec(compileGrammar(hints).jsgf)?.[1] ?? '';

test('only the kinds of value that the node asks for are in the grammar', () => {
  const kinds = ['cardinal', 'digits', 'date', 'time', 'person'];
  const of = (hints: SttHints): string[] => kinds.filter((kind) => rulesOf(hints).includes(kind));
  expect([of(bookingHints), of(timeHints), of(nameHints), of(numberHints)]).toEqual([
    [],
    ['time'],
    ['person'],
    ['digits'],
  ]);
});

test('yes, no and small talk are always there', () => {
  const { words } = compileGrammar({ functions: [], variables: [] });
  expect(words).toEqual(expect.arrayContaining(['yes', 'no', 'repeat', 'goodbye']));
});

test('an example is heard whole, and its point after other words of wishing', () => {
  const valid = validOf(bookingHints);
  expect(valid).toContain('<want_to>) book an appointment');
  expect(valid).toContain('I have a question about my bill');
});

test('a date, time or number in an example stands for any', () => {
  const edge = { name: 'x', description: '', parameters: { type: 'object' as const, properties: {} } };
  const valid = validOf({
    functions: [
      {
        ...edge,
        examples: ['call me on tuesday at three p m', 'order number 4 5 6 7'],
      },
    ],
    variables: [],
  });
  expect(valid).toContain('call me on <date> at <time>');
  expect(valid).toContain('order number <digits>');
});

test('words are written as people read them', () => {
  expect(
    validOf({
      functions: [],
      variables: [{ name: 'x', type: 'string', options: ["I'd rather", 'our iPhone on Friday'] }],
    }),
  ).toContain("(I'd rather | our iPhone on Friday)");
});

const text = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc.constantFrom(
    'yes',
    'on tuesday',
    '12/24 at 3:30pm',
    '<x> | (y;',
    'ДА',
    '9'.repeat(200),
    'my name is Anna',
  ),
);
const variable = fc.record({
  name: text,
  type: fc.constantFrom('string' as const, 'number' as const, 'boolean' as const),
  prompt: text,
  options: fc.array(text, { maxLength: 5 }),
});
const spec = fc.record({
  name: text,
  description: text,
  label: text,
  examples: fc.array(text, { maxLength: 6 }),
  variables: fc.array(variable, { maxLength: 3 }),
  parameters: fc.constant({ type: 'object' as const, properties: {} }),
});
const anyHints: fc.Arbitrary<SttHints> = fc.record({
  functions: fc.array(spec, { maxLength: 5 }),
  variables: fc.array(variable, { maxLength: 4 }),
});

test('any hints give a grammar of plain words, the same every time', () => {
  fc.assert(
    fc.property(anyHints, (hints) => {
      const grammar = compileGrammar(hints);
      expect(compileGrammar(hints)).toEqual(grammar);
      expect(grammar.words.every((word) => /^[A-Za-z][A-Za-z'.]*$/.test(word))).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('huge hints are clipped, and say so', () => {
  const many = Array.from({ length: 500 }, (_, index) => ({
    name: `f${String(index)}`,
    description: 'word '.repeat(1000),
    examples: Array.from({ length: 200 }, (__, row) =>
      `sentence ${String(index)} number ${String(row)} `.repeat(20),
    ),
    parameters: { type: 'object' as const, properties: {} },
  }));
  const grammar = compileGrammar({ functions: many, variables: [] });
  expect(grammar.clipped).toBe(true);
  expect(grammar.jsgf.length).toBeLessThan(60_000);
});

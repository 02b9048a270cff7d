import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRows, rowsOf, withType, type ValueRow } from './value-rows.ts';

const row = (name: string, text: string, type: ValueRow['type'] = 'text'): ValueRow => ({ name, type, text });

describe('rows of test values', () => {
  it('stand for the values that they were made of', () => {
    const name = fc.stringMatching(/^[a-z_][a-z0-9_]{0,8}$/).filter((each) => each !== '__proto__');
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.jsonValue());
    fc.assert(
      fc.property(fc.dictionary(name, value, { noNullPrototype: true }), (values) => {
        // −0 has no JSON.
        const whole = JSON.parse(JSON.stringify(values)) as Record<string, unknown>;
        expect(readRows(rowsOf(whole))).toEqual({ ok: true, values: whole });
      }),
    );
  });

  it('say what is wrong, and where', () => {
    expect(
      [
        [row('a', '1'), row('', ''), row('a', '2')],
        [row('', 'x')],
        [row('first name', 'Ada')],
        [row('n', 'many', 'number')],
        [row('j', '{', 'JSON')],
      ].map((rows) => readRows(rows)),
    ).toEqual([
      { ok: false, row: 2, message: '“a” is there twice. Rename or remove one.' },
      { ok: false, row: 0, message: 'Give the value “x” a name.' },
      {
        ok: false,
        row: 0,
        message: '“first name” cannot be a name: leave out spaces, dots, braces and bars.',
      },
      { ok: false, row: 0, message: '“many” is not a number.' },
      { ok: false, row: 0, message: '“{” is not JSON.' },
    ]);
  });

  it('keep what can be kept when the type changes', () => {
    expect([
      withType(row('a', 'hi'), 'JSON'),
      withType(row('a', '3'), 'JSON'),
      withType(row('a', 'x'), 'yes or no'),
    ]).toEqual([row('a', '"hi"', 'JSON'), row('a', '3', 'JSON'), row('a', 'false', 'yes or no')]);
  });
});

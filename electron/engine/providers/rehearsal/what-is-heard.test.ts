/** What the grammar recogniser can hear, the rehearsal must understand. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readYesNo } from '../../base/english/yes-no.ts';
import { tokenize } from '../../base/english/tokens.ts';
import { withDependencies, YES_NO_PHRASES, type RuleName } from '../grammar/rules.ts';
import { sampleSentence } from '../grammar/testing/sample-sentences.ts';
import { valueIn } from './find-value.ts';

const today = { year: 2026, month: 11, day: 25 };
const string = (name: string, prompt = '') => ({ name, type: 'string' as const, prompt });

/** A sentence of the rule from a seed. */
function heard(rule: RuleName, seed: number): string {
  let state = seed;
  return sampleSentence(rule, withDependencies([rule]), () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  });
}

test.each([
  ['date', string('appointment_date'), /^\d{4}-\d{2}-\d{2}$/],
  ['time', string('appointment_time'), /^\d{2}:\d{2}$/],
  ['person', string('caller_name'), /^[A-Z][a-z]+( [A-Z][a-z]+)?$/],
  ['digits', string('order_number', 'digits only'), /^\d{3,}$/],
  ['cardinal', { name: 'amount', type: 'number' as const, prompt: 'How many' }, /^\d+$/],
] as const)('every %s that can be heard is found', (rule, variable, shape) => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const sentence = heard(rule, seed);
      // The calendar has no such day, though the grammar has.
      fc.pre(!/thirty first (?:of )?(?:Feb|Apr|Jun|Sep|Nov)|thirtieth (?:of )?Feb/.test(sentence));
      fc.pre(!/(?:Feb|Apr|Jun|Sep|Nov)\w+ (?:the )?thirty first|Feb\w+ (?:the )?thirtieth/.test(sentence));
      const value = valueIn(sentence, variable, { asked: true, today });
      expect({ sentence, value: String(value) }).toEqual({
        sentence,
        value: expect.stringMatching(shape) as string,
      });
    }),
    { numRuns: 400 },
  );
});

test('every yes and no that can be heard is one', () => {
  expect(YES_NO_PHRASES.filter((phrase) => readYesNo(tokenize(phrase)) === null)).toEqual([]);
});

import { expect, test } from 'vitest';
import { kindsOfVariable, optionsOf } from './wanted-values.ts';

const string = (name: string, prompt = '') => ({ name, type: 'string' as const, prompt });

test('the kind of a value is read from its name, type and prompt', () => {
  expect([
    kindsOfVariable(string('appointment_date')),
    kindsOfVariable(string('callbackTime')),
    kindsOfVariable(string('caller_name')),
    kindsOfVariable(string('order', 'The order number, digits only')),
    kindsOfVariable({ name: 'rating', type: 'number' }),
    kindsOfVariable({ name: 'phone', type: 'number' }),
    kindsOfVariable({ name: 'agreed', type: 'boolean' }),
    kindsOfVariable(string('company', 'The company name')),
    kindsOfVariable({ ...string('time'), options: ['morning', 'evening'] }),
  ]).toEqual([['date'], ['time'], ['person'], ['digits'], ['cardinal'], ['digits'], [], [], []]);
});

test('options are those of the variable, else those that its prompt lists', () => {
  expect([
    optionsOf({ ...string('size'), options: ['s', 'm'] }),
    optionsOf(string('size', 'The size (small, medium or large)')),
    optionsOf(string('size', 'One of: small, medium, large')),
    optionsOf(string('size', 'Either "very small" or "very large"')),
    optionsOf(string('size', 'The size that the caller wants')),
    optionsOf(string('day', 'The day, e.g. (monday, tuesday)')),
  ]).toEqual([
    ['s', 'm'],
    ['small', 'medium', 'large'],
    ['small', 'medium', 'large'],
    ['very small', 'very large'],
    [],
    ['monday', 'tuesday'],
  ]);
});

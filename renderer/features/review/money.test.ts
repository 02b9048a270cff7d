import { expect, test } from 'vitest';
import { moneyText } from './money.ts';

test('unknown is said, nothing is $0.00, small sums keep two digits', () => {
  expect([null, 0, 0.000123, 0.0099, 0.01, 1.5].map(moneyText)).toEqual([
    'unknown',
    '$0.00',
    '$0.00012',
    '$0.0099',
    '$0.01',
    '$1.50',
  ]);
});

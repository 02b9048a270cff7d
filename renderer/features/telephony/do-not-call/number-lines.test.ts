import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numbersIn, portionsOf, readNumbers } from './number-lines.ts';

test.each([
  ['one a line', '+49 30 123456\n030/987654\n\n', ['+49 30 123456', '030/987654'], []],
  ['one line with commas', '+4930123456, +4930987654', ['+4930123456', '+4930987654'], []],
  [
    'a CSV with a heading, quotes and another column of figures',
    'customer;name;phone\n10001;"Lovelace; Ada";"+44 20 7946 0000"\n10002;Babbage;"020 7946 0001"\n',
    ['+44 20 7946 0000', '020 7946 0001'],
    ['customer name phone'],
  ],
  ['the same writing twice', '+4930123456\n+4930123456', ['+4930123456'], []],
  ['full-width figures', '＋４９３０１２３４５６\n', ['+4930123456'], []],
  ['a remark', 'please do not call\n+4930123456', ['+4930123456'], ['please do not call']],
])('%s', (_what, text, numbers, skipped) => {
  expect(numbersIn(text)).toEqual({ numbers, skipped });
});

test('any text gives numbers that the studio takes, or none', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const { numbers } = numbersIn(text);
      expect(numbers.filter((number) => number === '' || number.length > 100)).toEqual([]);
    }),
  );
});

test('long lists go in portions, none lost', () => {
  const numbers = Array.from({ length: 7 }, (_, index) => `+${index}`);
  expect(portionsOf(numbers, 3)).toEqual([numbers.slice(0, 3), numbers.slice(3, 6), numbers.slice(6)]);
});

const long = `name;phone
${Array.from({ length: 3000 }, (_, index) => `"Row ${index};\nof two lines";+4930${1_000_000 + index}`).join('\n')}`;

test('a list of many parts is read as one, whatever stands in its quotes', async () => {
  const list = await readNumbers(long, new AbortController().signal);
  expect(list).toEqual({
    numbers: Array.from({ length: 3000 }, (_, index) => `+4930${1_000_000 + index}`),
    skipped: ['name phone'],
  });
});

test('reading ends when another list is chosen', async () => {
  const controller = new AbortController();
  const reading = readNumbers(long, controller.signal);
  controller.abort();
  expect(await reading).toBeNull();
});

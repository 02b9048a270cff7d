import { countTokens as cl100k } from 'gpt-tokenizer/encoding/cl100k_base';
import { countTokens as o200k } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, test } from 'vitest';
import { encodingOf } from './encoding.ts';

test.each([
  ['gpt-4o-mini', 'o200k_base', true],
  ['openai/gpt-4.1', 'o200k_base', true],
  ['gpt-5-mini', 'o200k_base', true],
  ['o4-mini', 'o200k_base', true],
  ['gpt-4-turbo', 'cl100k_base', true],
  ['gpt-35-turbo', 'cl100k_base', true],
  ['claude-sonnet-4', 'o200k_base', false],
  ['gpt-oss-20b', 'o200k_base', false],
  [null, 'o200k_base', false],
])('%s is counted with %s', (model, encoding, isExact) => {
  expect(encodingOf(model)).toEqual({ encoding, isExact });
});

// The examples of OpenAI's cookbook, "How to count tokens with tiktoken".
test('the encodings count as those of the models do', () => {
  const texts = ['tiktoken is great!', 'antidisestablishmentarianism', '2 + 2 = 4', 'お誕生日おめでとう'];
  expect(texts.map((text) => [cl100k(text), o200k(text)])).toEqual([
    [6, 6],
    [6, 6],
    [7, 7],
    [9, 8],
  ]);
});

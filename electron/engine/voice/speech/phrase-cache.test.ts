import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PhraseCache, type Phrase } from './phrase-cache.ts';

const phrase = (text: string, voice: string | null = null): Phrase => ({
  provider: 'scripted',
  model: 'tts',
  voice,
  text,
});

it('knows a phrase by provider, model, voice and text', () => {
  const cache = new PhraseCache();
  cache.put(phrase('a'), new Int16Array(5));
  const others: Phrase[] = [
    phrase('b'),
    phrase('a', 'v'),
    { ...phrase('a'), model: 'x' },
    { ...phrase('a'), provider: 'x' },
  ];
  expect([cache.get(phrase('a'))?.length, ...others.map((other) => cache.has(other))]).toEqual([
    5,
    false,
    false,
    false,
    false,
  ]);
});

it('lets go of what was used longest ago', () => {
  const cache = new PhraseCache(80);
  for (const text of ['a', 'b', 'c', 'd']) cache.put(phrase(text), new Int16Array(10));
  cache.get(phrase('a'));
  cache.put(phrase('e'), new Int16Array(10));
  expect(['a', 'b', 'c', 'd', 'e'].filter((text) => cache.has(phrase(text)))).toEqual(['a', 'c', 'd', 'e']);
});

it('keeps neither silence nor one phrase at the cost of all others', () => {
  const cache = new PhraseCache(80);
  cache.put(phrase('a'), new Int16Array(11));
  cache.put(phrase('b'), new Int16Array(0));
  expect([cache.has(phrase('a')), cache.has(phrase('b')), cache.sizeBytes]).toEqual([false, false, 0]);
});

const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

it('never holds more than its limit, and knows how much it holds', () => {
  const puts = fc.array(fc.tuple(fc.constantFrom(...letters), fc.nat({ max: 40 })), { maxLength: 60 });
  fc.assert(
    fc.property(puts, (entries) => {
      const cache = new PhraseCache(200);
      for (const [text, length] of entries) cache.put(phrase(text), new Int16Array(length));
      const held = letters.reduce((sum, text) => sum + (cache.get(phrase(text))?.byteLength ?? 0), 0);
      expect([cache.sizeBytes, held <= 200]).toEqual([held, true]);
    }),
  );
});

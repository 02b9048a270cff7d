import fc from 'fast-check';
import { expect, test } from 'vitest';
import { connectionIdFor, connectionIdSchema, connectionSchema, effectiveChain } from './connections.ts';

test('an id is made from any name, is valid, and is not taken', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string()), (name, others) => {
      const taken = new Set(others.map((other) => connectionIdFor(other, new Set())));
      const id = connectionIdFor(name, taken);
      expect(connectionIdSchema.safeParse(id).success).toBe(true);
      expect(taken.has(id)).toBe(false);
    }),
  );
  expect(connectionIdFor('Müller & Söhne: OpenAI', new Set(['mu-ller-so-hne-openai']))).toBe(
    'mu-ller-so-hne-openai-2',
  );
  expect(connectionIdFor('Flite', new Set())).toBe('flite-2');
});

test('an address with a password, or of another kind, is refused', () => {
  const withAddress = (base_url: string): boolean =>
    connectionSchema.safeParse({ id: 'a', name: 'A', preset: 'other', base_url, created_at: '' }).success;
  expect(
    [
      '',
      'http://localhost:11434/v1',
      'wss://example.org',
      'ftp://a',
      'https://me:key@a.org',
      'localhost',
      'http://[::1]:8000/v1',
    ].map(withAddress),
  ).toEqual([true, true, true, false, false, false, true]);
});

test('the agent’s chain goes before the studio’s, that before the keyless one; an empty one chooses nothing', () => {
  const studio = { llm: [{ connection: 'openai' }] };
  expect([
    effectiveChain('llm', { llm: [{ connection: 'groq' }] }, studio),
    effectiveChain('llm', { llm: [] }, studio),
    effectiveChain('tts', undefined, studio),
  ]).toEqual([
    { chain: [{ connection: 'groq' }], chosenBy: 'agent' },
    { chain: [{ connection: 'openai' }], chosenBy: 'studio' },
    { chain: [{ connection: 'flite' }], chosenBy: 'built-in' },
  ]);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contextOf, draftOf, emptyDraft, namesAskedFor, withMode } from './context-draft.ts';

const rows = (...pairs: [string, string][]) => ({
  ...emptyDraft,
  rows: pairs.map(([name, value]) => ({ name, value })),
});

test('rows become a context; empty rows are left out', () => {
  expect(contextOf(rows(['name', 'Ada'], ['', ''], [' age ', '36']))).toEqual({
    ok: true,
    context: { name: 'Ada', age: '36' },
  });
});

test('a value without a name and a name twice are named', () => {
  expect(contextOf(rows(['', 'Ada']))).toMatchObject({
    ok: false,
    message: expect.stringContaining('Ada') as unknown,
  });
  expect(contextOf(rows(['a', '1'], ['a', '2']))).toMatchObject({ ok: false });
});

test('JSON must be one object; the reason of a mistake is told', () => {
  const json = (text: string) => contextOf({ ...emptyDraft, mode: 'json', json: text });
  expect(json('{"a": [1]}')).toEqual({ ok: true, context: { a: [1] } });
  expect(json('  ')).toEqual({ ok: true, context: {} });
  expect([json('{'), json('[1]'), json('null'), json('"a"')].map((result) => result.ok)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

test('changing the form and back keeps text values', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.string({ minLength: 1 }).filter((name) => name.trim() === name && name !== '__proto__'),
        fc.string(),
        { maxKeys: 6 },
      ),
      (context) => {
        const draft = rows(...Object.entries(context));
        const back = withMode(withMode(draft, 'json'), 'rows');
        expect(contextOf(back)).toEqual(contextOf(draft));
      },
    ),
  );
});

test('names in templates are found once, the engine’s own are not', () => {
  expect(
    namesAskedFor({
      viewport: { x: 0, y: 0, zoom: 1 },
      nodes: [
        {
          id: 'a',
          type: 'startCall',
          position: { x: 0, y: 0 },
          data: {
            greeting: 'Hi {{customer.name | there}}, it is {{current_time_Asia/Kolkata}}',
            prompt: '{{ plan }}',
          },
        },
      ],
      edges: [
        { id: 'e', source: 'a', target: 'a', data: { transition_speech: '{{plan}} {{city | fallback:x}}' } },
      ],
    }),
  ).toEqual(['customer', 'plan', 'city']);
});

test('takes over the test values of an agent, as rows where all are text', () => {
  const text = { first_name: 'Ada', city: '' };
  const mixed = { first_name: 'Ada', age: 36, address: { city: 'London' } };
  expect([{}, text, mixed].map((values) => contextOf(draftOf(values)))).toEqual(
    [{}, text, mixed].map((context) => ({ ok: true, context })),
  );
  expect([draftOf(text).mode, draftOf(mixed).mode]).toEqual(['rows', 'json']);
});

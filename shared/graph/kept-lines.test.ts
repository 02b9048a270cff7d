import { expect, it } from 'vitest';
import type { DefaultedFields, KeptKeys } from './import-report.ts';
import { defaultedLines, keptLines } from './kept-lines.ts';

const later = (name: string): KeptKeys => ({
  kind: 'node',
  id: name,
  where: `“${name}” (${name})`,
  reason: 'later',
  keys: ['document_uuids'],
  meaning: 'documents to look things up in',
});
const beside = (name: string, reason: 'drawing' | 'unknown', keys: string[]): KeptKeys => ({
  ...later(name),
  reason,
  keys,
  meaning: '',
});

it('tells each key once, with the first places that have it', () => {
  expect(
    keptLines([
      ...['a', 'b', 'c', 'd', 'e'].map(later),
      beside('a', 'drawing', ['measured', 'selected']),
      beside('b', 'drawing', ['selected']),
      { ...beside('', 'unknown', ['colour']), kind: 'workflow', id: null, where: 'the workflow' },
    ]),
  ).toEqual([
    {
      place: '“a” (a), “b” (b), “c” (c), 2 more',
      message: '“document_uuids” is kept, and not used in calls yet: documents to look things up in.',
    },
    {
      place: '“a” (a), “b” (b)',
      message: '“measured”, “selected” are how another editor drew it; kept, and not used here.',
    },
    { place: null, message: '“colour” is not known here; kept as it came.' },
  ]);
});

it('tells each default once, apart where it differs', () => {
  const of = (name: string, interrupt: string): DefaultedFields => ({
    kind: 'node',
    id: name,
    where: `“${name}” (${name})`,
    fields: [{ key: 'allow_interrupt', label: 'The caller may interrupt', value: interrupt }],
  });
  expect(defaultedLines([of('a', 'off'), of('b', 'on'), of('c', 'off')])).toEqual([
    { place: '“a” (a), “c” (c)', message: '“The caller may interrupt” is not set: off.' },
    { place: '“b” (b)', message: '“The caller may interrupt” is not set: on.' },
  ]);
});

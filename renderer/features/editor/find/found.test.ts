import { expect, test } from 'vitest';
import { workflowDocumentSchema } from '#shared/domain/workflow.ts';
import { textsOf } from '#shared/graph/edit-texts.ts';
import { compileQuery, findInTexts } from '#shared/graph/find-texts.ts';
import { changesOf, firstHits, groupHits } from './found.ts';

const document = workflowDocumentSchema.parse({
  nodes: [
    {
      id: 'a',
      type: 'agentNode',
      position: { x: 0, y: 0 },
      data: { name: 'Ask', prompt: `${'x'.repeat(50)} day\nand day` },
    },
  ],
  edges: [{ id: 'e', source: 'a', target: 'a', data: { label: '', condition: 'A day.' } }],
});

test('hits are grouped by what they are in, with a line of what is around them, and become one change a text', () => {
  const compiled = compileQuery({ find: 'day', isRegex: false, matchCase: false, wholeWord: false });
  if (!compiled.ok) throw new Error(compiled.message);
  const texts = textsOf(document);
  const { hits } = findInTexts(
    texts.map(({ text }) => text),
    compiled.pattern,
    { replacement: 'date', isRegex: false, limit: 10 },
  );
  const groups = groupHits(document, texts, hits);
  expect(
    groups.map(({ name, hits: own }) => [
      name,
      ...own.map(({ before, match, after }) => `${before}[${match}]${after}`),
    ]),
  ).toEqual([
    ['Agent “Ask”', `…${'x'.repeat(39)} [day] and day`, `…${'x'.repeat(31)} day and [day]`],
    ['Edge e', 'A [day].'],
  ]);
  expect(firstHits(groups, 1).map(({ hits: own, all }) => [own.length, all])).toEqual([[1, 2]]);
  expect(changesOf(texts, hits)).toEqual([
    {
      owner: { kind: 'node', id: 'a' },
      path: ['prompt'],
      before: expect.anything() as string,
      after: `${'x'.repeat(50)} date\nand date`,
    },
    { owner: { kind: 'edge', id: 'e' }, path: ['condition'], before: 'A day.', after: 'A date.' },
  ]);
});

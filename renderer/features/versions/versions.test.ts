import { expect, test } from 'vitest';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { diffWorkflows } from '#shared/graph/diff/index.ts';
import { sample, step } from '#shared/graph/edit/testing/graphs.ts';
import { changeRows, layoutWords, namesIn, summaryWords } from './change-rows.ts';
import { pictureOf } from './comparison.ts';
import { coverageSummary, coverageWords } from './coverage-summary.ts';
import { nextIndex } from './current-change.ts';
import { valueText } from './field-words.ts';
import { historyLines } from './history-lines.ts';
import { folded, textChanges } from './text-changes.ts';

/** `check` is gone with its edges, `thanks` has come, `ask` says something else, `end` was moved. */
const later: WorkflowDocument = {
  ...sample,
  nodes: [
    step('start', 0, 0, 'startCall'),
    { ...step('ask', 400, 0), data: { name: 'ask', prompt: 'Ask kindly' } },
    step('end', 1300, 0, 'endCall'),
    step('thanks', 800, 200),
  ],
  edges: sample.edges.filter(({ id }) => id === 'start-ask'),
  workflow_configurations: { language: 'de' },
};
const diff = diffWorkflows(sample, later);

test('the picture of a comparison is the later document over ghosts of what it no longer has', () => {
  const { document, marks } = pictureOf(later, diff);
  expect(marks).toEqual({
    nodes: { ask: 'changed', end: 'moved', thanks: 'added', check: 'removed' },
    edges: { 'ask-check': 'removed', 'check-ask': 'removed', 'check-end': 'removed' },
  });
  expect(document.nodes[0]).toEqual(step('check', 800, 0));
  expect(document.edges).toHaveLength(4);
});

test('changes are listed by what they are of, with words for fields and values', () => {
  const rows = changeRows(diff.changes, namesIn(sample, later));
  expect(rows.map(({ mark, what, name, fields }) => [mark, what, name, fields])).toEqual([
    [
      'changed',
      'Node',
      'ask',
      [{ path: ['data', 'prompt'], label: 'Prompt', before: 'Prompt of ask', after: 'Ask kindly' }],
    ],
    ['added', 'Node', 'thanks', []],
    ['removed', 'Node', 'check', []],
    ['removed', 'Edge', 'to check (ask → check)', []],
    ['removed', 'Edge', 'to ask (check → ask)', []],
    ['removed', 'Edge', 'to end (check → end)', []],
    [
      'changed',
      'Setting',
      'Language',
      [{ path: ['language'], label: 'Language', before: 'Not set', after: 'de' }],
    ],
  ]);
  expect(summaryWords(diff.changes)).toBe(
    '1 node changed, 1 node added, 1 node removed, 3 edges removed, 1 setting changed',
  );
  expect(layoutWords(diff.layout)).toBe('1 node moved');
});

test.each([
  [true, 'On'],
  [null, 'Not set'],
  ['', 'Empty'],
  [[], 'None'],
  [['t1', 'other'], 'Calendar\nother'],
  [[{ name: 'day', type: 'string', prompt: 'Which day' }], 'day · string · Which day'],
  [{ a: 1 }, '{\n  "a": 1\n}'],
])('%j reads as %j', (value, words) => {
  expect(valueText(null, ['data', 'key'], value, (id) => (id === 't1' ? 'Calendar' : id))).toBe(words);
});

test('texts differ word by word, long ones line by line, and huge ones are not compared', () => {
  expect(textChanges('Ask the name.', 'Ask the full name.').parts).toEqual([
    { kind: 'same', text: 'Ask the ' },
    { kind: 'added', text: 'full ' },
    { kind: 'same', text: 'name.' },
  ]);
  const lines = 'A line of the prompt.\n'.repeat(2000);
  expect(textChanges(`${lines}One`, `${lines}Two`).parts).toEqual([
    { kind: 'same', text: lines },
    { kind: 'removed', text: 'One' },
    { kind: 'added', text: 'Two' },
  ]);
  expect(textChanges('a'.repeat(2_500_000), 'b'.repeat(2_500_000)).parts).toBeNull();
});

test('what is the same far from a change is folded', () => {
  const [first, , last] = folded([
    { kind: 'same', text: `${'a'.repeat(300)}${'b'.repeat(120)}` },
    { kind: 'added', text: 'new' },
    { kind: 'same', text: 'short' },
  ]);
  expect([first?.text, last?.text]).toEqual([` … ${'b'.repeat(120)}`, 'short']);
});

test('coverage counts steps of the conversation and edges between nodes that are there', () => {
  const document: WorkflowDocument = {
    ...sample,
    nodes: [...sample.nodes, step('hook', 0, 400, 'webhook')],
    edges: [...sample.edges, { id: 'nowhere', source: 'ask', target: 'gone', data: {} }],
  };
  const summary = coverageSummary(document, {
    run_count: 3,
    nodes: { start: 3, ask: 3, check: 2, 'of an earlier draft': 1 },
    edges: { 'start-ask': 3, 'ask-check': 2 },
  });
  expect(coverageWords(summary)).toBe('3 of 4 nodes, 2 of 4 edges by 3 runs');
  expect(summary.missed).toEqual([
    { kind: 'node', id: 'end', name: 'end' },
    { kind: 'edge', id: 'check-ask', name: 'to ask (check → ask)' },
    { kind: 'edge', id: 'check-end', name: 'to end (check → end)' },
  ]);
});

test('the history folds what was only run between what was published', () => {
  const version = (number: number | null, id: string) => ({
    version_id: id,
    number,
    note: '',
    created_at: '2026-11-26T08:00:00Z',
    published_at: null,
    run_count: 1,
    last_run_at: null,
  });
  const [a, b, c, d] = [version(null, 'a'), version(null, 'b'), version(2, 'c'), version(1, 'c')];
  expect(historyLines([a, b, c, d])).toEqual([[a, b], c, d]);
});

test('changes are gone through round the end', () => {
  expect([nextIndex(null, 1, 3), nextIndex(2, 1, 3), nextIndex(null, -1, 3), nextIndex(0, -1, 3)]).toEqual([
    0, 0, 2, 2,
  ]);
  expect(nextIndex(null, 1, 0)).toBe(-1);
});

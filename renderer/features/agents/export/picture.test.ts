import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { escaped, pictureOf } from './picture.ts';
import { lines, oneLine, widthPx } from './text-fit.ts';

const document: WorkflowDocument = {
  nodes: [
    {
      id: 'a',
      type: 'startCall',
      position: { x: 0, y: 0 },
      data: { name: '<script>alert("1")</script>', greeting: 'Hello & welcome' },
    },
    {
      id: 'b',
      type: 'endCall',
      position: { x: 400, y: 0 },
      data: { name: 'Bye', prompt: 'Say goodbye. '.repeat(40) },
    },
  ],
  edges: [
    { id: 'e', source: 'a', target: 'b', data: { label: 'done' } },
    { id: 'lost', source: 'a', target: 'nowhere', data: {} },
  ],
  viewport: { x: 0, y: 0, zoom: 1 },
  frames: [{ id: 'f', name: 'Frame <1>', node_ids: ['a'] }],
  notes: [
    { id: 'n', text: 'A note\nof two lines', position: { x: 0, y: 300 }, size: { width: 200, height: 100 } },
  ],
};

const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
const texts = (svg: string): string[] =>
  [...svg.matchAll(/<text [^<>]*>([^<>]*)<\/text>/g)].map(([, words = '']) => unescaped(words));
const tags = (svg: string): Set<string> => new Set([...svg.matchAll(/<(\w+)/g)].map(([, tag = '']) => tag));

test('a picture shows every card, edge, frame and note, and its words are words only', () => {
  const picture = pictureOf('Agent <b>', document);
  const svg = picture?.svg ?? '';
  expect([...tags(svg)].sort()).toEqual(
    ['circle', 'defs', 'g', 'marker', 'path', 'rect', 'svg', 'text', 'title'].sort(),
  );
  expect(texts(svg)).toEqual([
    'Frame <1>',
    'A note',
    'of two lines',
    'Start',
    '<script>alert("1")</script>',
    '“Hello & welcome”',
    'End',
    'Bye',
    expect.stringMatching(/^Say goodbye\. Say/),
    expect.stringMatching(/^goodbye\. Say.*…$|^Say goodbye.*…$/),
    'done',
  ]);
  // Both cards, the frame and the note, with a margin.
  expect([picture?.widthPx, picture?.heightPx]).toEqual([
    expect.closeTo(400 + 232 + 24 + 96, -2),
    expect.closeTo(400 + 24 + 96, -2),
  ]);
});

test('an empty document has no picture', () => {
  expect(pictureOf('x', { nodes: [], edges: [], viewport: { x: 0, y: 0, zoom: 1 } })).toBeNull();
});

test('any text is well-formed when it is escaped', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (words) => {
      const made = escaped(words);
      expect(made.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toMatch(/[&<>"']/);
      // Neither control characters nor halves of characters.
      expect(made).not.toMatch(/[^\P{C}\p{Cf}\p{Co}\p{Cn}\t\n\r\u007f-\u009f]/u);
      expect(made).not.toMatch(/\p{Cs}/u);
    }),
    { numRuns: 60 },
  );
});

test('no line is wider than its room, and a cut one says so', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.integer({ min: 30, max: 300 }),
      fc.integer({ min: 1, max: 4 }),
      (words, room, most) => {
        const made = lines(words, 12, room, most);
        expect(made.length).toBeLessThanOrEqual(most);
        for (const line of made) expect(widthPx(line, 12)).toBeLessThanOrEqual(room);
      },
    ),
  );
  expect([oneLine('A long name of a step', 12, 60), lines('one two three four', 12, 60, 2)]).toEqual([
    'A long na…',
    ['one two', 'three four'],
  ]);
});

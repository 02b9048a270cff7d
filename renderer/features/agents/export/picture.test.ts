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

const parsed = (svg: string): Document => new DOMParser().parseFromString(svg, 'image/svg+xml');
const texts = (svg: string): string[] =>
  [...parsed(svg).querySelectorAll('text')].map((each) => each.textContent);

test('a picture shows every card, edge, frame and note, and its words are words only', () => {
  const picture = pictureOf('Agent <b>', document);
  const svg = picture?.svg ?? '';
  expect(parsed(svg).querySelector('parsererror')).toBeNull();
  expect(parsed(svg).querySelectorAll('script, b')).toHaveLength(0);
  expect(texts(svg)).toEqual(
    [
      'Frame <1>',
      'A note',
      'of two lines',
      'Start',
      '<script>alert("1")</script>',
      '“Hello & welcome”',
      'End',
      'Bye',
      'Say goodbye. Say goodbye. Say goodb',
      expect.stringMatching(/^Say goodbye.*…$/) as string,
      'done',
    ].map((words, index) => (index === 8 ? (expect.stringMatching(/^Say goodbye\. Say/) as string) : words)),
  );
  expect({ width: picture?.widthPx, height: picture?.heightPx }).toEqual({
    width: expect.any(Number) as number,
    height: expect.any(Number) as number,
  });
});

test('an empty document has no picture', () => {
  expect(pictureOf('x', { nodes: [], edges: [], viewport: { x: 0, y: 0, zoom: 1 } })).toBeNull();
});

test('any text is well-formed when it is escaped', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (words) => {
      const { documentElement } = parsed(
        `<svg xmlns="http://www.w3.org/2000/svg"><text a="${escaped(words)}">${escaped(words)}</text></svg>`,
      );
      expect([documentElement.tagName, documentElement.children.length]).toEqual(['svg', 1]);
    }),
    { numRuns: 300 },
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
    'A long n…',
    ['one two', 'three fo…'],
  ]);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunEvent } from '#shared/domain/run-event.ts';
import { conversationOf } from '../call/conversation/conversation.ts';
import { logOf } from '../call/conversation/testing/log.ts';
import { columnsOfPeaks, eventAt, lineAt, momentOfX, stepAt, xOfMoment } from './playhead.ts';

const events: RunEvent[] = logOf([
  [null, 'run-start'],
  [0, 'media-open', { sample_rate_hz: 16_000 }],
  [0, 'node-enter', { node_id: 'a', node_name: 'A', node_type: 'startCall' }],
  [10, 'agent-text', { speech_id: 's', text: 'Hello there', source: 'greeting' }],
  [100, 'agent-speech-start', { speech_id: 's', text: 'Hello there' }],
  [900, 'agent-speech-stop', { speech_id: 's', text_played: 'Hello there', interrupted: false }],
  [1500, 'turn-start', {}],
  [1500, 'caller-speech-start', {}],
  [2000, 'caller-speech-stop', { speech_ms: 500 }],
  [2300, 'turn-end', { silence_ms: 300 }],
  [2310, 'transcript-final', { text: 'yes', understood: true, typed: false }],
  [
    2320,
    'transition',
    {
      edge_id: 'e',
      label: 'on',
      function_name: 'on',
      from_node_id: 'a',
      from_node_name: 'A',
      to_node_id: 'b',
      to_node_name: 'B',
    },
  ],
  [2320, 'node-enter', { node_id: 'b', node_name: 'B', node_type: 'agentNode' }],
]);
const { items, path } = conversationOf(events);

test('the line being spoken is the current one; between lines, the last that was', () => {
  const keyed = (key: string | null): string | null => {
    const item = items.find((candidate) => candidate.key === key);
    return item?.kind === 'line' ? item.text : null;
  };
  expect([0, 100, 899, 1200, 1600, 5000].map((atMs) => keyed(lineAt(items, atMs)))).toEqual([
    null,
    'Hello there',
    'Hello there',
    'Hello there',
    'yes',
    'yes',
  ]);
});

test('the step and the event under the playhead', () => {
  expect([0, 2319, 2320, 9999].map((atMs) => stepAt(path, atMs))).toEqual([0, 0, 1, 1]);
  expect(stepAt([], 5)).toBe(-1);
  expect([0, 99, 100].map((atMs) => events[eventAt(events, atMs)]?.type)).toEqual([
    'node-enter',
    'agent-text',
    'agent-speech-start',
  ]);
  expect(eventAt([], 5)).toBe(-1);
});

test('a place on the strip and its moment are each other’s inverse', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2_000_000 }),
      fc.integer({ min: 1, max: 4000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (durationMs, width, share) => {
        const x = xOfMoment(share * durationMs, durationMs, width);
        expect(momentOfX(x, durationMs, width)).toBeCloseTo(share * durationMs, 3);
      },
    ),
  );
  expect([momentOfX(-5, 1000, 100), momentOfX(500, 1000, 100), xOfMoment(50, 0, 100)]).toEqual([0, 1000, 0]);
});

test('no peak is lost when they are gathered into columns', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 400 }),
      fc.integer({ min: 1, max: 600 }),
      (heights, columns) => {
        const drawn = columnsOfPeaks(
          heights.flatMap((height) => [-height, height]),
          columns,
        );
        const loudest = Math.fround(Math.max(...heights));
        expect(Math.max(...drawn)).toBe(loudest);
        expect(Math.min(...drawn)).toBeCloseTo(-loudest, 6);
      },
    ),
  );
  expect([...columnsOfPeaks([], 3)]).toEqual([0, 0, 0, 0, 0, 0]);
});

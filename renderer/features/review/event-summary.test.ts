import { expect, test } from 'vitest';
import { logOf } from '../call/conversation/testing/log.ts';
import { eventSummary, filterEvents } from './event-summary.ts';

const events = logOf([
  [0, 'node-enter', { node_id: 'a', node_name: 'Day', node_type: 'agentNode' }],
  [5, 'transcript-final', { text: '', understood: false, typed: false }],
  [6, 'function-call-start', { call_id: 'c', name: 'find_day', arguments: { day: 'Tuesday' } }],
  [6, 'agent-text', { speech_id: 's', text: 'Hello.', source: 'model', recording_id: 'rec' }],
  [
    7,
    'extraction-end',
    { for_node_id: 'a', for_node_name: 'Day', variables: { day: 'Tue', sure: true }, error: null },
  ],
]);

test('each event says its gist on one line', () => {
  expect(events.map(eventSummary)).toEqual([
    'Day',
    'not understood',
    'find_day',
    'Hello. (recording rec)',
    'day: Tue, sure: yes',
  ]);
});

test('groups and words narrow the log together', () => {
  const types = (groups: Parameters<typeof filterEvents>[1], words: string) =>
    filterEvents(events, groups, words).map((event) => event.type);
  expect(types(new Set(), '')).toHaveLength(5);
  expect(types(new Set(['work']), '')).toEqual(['function-call-start', 'extraction-end']);
  expect(types(new Set(['work']), 'TUESDAY')).toEqual(['function-call-start']);
  expect(types(new Set(), 'final')).toEqual(['transcript-final']);
});

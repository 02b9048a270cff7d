import { expect, test } from 'vitest';
import { conversationOf } from '../call/conversation/conversation.ts';
import { bookingLog } from './testing/booking-test.ts';
import { turnsOf } from './turns.ts';

const read = (length: number, before = turnsOf([], conversationOf([]))) =>
  turnsOf(bookingLog.slice(0, length), conversationOf(bookingLog.slice(0, length)), before);

test('a turn tells what was said, where it led, what it found and what it took', () => {
  const turns = read(bookingLog.length).map(({ items, decisions, ...turn }) => ({
    ...turn,
    items: items.map((item) => (item.kind === 'line' ? `${item.party}: ${item.text}` : item.kind)),
    decisions: decisions.map(({ nodeName, chosen }) => `${nodeName}: ${chosen ?? 'spoke'}`),
  }));
  expect(turns).toEqual([
    {
      turn: 0,
      line: null,
      items: ['node', 'agent: Hello.'],
      from: null,
      to: { id: 'a', name: 'A' },
      decisions: [],
      variables: [],
      tools: [],
      firstWordsMs: null,
      tookMs: null,
      tokens: null,
      error: null,
      isStopped: false,
      hasAnswer: true,
      isEnd: false,
    },
    {
      turn: 1,
      line: 'yes',
      items: ['caller: yes', 'extraction', 'node', 'agent: Which day?'],
      from: 'A',
      to: { id: 'b', name: 'B' },
      decisions: ['A: go_on', 'B: spoke'],
      variables: [{ name: 'wants', value: true, before: undefined, isChanged: true }],
      tools: [],
      firstWordsMs: 7,
      tookMs: 0,
      tokens: { prompt: 200, completion: 10, requests: 2 },
      error: null,
      isStopped: false,
      hasAnswer: true,
      isEnd: false,
    },
    {
      turn: 2,
      line: 'no',
      items: ['caller: no', 'error'],
      from: 'B',
      to: { id: 'b', name: 'B' },
      decisions: [],
      variables: [{ name: 'wants', value: true, before: true, isChanged: false }],
      tools: [],
      firstWordsMs: null,
      tookMs: 0,
      tokens: null,
      error: 'Out of order.',
      isStopped: false,
      hasAnswer: false,
      isEnd: false,
    },
  ]);
});

test('turns that are over stay the same objects while the log grows, and the one that grows does not', () => {
  let conversation = conversationOf([]);
  let turns = turnsOf([], conversation);
  for (let length = 1; length <= bookingLog.length; length += 1) {
    const events = bookingLog.slice(0, length);
    conversation = conversationOf(events, conversation);
    const next = turnsOf(events, conversation, turns);
    for (const [index, turn] of turns.slice(0, -1).entries()) expect(next[index]).toBe(turn);
    expect(next).toEqual(turnsOf(events, conversation));
    turns = next;
  }
});

import { expect, test } from 'vitest';
import type { TestState } from '#shared/bridge/text-tests.ts';
import {
  inspectedTurn,
  neighbourTurn,
  shownPathOf,
  streamingLine,
  withEvents,
  withNews,
  withState,
  withView,
  withWords,
  type TestSession,
} from './test-session.ts';
import { bookingLog, testState } from './testing/booking-test.ts';

const opened = (length: number, state: Partial<TestState> = {}): TestSession =>
  withView(null, { state: testState(state), events: [...bookingLog.slice(0, length)] }, null);
const pushed = (index: number, runId = 'r1') => ({
  test_id: 't1',
  run_id: runId,
  event: bookingLog[index] as (typeof bookingLog)[number],
});
const words = (text: string, runId = 'r1') => ({
  test_id: 't1',
  run_id: runId,
  turn: 1,
  speech_id: 's2',
  source: 'model' as const,
  text,
});

test('events of the open run are added in order, those known are left out, a gap asks for the log', () => {
  let session = opened(3);
  for (const index of [1, 2, 3, 4]) session = withEvents(session, [pushed(index)]).session;
  expect(session.course.events).toEqual(bookingLog.slice(0, 5));
  expect(withEvents(session, [pushed(8)])).toEqual({ session, isIncomplete: true });
  expect(withEvents(session, [pushed(5, 'another')]).session).toBe(session);
});

test('words stream as a line of their turn until the whole line has come', () => {
  let session = withWords(opened(11), words('Which '));
  session = withWords(session, words('Which day'));
  expect(streamingLine(session)).toMatchObject({ text: 'Which day', partial: true, turn: 1, nodeId: 'b' });
  expect(streamingLine(withWords(session, words('x', 'another')))?.text).toBe('Which day');
  session = withEvents(session, [pushed(11), pushed(12)]).session;
  expect(streamingLine(session)).toBeNull();
  // A piece that was on its way.
  expect(withWords(session, words('Which'))).toBe(session);
});

test('an answer that comes late does not set the state back', () => {
  const session = withState(opened(3), testState({ phase: 'waiting', change: 5 })).session;
  const after = withView(session, { state: testState({ phase: 'answering', change: 4 }), events: [] }, null);
  expect([after.state.phase, after.course.events.length]).toEqual(['waiting', 3]);
  expect(withState(session, testState({ phase: 'answering', change: 4 })).session).toBe(session);
});

test('another run begins empty and is to be read; what was looked at is looked at no more', () => {
  const before = { ...opened(16), selectedTurn: 0, looked: opened(3).course };
  const { session, isIncomplete } = withState(before, testState({ run_id: 'r2', change: 2 }));
  expect(isIncomplete).toBe(true);
  expect([session.course.runId, session.course.events, session.looked, session.selectedTurn]).toEqual([
    'r2',
    [],
    null,
    null,
  ]);
});

test('news of one frame are taken in their order: a new run, its words, its line', () => {
  const second = bookingLog.slice(0, 3).map((event) => ({ test_id: 't1', run_id: 'r2', event }));
  const { session, isIncomplete } = withNews(opened(5), [
    { name: 'test.event', payload: pushed(5) },
    { name: 'test.state', payload: testState({ run_id: 'r2', change: 2 }) },
    { name: 'test.words', payload: { ...words('Hel', 'r2'), speech_id: 's1', turn: 0 } },
    ...second.map((payload) => ({ name: 'test.event' as const, payload })),
  ]);
  expect([session.course.runId, session.course.events.length, session.words, isIncomplete]).toEqual([
    'r2',
    3,
    null,
    true,
  ]);
});

test('the turn before and after, the newest being followed', () => {
  const session = opened(bookingLog.length);
  expect(inspectedTurn(session)?.turn).toBe(2);
  const back = { ...session, selectedTurn: neighbourTurn(session, -1) };
  expect(back.selectedTurn).toBe(1);
  expect(neighbourTurn(back, 1)).toBeNull();
  const first = { ...session, selectedTurn: 0 };
  expect(neighbourTurn(first, -1)).toBe(0);
});

test('the path is drawn up to the turn that is looked at, in lists that stay while they say the same', () => {
  const session = opened(bookingLog.length);
  expect(shownPathOf(session)).toEqual({
    activeNodeId: 'b',
    lastEdgeId: 'e1',
    visitedNodeIds: ['a', 'b'],
    visitedEdgeIds: ['e1'],
  });
  const back = { ...session, selectedTurn: 0 };
  expect(shownPathOf(back)).toBe(shownPathOf(back));
  expect(shownPathOf(back)).toEqual({
    activeNodeId: 'a',
    lastEdgeId: null,
    visitedNodeIds: ['a'],
    visitedEdgeIds: [],
  });
  const shorter = opened(17);
  expect(shownPathOf(withEvents(shorter, [pushed(17)]).session)).toBe(shownPathOf(shorter));
});

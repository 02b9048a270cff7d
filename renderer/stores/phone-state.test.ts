import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callProgressStates, finalProgress } from '#shared/domain/phone-call.ts';
import { phoneCall } from '../features/telephony/testing/phone-calls.ts';
import { callsUp, keptMs, lengthMs, shownCalls, withCall, withList } from './phone-state.ts';

const older = phoneCall({ run_id: 'old', started_at: '2026-11-26T09:00:00.000Z' });
const newer = phoneCall({ run_id: 'new', started_at: '2026-11-26T11:00:00.000Z' });
const ended = phoneCall({ progress: 'completed', ended_at: '2026-11-26T10:05:00.000Z' });

test('a call that is told stands at its place, the newest on top', () => {
  const calls = [newer, older].reduce(withCall, [phoneCall()]);
  const changed = withCall(calls, { ...older, progress: 'on-hold' });
  expect(
    [calls, changed.at(-1)?.progress].flat().map((it) => (typeof it === 'object' ? it.run_id : it)),
  ).toEqual(['new', 'r1', 'old', 'on-hold']);
});

test('a late message wakes no call that is over, whatever it says', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...callProgressStates)), (states) => {
      const calls = states.map((progress) => phoneCall({ progress })).reduce(withCall, withCall([], ended));
      expect(calls.map(({ progress }) => finalProgress.has(progress))).toEqual([true]);
    }),
  );
});

test('a list that was asked for does not undo an end that was told meanwhile', () => {
  expect(
    withList([ended], [phoneCall(), older], new Set()).map(({ run_id, progress }) => [run_id, progress]),
  ).toEqual([
    ['r1', 'completed'],
    ['old', 'in-progress'],
  ]);
});

test('what was told while a list was on its way is newer than the list; what only we knew before is gone', () => {
  const began = withCall([older, phoneCall({ run_id: 'gone' })], newer);
  const told = withCall(began, { ...older, progress: 'on-hold' });
  expect(
    withList(told, [phoneCall(), older], new Set(['new', 'old'])).map(({ run_id, progress }) => [
      run_id,
      progress,
    ]),
  ).toEqual([
    ['new', 'in-progress'],
    ['r1', 'in-progress'],
    ['old', 'on-hold'],
  ]);
});

test('ended calls are shown for a while, and longer while they are looked at', () => {
  const atMs = Date.parse('2026-11-26T10:05:00.000Z');
  const calls = [newer, ended];
  expect([
    shownCalls(calls, atMs + keptMs - 1, null).length,
    shownCalls(calls, atMs + keptMs, null).length,
    shownCalls(calls, atMs + keptMs, 'r1').length,
    callsUp(calls).length,
  ]).toEqual([2, 1, 2, 1]);
});

test('the length counts from the answer, and stands still at the end', () => {
  const nowMs = Date.parse('2026-11-26T10:01:08.000Z');
  expect([
    lengthMs(phoneCall(), nowMs),
    lengthMs(phoneCall({ answered_at: null }), nowMs),
    lengthMs(ended, nowMs + 3_600_000),
  ]).toEqual([60_000, 68_000, 292_000]);
});

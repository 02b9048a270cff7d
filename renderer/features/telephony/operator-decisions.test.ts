import { expect, test } from 'vitest';
import {
  idle,
  isGone,
  mustHandBack,
  rejoinWaitMs,
  voiceWord,
  whenAsked,
  whenClosed,
} from './operator-decisions.ts';
import { phoneCall } from './testing/phone-calls.ts';

const listening = { ...idle, runId: 'r1', phase: 'listening' } as const;

test.each([
  ['nothing is listened to', idle, false, 'begin'],
  ['it is listened to', listening, false, 'heard'],
  ['it is listened to, and a test call begins beside it', listening, true, 'heard'],
  ['another call is listened to', { ...listening, runId: 'r2' }, false, 'begin'],
  ['its sound was lost', { ...listening, phase: 'rejoining' } as const, false, 'begin'],
  ['the window is in a call of its own', idle, true, 'refuse'],
])('asked to listen when %s', (_when, session, isInOwnCall, decision) => {
  expect(whenAsked(session, 'r1', isInOwnCall)).toBe(decision);
});

test.each([
  ['ended', true, 'leave'],
  ['ended', false, 'leave'],
  ['replaced', true, 'tell'],
  ['replaced', false, 'leave'],
  ['lost', true, 'rejoin'],
  ['lost', false, 'leave'],
] as const)('the sound closed as %s, call up %s: %s', (why, isUp, decision) => {
  expect(whenClosed(why, isUp)).toBe(decision);
});

test('a lost sound is tried for quickly at first, and then for as long as the call is up', () => {
  expect([0, 1, 2, 3, 4, 5, 500].map(rejoinWaitMs)).toEqual([200, 400, 800, 1500, 2500, 2500, 2500]);
});

const takenOver = { is_listening: true, has_taken_over: true, is_agent_muted: false };

test('who has taken over hands back before leaving, unless the call is over', () => {
  expect([
    mustHandBack(phoneCall({ operator: takenOver })),
    mustHandBack(phoneCall({ operator: takenOver, progress: 'completed' })),
    mustHandBack(phoneCall()),
    mustHandBack(undefined),
  ]).toEqual([true, false, false, false]);
});

test('the ear leaves with its call, not with another', () => {
  const calls = [phoneCall({ run_id: 'up' }), phoneCall({ run_id: 'over', progress: 'completed' })];
  expect([null, 'up', 'over', 'unknown'].map((runId) => isGone(runId, calls))).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

test('never is somebody told that nobody hears them while they are heard', () => {
  const words = [false, true].flatMap((hasTakenOver) =>
    [false, true].map((hasMicrophone) => voiceWord({ hasMicrophone, isTakingOver: false }, hasTakenOver)),
  );
  expect(words).toEqual([
    'You hear both; neither hears you.',
    'Taking over: the agent is about to be silent.',
    'The agent is silent, but no microphone of this window speaks: take over again, or hand back.',
    'The caller hears you. The agent is silent, and is told what was said when you hand back.',
  ]);
});

import { describe, expect, it } from 'vitest';
import { voiceSettingsOf } from '../voice-settings.ts';
import { endOfTurnOf, type EndOfTurnInput } from './end-of-turn.ts';
import { noExpectations } from './expectations.ts';
import { PauseStatistics } from './pauses.ts';

const input = (partial: string, more: Partial<EndOfTurnInput> = {}): EndOfTurnInput => ({
  silenceMs: 300,
  pauses: new PauseStatistics(),
  partial,
  partialAgeMs: 400,
  expects: noExpectations,
  language: 'en-US',
  ...more,
});
const pausesOf = (...ms: number[]): PauseStatistics => {
  const pauses = new PauseStatistics();
  for (const pause of ms) pauses.add(pause);
  return pauses;
};
const wait = (given: EndOfTurnInput, chosen = {}): [number, string] => {
  const { requiredSilenceMs, reason } = endOfTurnOf(voiceSettingsOf(chosen)).judge(given);
  return [Math.round(requiredSilenceMs), reason];
};
const yesNo = { ...noExpectations, yesNo: true };

describe('the silence that ends a turn', () => {
  it('is by the words so far: an answer, a sentence, nothing known, an open clause', () => {
    expect([
      wait(input('yes please', { expects: yesNo })),
      wait(input('I would like to book a table')),
      wait(input('Monday')),
      wait(input('')),
      wait(input('I would like to book a table for')),
    ]).toEqual([
      [350, 'answer'],
      [560, 'complete'],
      [640, 'plain'],
      [640, 'silence'],
      [1500, 'unfinished'],
    ]);
  });

  it('is not shortened by words that may still be growing', () => {
    expect(wait(input('yes', { expects: yesNo, partialAgeMs: 100 }))).toEqual([640, 'answer']);
  });

  it('follows the caller’s own pauses, within bounds, except after a whole answer', () => {
    const slow = pausesOf(900, 1000, 950, 1000);
    const quick = pausesOf(250, 220, 260, 240);
    const open = 'I would like to book a table for';
    expect([
      wait(input('Monday', { pauses: slow })),
      wait(input('Monday', { pauses: quick })),
      wait(input(open, { pauses: quick })),
      wait(input('yes', { pauses: slow, expects: yesNo })),
      wait(input('Monday', { pauses: pausesOf(1500) })),
    ]).toEqual([
      [960, 'plain'],
      [512, 'plain'],
      [1500, 'unfinished'],
      [350, 'answer'],
      [640, 'plain'],
    ]);
  });

  it('is the same for everyone where neither words nor pauses are to be heeded', () => {
    const chosen = { read_words: false, adapt_to_pauses: false, plain_silence_ms: 777 };
    expect([
      wait(input('I would like to', { pauses: pausesOf(900, 900, 900) }), chosen),
      wait(input(''), chosen),
    ]).toEqual([
      [777, 'silence'],
      [777, 'silence'],
    ]);
  });

  it('is shorter and longer by preset', () => {
    const sentence = input('I would like to book a table');
    expect(['quick', 'balanced', 'patient'].map((preset) => wait(sentence, { preset })[0])).toEqual([
      380, 560, 900,
    ]);
  });
});

describe('the caller’s own pauses', () => {
  it('are known after two, and leave out stops within words and silences between turns', () => {
    expect([
      pausesOf(100, 150, 500, 3000).expectedMs,
      pausesOf(400, 400).expectedMs,
      pausesOf(400, 400, 400, 400, 400, 400, 400, 400).expectedMs,
    ]).toEqual([null, 550, expect.closeTo(427, 0)]);
  });
});

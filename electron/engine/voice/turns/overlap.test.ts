import { describe, expect, it } from 'vitest';
import { judgeOverlap, type OverlapCase } from './overlap.ts';

/** A voice of 400 ms that ended long enough ago. */
const short: OverlapCase = {
  kind: 'other',
  speechMs: 400,
  silenceMs: 300,
  voiced: true,
  late: false,
  longMs: 620,
  oneWordStops: true,
  listenersWait: true,
};
/** One that goes on when the hold has lasted as long as it may. */
const goesOn: OverlapCase = { ...short, speechMs: 680, silenceMs: 0, late: true };
const kinds = ['listening', 'command', 'opening', 'other', 'unknown'] as const;
const verdicts = (now: OverlapCase): string[] => kinds.map((kind) => judgeOverlap({ ...now, kind }));

describe('speech over the agent’s, of a known kind', () => {
  it('stops the agent when it was short only if it was a command', () => {
    expect(verdicts(short)).toEqual(['backchannel', 'cut', 'short', 'short', 'short']);
    expect(verdicts({ ...short, voiced: false })).toEqual(['backchannel', 'cut', 'noise', 'noise', 'noise']);
  });

  it('is waited for while the agent may be held', () => {
    expect(verdicts({ ...goesOn, speechMs: 500, late: false })).toEqual(kinds.map(() => 'wait'));
  });

  it('stops the agent when it goes on, at once if it began as a sentence, later if it began as nothing known', () => {
    expect(verdicts(goesOn)).toEqual(['backchannel', 'cut', 'cut', 'undecided', 'undecided']);
    expect(verdicts({ ...goesOn, speechMs: 800 })).toEqual(['backchannel', 'cut', 'cut', 'cut', 'cut']);
    expect(verdicts({ ...goesOn, voiced: false, speechMs: 960, kind: 'other' }).at(-1)).toBe('noise');
  });

  it('stops the agent when it was a whole question, however short', () => {
    expect(verdicts({ ...short, speechMs: 580 })).toEqual(['backchannel', 'cut', 'cut', 'short', 'short']);
  });

  it('is no listener’s when it never ends', () => {
    expect(judgeOverlap({ ...goesOn, kind: 'listening', speechMs: 1600 })).toBe('cut');
  });

  it('is an answer where a listener’s word is one, or where all is to be heeded', () => {
    const heeded: OverlapCase = { ...short, kind: 'listening', listenersWait: false };
    expect([judgeOverlap(heeded), judgeOverlap({ ...heeded, silenceMs: 0 })]).toEqual(['cut', 'wait']);
  });

  it('is not stopped by one word where the agent asks for more, but by length', () => {
    const asksForMore = { oneWordStops: false, kind: 'command' } as const;
    expect([
      judgeOverlap({ ...short, ...asksForMore }),
      judgeOverlap({ ...short, ...asksForMore, kind: 'listening', listenersWait: false }),
      judgeOverlap({ ...goesOn, ...asksForMore }),
    ]).toEqual(['short', 'few-words', 'cut']);
  });
});

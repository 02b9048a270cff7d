import { describe, expect, it } from 'vitest';
import { patchedTurnTaking } from './turn-taking-edits.ts';

describe('a change to turn-taking', () => {
  it('keeps what differs from the preset, and nothing else', () => {
    expect([
      patchedTurnTaking({}, { preset: 'quick' }),
      patchedTurnTaking({ preset: 'quick' }, { preset: 'balanced' }),
      patchedTurnTaking({}, { minimum_words: 3 }),
      patchedTurnTaking({ minimum_words: 3 }, { minimum_words: 1 }),
      patchedTurnTaking({ minimum_words: 3, preset: 'quick' }, { minimum_words: undefined }),
    ]).toEqual([{ preset: 'quick' }, undefined, { minimum_words: 3 }, undefined, { preset: 'quick' }]);
  });

  it('keeps own values when another preset is chosen, but those that the preset has itself', () => {
    expect(patchedTurnTaking({ plain_silence_ms: 1000, minimum_words: 3 }, { preset: 'patient' })).toEqual({
      preset: 'patient',
      minimum_words: 3,
    });
  });

  it('keeps keys of later versions', () => {
    expect(patchedTurnTaking({ turn_model: 'x' }, { preset: 'quick' })).toEqual({
      turn_model: 'x',
      preset: 'quick',
    });
  });
});

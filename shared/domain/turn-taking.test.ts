import { describe, expect, it } from 'vitest';
import {
  turnTakingPresets,
  turnTakingRanges,
  turnTakingSchema,
  turnTakingSettings,
  type TurnTakingSettings,
} from './turn-taking.ts';

describe('turn-taking settings', () => {
  it('are the balanced preset where an agent names none', () => {
    expect([turnTakingSettings(undefined), turnTakingSettings({})]).toEqual([
      turnTakingPresets.balanced,
      turnTakingPresets.balanced,
    ]);
  });

  it('keep every preset as it is, and take what is set beside it', () => {
    for (const [preset, values] of Object.entries(turnTakingPresets))
      expect(turnTakingSettings(turnTakingSchema.parse({ preset }))).toEqual(values);
    expect(turnTakingSettings({ preset: 'quick', minimum_words: 3 })).toEqual({
      ...turnTakingPresets.quick,
      minimum_words: 3,
    });
  });

  it('keep keys of later versions', () => {
    expect(turnTakingSchema.parse({ preset: 'patient', turn_model: 'x' })).toEqual({
      preset: 'patient',
      turn_model: 'x',
    });
  });

  it('say which number is out of range, and which two contradict each other', () => {
    const issues = (value: unknown): unknown =>
      turnTakingSchema.safeParse(value).error?.issues.map(({ path, code }) => [path[0], code]);
    expect([
      issues({ hold_speech_ms: 10 }),
      issues({ unfinished_silence_ms: 9000 }),
      issues({ preset: 'hasty' }),
      issues({ speech_probability: 0.4, silence_probability: 0.4 }),
      issues({ answer_silence_ms: 300 }),
    ]).toEqual([
      [['hold_speech_ms', 'too_small']],
      [['unfinished_silence_ms', 'too_big']],
      [['preset', 'invalid_value']],
      [['silence_probability', 'custom']],
      undefined,
    ]);
  });

  it('never wait less for the unfinished than for the rest, whatever is set alone', () => {
    const settings = turnTakingSettings({ plain_silence_ms: 3000, answer_silence_ms: 2000 });
    expect(settings).toMatchObject({
      answer_silence_ms: 2000,
      complete_silence_ms: 2000,
      plain_silence_ms: 3000,
      unfinished_silence_ms: 3000,
    });
  });

  it('name the ranges that the schema checks', () => {
    for (const [field, [least, most]] of Object.entries(turnTakingRanges)) {
      const accepts = (value: number): boolean => turnTakingSchema.safeParse({ [field]: value }).success;
      expect([field, accepts(least), accepts(most), accepts(least - 1), accepts(most + 1)]).toEqual([
        field,
        true,
        true,
        false,
        false,
      ]);
    }
    const numbers = Object.entries(turnTakingPresets.balanced satisfies TurnTakingSettings);
    expect(Object.keys(turnTakingRanges).sort()).toEqual(
      numbers
        .filter(([, value]) => typeof value === 'number')
        .map(([name]) => name)
        .sort(),
    );
  });
});

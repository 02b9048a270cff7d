import { expect, it } from 'vitest';
import { trunkPresetIds } from './trunk-preset.ts';
import { trunkOfPreset, trunkPreset, trunkPresets } from './trunk-presets.ts';
import { trunkSchema } from './trunk.ts';

const given = { id: 'desk', name: 'Desk', created_at: '2026-11-26T10:00:00.000Z' };

it('every preset is a trunk once its blanks are filled in as its examples say', () => {
  for (const preset of trunkPresets) {
    const trunk = trunkOfPreset(preset, given);
    const examples = Object.fromEntries(
      preset.asks
        .filter(({ field, example }) => field !== 'password' && example !== '')
        .map(({ field, example }) => [field, field === 'caller_ids' ? [example] : example]),
    );
    const filled = trunkSchema.safeParse({ ...trunk, ...examples });
    expect([preset.id, filled.error?.message]).toEqual([preset.id, undefined]);
    expect(filled.data).toMatchObject({ ...preset.defaults, ...given, preset: preset.id });
  }
});

it('every preset asks for what has no value yet, holds no secret, and is told by its id', () => {
  expect(trunkPresets.map(({ id }) => id)).toEqual([...trunkPresetIds]);
  for (const preset of trunkPresets) {
    const asked = preset.asks.map(({ field }) => field);
    expect(asked.includes('server')).toBe(preset.server.value === '');
    expect(asked).toContain('password');
    expect(preset.asks.find(({ field }) => field === 'password')?.example).toBe('');
    expect(preset.docsUrl ?? 'https://').toMatch(/^https:\/\//);
    expect(trunkPreset(preset.id)).toBe(preset);
  }
  expect(trunkPreset('a carrier of tomorrow').id).toBe('other');
});

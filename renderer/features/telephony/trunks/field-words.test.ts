import { expect, test } from 'vitest';
import { trunkPreset, trunkPresets } from '#shared/domain/trunk-presets.ts';
import { fieldWords, matchingPresets, presetKinds } from './field-words.ts';
import { newTrunk, trunkProblems } from './trunk-draft.ts';

test('a field is worded as the preset asks for it, else in our own words', () => {
  const own = { label: 'User name', description: 'Ours.' };
  const asked = fieldWords(trunkPreset('asterisk'), 'username', own);
  expect([asked.label, fieldWords(trunkPreset('asterisk'), 'auth_username', own)]).toEqual([
    'Extension',
    own,
  ]);
});

test('presets are found by name and by what they are', () => {
  expect([
    matchingPresets(trunkPresets, 'fritz').map(({ id }) => id),
    matchingPresets(trunkPresets, '').length,
    matchingPresets(trunkPresets, 'zzz'),
  ]).toEqual([['fritzbox'], trunkPresets.length, []]);
});

test('every preset stands under a heading, and begins a trunk that lacks only what a person fills in', () => {
  const kinds = presetKinds.map(([kind]) => kind);
  for (const preset of trunkPresets) {
    const { defaults, server } = preset;
    const start = newTrunk(
      { ...defaults, preset: preset.id, name: preset.name, server: server.value },
      new Date(0),
    );
    const problems = Object.keys(trunkProblems(start));
    expect([
      preset.id,
      kinds.includes(preset.what),
      problems.filter((key) => !['server', 'username'].includes(key)),
    ]).toEqual([preset.id, true, []]);
  }
});

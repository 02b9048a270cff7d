import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { levelOf } from '#engine/audio/frames.ts';
import { ambientSources } from '#shared/domain/sound.ts';
import { ambientFile, ambientSounds } from './ambient-sounds.ts';

test('every place that can be chosen has its loop, read once', async () => {
  const sounds = ambientSounds();
  for (const scene of ambientSources) {
    if (scene === 'none') continue;
    const loop = await sounds(scene);
    expect(Math.round(levelOf(loop).rmsDbfs)).toBe(-20);
    expect(await sounds(scene)).toBe(loop);
  }
});

test('a file that is missing or damaged is told with the name of the place, and looked for again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-ambient-'));
  let file = join(folder, 'none.wav');
  const sounds = ambientSounds(() => file);
  await expect(sounds('cafe')).rejects.toThrow('The ambient sound “cafe” cannot be read');
  await writeFile(join(folder, 'bad.wav'), 'no sound');
  file = join(folder, 'bad.wav');
  await expect(sounds('cafe')).rejects.toThrow('does not begin with RIFF');
  file = ambientFile('cafe');
  expect((await sounds('cafe')).length).toBe(192_000);
});

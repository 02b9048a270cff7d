/** The ambient sounds in `resources/ambient`, each read once for all calls of the process. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monoAt16k, readWav } from '#engine/audio/wav-reader.ts';
import { AudioError, toStudioError } from '#engine/base/errors.ts';
import type { AmbientSounds } from '#engine/voice/ambience/bed-of.ts';
import type { AmbientScene } from '#shared/domain/sound.ts';
import { resourcesDir } from './paths.ts';

export function ambientFile(scene: AmbientScene): string {
  return join(resourcesDir(), 'ambient', `${scene}.wav`);
}

/** @throws AudioError that names the place when its file is missing or damaged */
export function ambientSounds(fileOf = ambientFile): AmbientSounds {
  const loops = new Map<AmbientScene, Promise<Int16Array>>();
  return (scene) => {
    let loop = loops.get(scene);
    if (!loop) {
      loop = readFile(fileOf(scene)).then((bytes) => monoAt16k(readWav(bytes)));
      loops.set(scene, loop);
    }
    return loop.catch((thrown: unknown) => {
      loops.delete(scene);
      throw new AudioError(
        'audio-invalid',
        `The ambient sound “${scene}” cannot be read, so this call goes without it: ${toStudioError(thrown).message} Install Parley again to get it back.`,
        { cause: thrown },
      );
    });
  };
}

/**
 * Makes the ambient sounds beside this file: `node resources/ambient/make-ambient.ts`. They are Parley's own; nothing
 * in them was recorded. Loops of 12 s without a seam, mono int16 at 16 kHz, −20 dBFS (RMS).
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wavBytes } from '#engine/audio/wav-format.ts';
import { scenes } from './scenes.ts';
import { RATE_HZ, rms } from './synthesis.ts';

/** RMS of a file; at the default volume of 0.3 it is heard at −30.5 dBFS. */
const LEVEL_DB = -20;

export function ambientSamples(scene: keyof typeof scenes): Int16Array {
  const loop = scenes[scene]();
  const gain = 10 ** (LEVEL_DB / 20) / rms(loop);
  // A single loud sound is rounded off rather than cut.
  return Int16Array.from(loop, (sample) => Math.round(32_767 * 0.9 * Math.tanh((sample * gain) / 0.9)));
}

if (import.meta.main) {
  for (const scene of Object.keys(scenes) as (keyof typeof scenes)[]) {
    const file = join(import.meta.dirname, `${scene}.wav`);
    writeFileSync(file, wavBytes(ambientSamples(scene), { sampleRateHz: RATE_HZ, channels: 1 }));
  }
}

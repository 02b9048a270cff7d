/** A recording out of a bundle as Parley keeps it: as it is where it has our shape, else converted like any file that is added. */
import { readWavLayout } from '#engine/audio/wav-reader.ts';
import { wavBytes } from '#engine/audio/wav-format.ts';
import { longestRecordingMs } from '#shared/domain/sound.ts';
import { recordedSamples } from '../../recordings/level-speech.ts';

const RATE_HZ = 16_000;

export interface KeptSound {
  /** Mono int16 at 16 kHz, with a canonical header. */
  wav: Uint8Array;
  durationMs: number;
}

/** @throws AudioError that says what is wrong with the file */
export function keptSound(bytes: Uint8Array): KeptSound {
  const { encoding, sampleRateHz, channels, dataOffset, dataBytes } = readWavLayout(bytes);
  const hasOurShape = encoding === 'pcm16' && sampleRateHz === RATE_HZ && channels === 1;
  const isShort = (dataBytes / 2 / RATE_HZ) * 1000 <= longestRecordingMs;
  const samples =
    hasOurShape && isShort && dataBytes > 0
      ? new Int16Array(bytes.slice(dataOffset, dataOffset + dataBytes).buffer)
      : recordedSamples(bytes);
  return {
    wav: wavBytes(samples, { sampleRateHz: RATE_HZ, channels: 1 }),
    durationMs: Math.round((samples.length / RATE_HZ) * 1000),
  };
}

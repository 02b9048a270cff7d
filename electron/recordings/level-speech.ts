/** Any WAV file as a recording is kept: mono int16 at 16 kHz, as loud as the agent's voice. */
import { SAMPLE_RATE_HZ } from '#engine/audio/frame.ts';
import { levelOf } from '#engine/audio/frames.ts';
import { monoAt16k, readWav, readWavLayout } from '#engine/audio/wav-reader.ts';
import { AudioError } from '#engine/base/errors.ts';
import { longestRecordingMs } from '#shared/domain/sound.ts';

/** RMS of the speech in it, pauses left out: where the synthetic voice stands too. */
const targetDb = -20;
const highestPeakDb = -3;
/** Parts this much under the loudest are pauses, of which a speech may have many. */
const pauseDb = -30;
/** A quieter file than this holds no speech; raised to the target it would be nothing but noise. */
const silenceDb = -65;
const stretchSamples = SAMPLE_RATE_HZ / 20;

/** @throws AudioError that says what is wrong with the file */
export function recordedSamples(bytes: Uint8Array): Int16Array {
  const layout = readWavLayout(bytes);
  const durationMs = (layout.dataBytes / layout.blockBytes / layout.sampleRateHz) * 1000;
  if (durationMs > longestRecordingMs) {
    const minutes = Math.ceil(durationMs / 6000) / 10;
    throw new AudioError(
      'audio-invalid',
      `The recording is ${minutes} minutes long; up to ${longestRecordingMs / 60_000} can be played. Cut it into pieces.`,
    );
  }
  return levelled(monoAt16k(readWav(bytes)));
}

/** @throws AudioError when there is nothing to be heard */
export function levelled(samples: Int16Array): Int16Array {
  const { peakDbfs } = levelOf(samples);
  const speechDb = speechLevelDb(samples);
  if (speechDb < silenceDb)
    throw new AudioError(
      'audio-invalid',
      'The recording is silent. Choose a file in which something is said.',
    );
  const gain = 10 ** (Math.min(targetDb - speechDb, highestPeakDb - peakDbfs) / 20);
  return samples.map((sample) => Math.round(sample * gain));
}

/** RMS of the stretches of 50 ms in which something is said; −Infinity for digital silence. */
export function speechLevelDb(samples: Int16Array): number {
  const powers: number[] = [];
  for (let at = 0; at < samples.length; at += stretchSamples) {
    const stretch = samples.subarray(at, at + stretchSamples);
    powers.push(stretch.reduce((sum, sample) => sum + sample * sample, 0) / stretch.length);
  }
  const loudest = powers.reduce((most, power) => Math.max(most, power), 0);
  const spoken = powers.filter((power) => power > 0 && power >= loudest * 10 ** (pauseDb / 10));
  const mean = spoken.reduce((sum, power) => sum + power, 0) / Math.max(1, spoken.length);
  return 10 * Math.log10(mean / 32_768 ** 2);
}

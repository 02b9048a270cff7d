/**
 * Where a voice really ended. The detector's windows are 32 ms long and its probability falls a little after the sound
 * (Silero keeps up to two windows of memory), so its last window of speech says the end too late by some tens of
 * milliseconds. Here the end is found by energy, back from there:
 *
 *   5 ms stretches │▓▓▓▓▓▓▓▒░│····│···   ▓ louder than the threshold
 *                            ▲    ▲ end of the detector's last window of speech
 *                            └ the end of the voice
 *
 * The threshold lies 35 dB below the loudest stretch of the last second, and at least 6 dB above its quietest (the
 * line's own noise): a fading vowel is still in, breath and room are out.
 */
import { SAMPLES_PER_MS } from '../audio/frame.ts';

const stretchSamples = 5 * SAMPLES_PER_MS;
const belowLoudest = 10 ** (-35 / 10);
const aboveNoise = 10 ** (6 / 10);
/** The end is sought no further back than this: six windows of the detector. */
const longestSearchSamples = 192 * SAMPLES_PER_MS;

/**
 * @param samples mono int16, the newest second or so
 * @param endSample index of the sample after `samples`, from the start of the stream
 * @param lastSpeechSample end of the detector's last window of speech, on the same count
 * @returns the sample after the last one of the voice; `lastSpeechSample` when energy tells nothing
 */
export function endOfVoice(samples: Int16Array, endSample: number, lastSpeechSample: number): number {
  const start = endSample - samples.length;
  const speechEnd = Math.min(samples.length, lastSpeechSample - start);
  if (speechEnd < stretchSamples) return lastSpeechSample;
  const powers: number[] = [];
  for (let at = speechEnd % stretchSamples; at + stretchSamples <= samples.length; at += stretchSamples)
    powers.push(power(samples, at));
  const loudest = powers.reduce((most, value) => Math.max(most, value), 0);
  const quietest = powers.reduce((least, value) => Math.min(least, value), Infinity);
  const threshold = Math.max(loudest * belowLoudest, quietest * aboveNoise);
  // A second that is equally loud throughout has no end to be found.
  if (loudest <= threshold) return lastSpeechSample;
  const lastStretch = Math.floor(speechEnd / stretchSamples) - 1;
  const searched = Math.floor(longestSearchSamples / stretchSamples);
  for (let back = 0; back <= Math.min(lastStretch, searched); back++) {
    if ((powers[lastStretch - back] ?? 0) <= threshold) continue;
    const end = speechEnd - back * stretchSamples;
    let quiet = 0;
    while (quiet < stretchSamples - 1 && (samples[end - 1 - quiet] ?? 0) ** 2 <= threshold) quiet += 1;
    return start + end - quiet;
  }
  return lastSpeechSample;
}

/** Mean square of one stretch. */
function power(samples: Int16Array, from: number): number {
  let sum = 0;
  for (let at = from; at < from + stretchSamples; at++) sum += (samples[at] ?? 0) ** 2;
  return sum / stretchSamples;
}

/** From flite's raw samples to speech that can be played: trimmed, at one loudness, at the engine's rate. */
import { SAMPLE_RATE_HZ, SAMPLES_PER_MS } from '../../audio/frame.ts';
import { StreamingResampler } from '../../audio/resampler.ts';

/**
 * A 5 ms stretch is speech when it is no more than this below the loudest one. The voices' own hiss lies 44 to 75 dB below, their
 * weakest first consonants ("Fifty", "How") 35 to 41 dB.
 */
const QUIETEST_SPEECH_DB = -42;
const STRETCH_SAMPLES = 5 * SAMPLES_PER_MS;
/** Kept before the first sound, so that a soft onset is not cut. */
const LEAD_MS = 20;
/** After the last sound: enough to decay, too little to be felt as a pause. */
const TAIL_MS = 60;
const FADE_SAMPLES = 5 * SAMPLES_PER_MS;
/** Peaks bend from here on and never reach −1 dBFS. */
const KNEE = 10 ** (-3 / 20);
const CEILING = 10 ** (-1.05 / 20);

/**
 * @param samples one channel, −1…1, at `sampleRateHz`
 * @returns mono int16 at 16 kHz, about 20 ms before the first and 60 ms after the last sound; empty when all is silence
 */
export function finishSpeech(
  samples: Float32Array,
  sampleRateHz: number,
  gainDb: number,
): Int16Array<ArrayBuffer> {
  const raw = atEngineRate(samples, sampleRateHz);
  const spoken = speechSpan(raw);
  if (!spoken) return new Int16Array(0);
  const from = Math.max(0, spoken.start - LEAD_MS * SAMPLES_PER_MS);
  const to = Math.min(raw.length, spoken.end + TAIL_MS * SAMPLES_PER_MS);
  const output = new Int16Array(spoken.end - from + TAIL_MS * SAMPLES_PER_MS);
  const gain = 10 ** (gainDb / 20) / 32_768;
  for (let i = 0; i < to - from; i += 1) {
    const fade = Math.min(1, i / FADE_SAMPLES, (to - from - i) / FADE_SAMPLES);
    output[i] = Math.round(32_768 * limited((raw[from + i] ?? 0) * gain) * fade);
  }
  return output;
}

function atEngineRate(samples: Float32Array, sampleRateHz: number): Int16Array {
  const pcm = Int16Array.from(samples, (value) =>
    Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768))),
  );
  if (sampleRateHz === SAMPLE_RATE_HZ) return pcm;
  const resampler = new StreamingResampler(sampleRateHz, SAMPLE_RATE_HZ);
  const head = resampler.push(pcm);
  const tail = resampler.flush();
  const output = new Int16Array(head.length + tail.length);
  output.set(head);
  output.set(tail, head.length);
  return output;
}

/** First and last stretch that is loud enough to be speech. */
function speechSpan(samples: Int16Array): { start: number; end: number } | null {
  const energies = Array.from({ length: Math.ceil(samples.length / STRETCH_SAMPLES) }, (_, index) => {
    let sum = 0;
    for (const sample of samples.subarray(index * STRETCH_SAMPLES, (index + 1) * STRETCH_SAMPLES))
      sum += sample * sample;
    return sum;
  });
  const loudest = energies.reduce((most, energy) => Math.max(most, energy), 0);
  if (loudest === 0) return null;
  const limit = loudest * 10 ** (QUIETEST_SPEECH_DB / 10);
  const isSpeech = (energy: number, index: number): boolean =>
    // Two on end, so that one crackle in the hiss is not taken for a beginning.
    energy > limit && ((energies[index - 1] ?? 0) > limit || (energies[index + 1] ?? 0) > limit);
  const first = energies.findIndex(isSpeech);
  if (first < 0) return null;
  const last = energies.findLastIndex(isSpeech);
  return { start: first * STRETCH_SAMPLES, end: Math.min(samples.length, (last + 1) * STRETCH_SAMPLES) };
}

/** Straight up to the knee, then ever flatter towards the ceiling. */
function limited(value: number): number {
  const magnitude = Math.abs(value);
  if (magnitude <= KNEE) return value;
  const room = CEILING - KNEE;
  return Math.sign(value) * (KNEE + room * Math.tanh((magnitude - KNEE) / room));
}

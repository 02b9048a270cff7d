/** Keys as sound: what a phone sends when a person presses them. */
import { SAMPLE_RATE_HZ, SAMPLES_PER_MS } from './frame.ts';
import { frequenciesOf, type DtmfKey } from './dtmf-keys.ts';
import { radiansPerSample } from './goertzel.ts';

export interface DtmfToneOptions {
  /** Tone and pause of each key. Q.24 asks receivers for 40 ms each; menus in the field want about twice that. */
  onMs?: number;
  offMs?: number;
  /** Level of each tone in dBFS (a full-scale sine is −3.01 dBFS rms; here its peak counts as 0). */
  lowDbfs?: number;
  /** The upper tone is sent a little louder by phones (Q.23: 2 ± 1 dB), since lines attenuate it more. */
  highDbfs?: number;
}

/** Rise and fall of a tone, ms: none clicks. */
const edgeMs = 4;

/** Mono int16 at 16 kHz; the last key is followed by its pause too. */
export function dtmfTones(keys: readonly DtmfKey[], options: DtmfToneOptions = {}): Int16Array {
  const { onMs = 100, offMs = 70, lowDbfs = -10, highDbfs = -8 } = options;
  const onSamples = Math.round((onMs * SAMPLE_RATE_HZ) / 1000);
  const keySamples = onSamples + Math.round((offMs * SAMPLE_RATE_HZ) / 1000);
  const sound = new Int16Array(keys.length * keySamples);
  const edge = Math.min(edgeMs * SAMPLES_PER_MS, onSamples / 2);
  const low = 32_767 * 10 ** (lowDbfs / 20);
  const high = 32_767 * 10 ** (highDbfs / 20);
  for (const [index, key] of keys.entries()) {
    const { lowHz, highHz } = frequenciesOf(key);
    const lowStep = radiansPerSample(lowHz);
    const highStep = radiansPerSample(highHz);
    for (let at = 0; at < onSamples; at += 1) {
      const nearEdge = Math.min(1, (at + 1) / edge, (onSamples - at) / edge);
      const shape = 0.5 - 0.5 * Math.cos(Math.PI * nearEdge);
      const value = low * Math.sin(lowStep * at) + high * Math.sin(highStep * at);
      sound[index * keySamples + at] = Math.round(shape * value);
    }
  }
  return sound;
}

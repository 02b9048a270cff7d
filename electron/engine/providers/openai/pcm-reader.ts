/**
 * Sound as servers stream it, as mono int16 at 16 kHz: headerless PCM in chunks that may end in the middle of a sample, or a
 * WAV file, which some servers send whatever was asked for.
 */
import { AudioError } from '../../base/errors.ts';
import { SAMPLE_RATE_HZ } from '../../audio/frame.ts';
import { StreamingResampler } from '../../audio/resampler.ts';
import { monoAt16k, readWav, readWavLayout, type WavLayout } from '../../audio/wav-reader.ts';

/** A WAV file's samples begin within this many bytes, or it is none that can be streamed. */
const MAX_HEADER_BYTES = 16_384;

const NOTHING = new Int16Array(0);

/** Formats that are none of ours, by their first bytes. */
const foreign: [string, string][] = [
  ['ID3', 'MP3'],
  ['OggS', 'Ogg'],
  ['fLaC', 'FLAC'],
];

export class PcmReader {
  readonly #rateHz: number;
  #state: 'start' | 'samples' | 'whole-file' = 'start';
  /** Bytes that are not samples yet: a header, half a sample, or a file that has to be read as a whole. */
  #held: Buffer = Buffer.alloc(0);
  #resampler: StreamingResampler | null = null;
  /** Bytes of samples still to come; what follows them in a WAV file is not sound. */
  #left = Number.POSITIVE_INFINITY;

  /** @param rateHz of headerless PCM */
  constructor(rateHz: number) {
    this.#rateHz = rateHz;
  }

  /** The samples that these bytes complete. Throws AudioError for a format that is not PCM or WAV. */
  push(bytes: Buffer): Int16Array {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    if (this.#state === 'start' && !this.#readStart()) return NOTHING;
    return this.#state === 'whole-file' ? NOTHING : this.#takeSamples();
  }

  /** The stream is over: the last samples. */
  flush(): Int16Array {
    if (this.#state === 'whole-file') return monoAt16k(readWav(this.#held));
    if (this.#state === 'start') {
      if (this.#held.length === 0) return NOTHING;
      if (this.#held.toString('latin1', 0, 4) === 'RIFF') readWavLayout(this.#held);
      this.#begin(this.#rateHz);
    }
    const samples = this.#takeSamples();
    const tail = this.#resampler?.flush() ?? NOTHING;
    if (tail.length === 0) return samples;
    const all = new Int16Array(samples.length + tail.length);
    all.set(samples);
    all.set(tail, samples.length);
    return all;
  }

  /** False while too little has come to tell what it is. */
  #readStart(): boolean {
    const start = this.#held.toString('latin1', 0, 4);
    for (const [mark, name] of foreign) {
      if (start.startsWith(mark)) {
        throw new AudioError(
          'audio-invalid',
          `The speech came as ${name}; only PCM and WAV can be played while they come.`,
        );
      }
    }
    if (
      start.length < 4 &&
      [...foreign.map(([mark]) => mark), 'RIFF'].some((mark) => mark.startsWith(start))
    ) {
      return false;
    }
    if (start !== 'RIFF') {
      this.#begin(this.#rateHz);
      return true;
    }
    const layout = this.#tryLayout();
    if (!layout) return false;
    if (layout.encoding !== 'pcm16' || layout.channels !== 1) {
      this.#state = 'whole-file';
      return true;
    }
    const size = this.#held.readUInt32LE(layout.dataOffset - 4);
    // Streams of unknown length announce 0 or the largest number that there is.
    if (size !== 0 && size < 0xffff_f000) this.#left = size;
    this.#held = this.#held.subarray(layout.dataOffset);
    this.#begin(layout.sampleRateHz);
    return true;
  }

  #tryLayout(): WavLayout | null {
    try {
      return readWavLayout(this.#held, Number.MAX_SAFE_INTEGER);
    } catch (error) {
      // The header may not be all there yet.
      if (this.#held.length > MAX_HEADER_BYTES) throw error;
      return null;
    }
  }

  #begin(rateHz: number): void {
    this.#resampler = new StreamingResampler(rateHz, SAMPLE_RATE_HZ);
    this.#state = 'samples';
  }

  #takeSamples(): Int16Array {
    const usable = Math.min(this.#held.length, this.#left);
    const count = Math.floor(usable / 2);
    const samples = new Int16Array(count);
    for (let i = 0; i < count; i += 1) samples[i] = this.#held.readInt16LE(i * 2);
    this.#left -= count * 2;
    this.#held = this.#held.subarray(count * 2);
    return this.#resampler?.push(samples) ?? NOTHING;
  }
}

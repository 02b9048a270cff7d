/** WAV files of any origin as samples, and as the engine's own shape. */
import { AudioError } from '../base/errors.ts';
import { SAMPLE_RATE_HZ } from './frame.ts';
import { muLawToLinear, aLawToLinear } from './g711.ts';
import { MAX_SAMPLE_RATE_HZ, MIN_SAMPLE_RATE_HZ, StreamingResampler } from './resampler.ts';

const MAX_CHANNELS = 64;
const UNKNOWN_SIZE = 0xffff_ffff;

export interface WavAudio {
  sampleRateHz: number;
  /** One array a channel, all of one length, −1…1 (float files may go beyond). */
  channels: Float32Array[];
  durationMs: number;
}

export type WavEncoding = 'pcm8' | 'pcm16' | 'pcm24' | 'pcm32' | 'float32' | 'float64' | 'mu-law' | 'a-law';

/** What a WAV file says about itself, and where its samples lie. */
export interface WavLayout {
  encoding: WavEncoding;
  sampleRateHz: number;
  channels: number;
  /** Bytes of one sample of every channel. */
  blockBytes: number;
  dataOffset: number;
  /** Whole blocks that are really there, whatever the header claims. */
  dataBytes: number;
}

/**
 * Finds format and samples. Odd chunks are padded as RIFF wants; a data size of 0 or 0xFFFFFFFF (a stream whose end was not
 * known) means the rest of the file, and a size beyond the end means what is there.
 *
 * @param head the file, or its first bytes as far as the samples begin
 * @param fileBytes size of the whole file
 * Throws AudioError that says what is wrong.
 */
export function readWavLayout(head: Uint8Array, fileBytes = head.length): WavLayout {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length === 0) throw invalid('The file is empty.');
  if (head.length < 12 || tag(view, 0) !== 'RIFF' || tag(view, 8) !== 'WAVE') {
    throw invalid('This is not a WAV file: it does not begin with RIFF … WAVE.');
  }
  let format: Omit<WavLayout, 'dataOffset' | 'dataBytes'> | null = null;
  for (let at = 12; at + 8 <= head.length;) {
    const id = tag(view, at);
    const size = view.getUint32(at + 4, true);
    const body = at + 8;
    if (id === 'fmt ') format = readFormat(view, body, Math.min(size, head.length - body));
    if (id === 'data') {
      if (!format) throw invalid('The WAV file has no fmt chunk before its data.');
      const left = Math.max(0, fileBytes - body);
      // A streamed file announces 0; an empty one does too, and then nothing is left after it.
      const claimed = size === 0 || size === UNKNOWN_SIZE ? left : Math.min(size, left);
      const dataBytes = claimed - (claimed % format.blockBytes);
      return { ...format, dataOffset: body, dataBytes };
    }
    at = body + size + (size % 2);
  }
  throw invalid(format ? 'The WAV file has no data chunk.' : 'The WAV file has no fmt chunk.');
}

/**
 * ```
 * 0 format  2 channels  4 rate  8 bytes a second  12 block  14 bits      (WAVEFORMAT)
 * 16 extra size  18 valid bits  20 speaker mask  24 sub-format GUID     (WAVE_FORMAT_EXTENSIBLE, 0xFFFE)
 * ```
 */
function readFormat(view: DataView, at: number, size: number): Omit<WavLayout, 'dataOffset' | 'dataBytes'> {
  if (size < 16)
    throw invalid(`The WAV file's fmt chunk is cut short: ${size} bytes, at least 16 are needed.`);
  let codec = view.getUint16(at, true);
  const channels = view.getUint16(at + 2, true);
  const sampleRateHz = view.getUint32(at + 4, true);
  const bits = view.getUint16(at + 14, true);
  if (codec === 0xfffe) {
    if (size < 26)
      throw invalid('The WAV file says WAVE_FORMAT_EXTENSIBLE but its fmt chunk has no sub-format.');
    codec = view.getUint16(at + 24, true);
  }
  if (channels === 0) throw invalid('The WAV file says that it has zero channels.');
  if (channels > MAX_CHANNELS) {
    throw invalid(`The WAV file says that it has ${channels} channels; up to ${MAX_CHANNELS} can be read.`);
  }
  if (sampleRateHz < MIN_SAMPLE_RATE_HZ || sampleRateHz > MAX_SAMPLE_RATE_HZ) {
    throw invalid(`The WAV file's sample rate is ${sampleRateHz} Hz; 1,000 to 384,000 Hz can be read.`);
  }
  const encoding = encodingOf(codec, bits);
  const blockBytes = BYTES_OF[encoding] * channels;
  // Some writers leave it 0. Any other value that does not fit means that one of the fields is a lie: played by the
  // wrong one, speech would be noise.
  const claimedBlockBytes = view.getUint16(at + 12, true);
  if (claimedBlockBytes !== 0 && claimedBlockBytes !== blockBytes) {
    throw invalid(
      `The WAV file contradicts itself: ${channels} × ${bits} bits are ${blockBytes} bytes, but it says ${claimedBlockBytes}.`,
    );
  }
  return { encoding, sampleRateHz, channels, blockBytes };
}

const BYTES_OF: Record<WavEncoding, number> = {
  pcm8: 1,
  pcm16: 2,
  pcm24: 3,
  pcm32: 4,
  float32: 4,
  float64: 8,
  'mu-law': 1,
  'a-law': 1,
};

/** Codec numbers of RFC 2361: 1 PCM, 3 IEEE float, 6 A-law, 7 µ-law. Container bits count, not the valid ones. */
function encodingOf(codec: number, bits: number): WavEncoding {
  const known: Record<number, Record<number, WavEncoding>> = {
    1: { 8: 'pcm8', 16: 'pcm16', 24: 'pcm24', 32: 'pcm32' },
    3: { 32: 'float32', 64: 'float64' },
    6: { 8: 'a-law' },
    7: { 8: 'mu-law' },
  };
  const names: Record<number, string> = { 1: 'PCM', 3: 'float', 6: 'A-law', 7: 'µ-law' };
  const widths = known[codec];
  if (!widths) {
    throw invalid(
      `The WAV file is compressed with codec ${codec}, which cannot be read. Convert it to PCM, for example with "sox in.wav -e signed -b 16 out.wav".`,
    );
  }
  const encoding = widths[bits];
  if (!encoding)
    throw invalid(`The WAV file says ${names[codec] ?? ''} of ${bits} bits, which cannot be read.`);
  return encoding;
}

/** Reads a whole file held in memory. Allocates four bytes a sample at most. Throws AudioError that says what is wrong. */
export function readWav(bytes: Uint8Array): WavAudio {
  const layout = readWavLayout(bytes);
  if (layout.dataBytes === 0) throw invalid('The WAV file holds no sound: its data chunk is empty.');
  const frames = layout.dataBytes / layout.blockBytes;
  const sampleBytes = BYTES_OF[layout.encoding];
  const view = new DataView(bytes.buffer, bytes.byteOffset + layout.dataOffset, layout.dataBytes);
  const decode = DECODERS[layout.encoding];
  const channels = Array.from({ length: layout.channels }, (_, channel) => {
    const samples = new Float32Array(frames);
    for (let i = 0, at = channel * sampleBytes; i < frames; i += 1, at += layout.blockBytes) {
      samples[i] = decode(view, at);
    }
    return samples;
  });
  return { sampleRateHz: layout.sampleRateHz, channels, durationMs: (frames / layout.sampleRateHz) * 1000 };
}

const DECODERS: Record<WavEncoding, (view: DataView, at: number) => number> = {
  pcm8: (view, at) => (view.getUint8(at) - 128) / 128,
  pcm16: (view, at) => view.getInt16(at, true) / 32_768,
  pcm24: (view, at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 8_388_608,
  pcm32: (view, at) => view.getInt32(at, true) / 2_147_483_648,
  float32: (view, at) => finite(view.getFloat32(at, true)),
  float64: (view, at) => finite(view.getFloat64(at, true)),
  'mu-law': (view, at) => (muLawToLinear[view.getUint8(at)] ?? 0) / 32_768,
  'a-law': (view, at) => (aLawToLinear[view.getUint8(at)] ?? 0) / 32_768,
};

/** Infinities and NaN in a damaged float file are heard as silence. */
function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

/** All channels mixed to one at equal weight, at the engine's rate. A mono int16 file at 16 kHz comes back bit for bit. */
export function monoAt16k(audio: WavAudio): Int16Array {
  const mono = mixToInt16(audio.channels);
  if (audio.sampleRateHz === SAMPLE_RATE_HZ) return mono;
  const resampler = new StreamingResampler(audio.sampleRateHz, SAMPLE_RATE_HZ);
  const head = resampler.push(mono);
  const tail = resampler.flush();
  const output = new Int16Array(head.length + tail.length);
  output.set(head);
  output.set(tail, head.length);
  return output;
}

function mixToInt16(channels: Float32Array[]): Int16Array {
  const mono = new Int16Array(channels[0]?.length ?? 0);
  const gain = 32_768 / Math.max(1, channels.length);
  for (let i = 0; i < mono.length; i += 1) {
    let sum = 0;
    for (const channel of channels) sum += channel[i] ?? 0;
    mono[i] = Math.max(-32_768, Math.min(32_767, Math.round(sum * gain)));
  }
  return mono;
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(
    view.getUint8(at),
    view.getUint8(at + 1),
    view.getUint8(at + 2),
    view.getUint8(at + 3),
  );
}

function invalid(message: string): AudioError {
  return new AudioError('audio-invalid', message);
}

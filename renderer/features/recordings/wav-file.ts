/** Sound as the studio takes it: a WAV file. What a browser can decode but the studio cannot is converted here. */

/** A WAV file of int16 samples, one channel (44 bytes of header, RIFF). */
export function wavFile(samples: Float32Array, sampleRateHz: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(44 + 2 * samples.length);
  const view = new DataView(bytes.buffer);
  const tag = (at: number, text: string): void => {
    for (let index = 0; index < text.length; index += 1) view.setUint8(at + index, text.charCodeAt(index));
  };
  tag(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  tag(8, 'WAVE');
  tag(12, 'fmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, 2 * sampleRateHz, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  tag(36, 'data');
  view.setUint32(40, 2 * samples.length, true);
  samples.forEach((sample, index) => {
    view.setInt16(44 + 2 * index, Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), true);
  });
  return bytes;
}

export function isWav(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, 4)) === 'RIFF';
}

/** A file as WAV: as it is, or decoded (MP3, Ogg, a microphone's WebM). What cannot be decoded goes as it is, for the studio to refuse. */
export async function asWav(file: Blob): Promise<Uint8Array> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (isWav(bytes) || bytes.length === 0) return bytes;
  // Decoded at the studio's rate: nothing is resampled twice.
  const context = new OfflineAudioContext(1, 1, 16_000);
  try {
    const audio = await context.decodeAudioData(bytes.slice().buffer);
    const channels = Array.from({ length: audio.numberOfChannels }, (_, index) =>
      audio.getChannelData(index),
    );
    const mono = Float32Array.from(
      { length: audio.length },
      (_, at) => channels.reduce((sum, channel) => sum + (channel[at] ?? 0), 0) / channels.length,
    );
    return wavFile(mono, audio.sampleRate);
  } catch {
    return bytes;
  }
}

export function base64Of(bytes: Uint8Array): string {
  const pieces: string[] = [];
  // A call takes so many arguments and no more.
  for (let at = 0; at < bytes.length; at += 0x6000)
    pieces.push(btoa(String.fromCharCode(...bytes.subarray(at, at + 0x6000))));
  return pieces.join('');
}

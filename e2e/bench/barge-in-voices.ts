/**
 * Voices that the thresholds of barge-in were not chosen with. Our own synthesiser's, read at another rate: pitch, formants and
 * speed change together, as of a larger or a smaller speaker. And Debian's `espeak-ng` (formants) and `festival` (a hidden Markov
 * model), where they are installed.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SAMPLES_PER_MS, SAMPLE_RATE_HZ } from '#engine/audio/frame.ts';
import { concatenateSamples } from '#engine/audio/frames.ts';
import { StreamingResampler } from '#engine/audio/resampler.ts';
import { monoAt16k, readWav } from '#engine/audio/wav-reader.ts';
import type { TextToSpeech } from '#engine/providers/spec/tts.ts';
import { wholeSpeech } from '#engine/voice/whole-speech.ts';

export interface HeldOutVoice {
  name: string;
  say: (line: string) => Promise<Int16Array>;
}

const run = promisify(execFile);

/** Flite's voices, and by how much faster and higher they are played. */
const changed = [
  ['rms', 1.19],
  ['slt', 0.86],
  ['awb', 1.12],
] as const;

/** Each a program that writes the line to a WAV file. */
const programs: readonly { name: string; command: (line: string, file: string) => [string, string[]] }[] = [
  { name: 'espeak-ng en-us', command: (line, file) => ['espeak-ng', ['-v', 'en-us', '-w', file, line]] },
  {
    name: 'espeak-ng scotland+f3',
    command: (line, file) => [
      'espeak-ng',
      ['-v', 'en-gb-scotland+f3', '-s', '195', '-p', '60', '-w', file, line],
    ],
  },
  {
    name: 'festival slt hts',
    command: (line, file) => [
      'festival',
      [
        '--batch',
        '(voice_cmu_us_slt_arctic_hts)',
        `(utt.save.wave (utt.synth (Utterance Text ${JSON.stringify(line)})) ${JSON.stringify(file)})`,
      ],
    ],
  },
];

/** Those that this machine has. */
export async function heldOutVoices(tts: TextToSpeech): Promise<HeldOutVoice[]> {
  const voices: HeldOutVoice[] = changed.map(([voice, factor]) => ({
    name: `flite ${voice} ×${String(factor)}`,
    say: async (line) => {
      const resampler = new StreamingResampler(Math.round(SAMPLE_RATE_HZ * factor), SAMPLE_RATE_HZ);
      const played = resampler.push(await wholeSpeech(tts, line, voice));
      return levelled(concatenateSamples([played, resampler.flush()]));
    },
  }));
  for (const { name, command } of programs) {
    const say = (line: string): Promise<Int16Array> => spokenBy((file) => command(line, file));
    const has = await say('Hello.').then(
      () => true,
      () => false,
    );
    if (has) voices.push({ name, say });
  }
  return voices;
}

async function spokenBy(command: (file: string) => [string, string[]]): Promise<Int16Array> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-voice-'));
  try {
    const file = join(folder, 'line.wav');
    await run(...command(file));
    return levelled(monoAt16k(readWav(await readFile(file))));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Without the silence before and after, at −20 dBFS over its loudest second. */
function levelled(samples: Int16Array): Int16Array {
  const loud = (sample: number): boolean => Math.abs(sample) > 100;
  const voice = samples.subarray(samples.findIndex(loud), samples.findLastIndex(loud) + 1);
  const window = Math.min(voice.length, 1000 * SAMPLES_PER_MS);
  let power = 0;
  let loudest = 0;
  for (const [at, sample] of voice.entries()) {
    power += sample * sample - (at >= window ? (voice[at - window] ?? 0) ** 2 : 0);
    loudest = Math.max(loudest, power / window);
  }
  const gain = (0.1 * 32_768) / Math.sqrt(Math.max(1, loudest));
  return voice.map((sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * gain))));
}

/**
 * The tuning set of `bench barge-in`: thresholds and word lists were chosen with these. Sounds of the caller's side while the
 * agent speaks: speech that wants the floor, and what does not. Mono int16, 16 kHz.
 */
import { SAMPLE_RATE_HZ, SAMPLES_PER_MS } from '#engine/audio/frame.ts';
import type { TextToSpeech } from '#engine/providers/spec/tts.ts';
import { wholeSpeech } from '#engine/voice/whole-speech.ts';

export type SoundKind = 'interruption' | 'backchannel' | 'cough' | 'click' | 'noise' | 'music';

export interface Sound {
  kind: SoundKind;
  name: string;
  samples: Int16Array;
  /** What a recogniser would hear; empty for what is no speech. */
  words: string;
}

const voices = ['slt', 'rms', 'awb', 'kal16', 'kal'];
/** Against the synthesiser's −20 dBFS. */
const levelsDb = [0, -12];

const interruptions = [
  'Wait a moment please.',
  'Stop.',
  'No that is not what I said.',
  'Hold on, I have a question.',
  'Excuse me, can I say something?',
  'Actually I wanted the other one.',
  'I already have that.',
  'Let me ask my wife first.',
  'Can you repeat the first part?',
  'How much does it cost?',
  'Sorry, I did not understand you.',
  'Not on Monday, on Tuesday.',
];
const backchannels = [
  'Mm-hm.',
  'Right.',
  'Okay.',
  'Uh huh.',
  'Yeah.',
  'I see.',
  'Yes, yes.',
  'Got it.',
  'Oh, okay.',
  'Sure.',
];

/** Uniform numbers, the same each time (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Without the silence before and after the voice (int16 magnitude of 100). */
function trimmed(samples: Int16Array): Int16Array {
  const loud = (sample: number): boolean => Math.abs(sample) > 100;
  return samples.subarray(samples.findIndex(loud), samples.findLastIndex(loud) + 1);
}

function atLevel(samples: Int16Array, levelDb: number): Int16Array {
  const gain = 10 ** (levelDb / 20);
  return samples.map((sample) => Math.round(sample * gain));
}

/** `wave(seconds)` in −1 to 1. */
export function drawn(durationMs: number, wave: (seconds: number) => number): Int16Array {
  return Int16Array.from({ length: durationMs * SAMPLES_PER_MS }, (_, index) => {
    const value = wave(index / SAMPLE_RATE_HZ);
    return Math.round(Math.max(-1, Math.min(1, value)) * 32_767);
  });
}

async function spoken(kind: SoundKind, lines: readonly string[], tts: TextToSpeech): Promise<Sound[]> {
  const sounds: Sound[] = [];
  for (const voice of voices)
    for (const line of lines) {
      const speech = trimmed(await wholeSpeech(tts, line, voice));
      for (const levelDb of levelsDb)
        sounds.push({
          kind,
          name: `${line} (${voice}, ${levelDb} dB)`,
          samples: atLevel(speech, levelDb),
          words: line.replaceAll(/[.,?]/g, ''),
        });
    }
  return sounds;
}

/** Two or three bursts of breath noise, low-passed, with a hard attack and some throat behind it. */
function cough(seed: number): Sound {
  const next = random(seed);
  const bursts = 1 + Math.floor(next() * 3);
  const spacing = 0.22 + next() * 0.12;
  const length = 0.09 + next() * 0.12;
  const cut = 0.25 + next() * 0.4;
  const level = 0.15 + next() * 0.4;
  let low = 0;
  const samples = drawn(bursts * spacing * 1000 + 60, (seconds) => {
    const within = seconds % spacing;
    const burst = Math.floor(seconds / spacing);
    low += cut * (next() * 2 - 1 - low);
    if (within > length * 2 || burst >= bursts) return 0;
    const envelope = Math.min(1, within / 0.004) * Math.exp(-within / (length / 2));
    return envelope * level * low * (1 + 0.3 * Math.sin(2 * Math.PI * 95 * seconds)) * 2;
  });
  return { kind: 'cough', name: `cough ${seed}`, samples, words: '' };
}

/** A few impulses with a short ring: keys, a mouse, a cup that is put down. */
function click(seed: number): Sound {
  const next = random(seed);
  const times = Array.from({ length: 1 + Math.floor(next() * 7) }, () => next() * 0.9).sort((a, b) => a - b);
  const ring = 600 + next() * 3000;
  const level = 0.2 + next() * 0.6;
  const samples = drawn(1000, (seconds) =>
    times.reduce((sum, time) => {
      const since = seconds - time;
      return since < 0 ? sum : sum + level * Math.exp(-since / 0.006) * Math.sin(2 * Math.PI * ring * since);
    }, 0),
  );
  return { kind: 'click', name: `clicks ${seed}`, samples, words: '' };
}

/** Traffic, a fan, rain: noise of some colour that swells, or a slam that dies away. */
function noise(seed: number): Sound {
  const next = random(seed);
  const cut = 0.03 + next() * 0.9;
  const level = 0.03 + next() * 0.25;
  const slam = seed % 3 === 0;
  const swell = 0.5 + next() * 3;
  let low = 0;
  const samples = drawn(slam ? 700 : 2500, (seconds) => {
    low += cut * (next() * 2 - 1 - low);
    const envelope = slam
      ? Math.exp(-seconds / 0.12) * 3
      : 0.6 + 0.4 * Math.sin(2 * Math.PI * swell * seconds);
    return (envelope * level * low) / Math.sqrt(cut);
  });
  return { kind: 'noise', name: `${slam ? 'slam' : 'noise'} ${seed}`, samples, words: '' };
}

/** Chords of plucked or bowed tones, a few notes a second, over a beat. */
function music(seed: number): Sound {
  const next = random(seed);
  const notes = Array.from({ length: 12 }, () => 110 * 2 ** (Math.floor(next() * 25) / 12));
  const noteLength = 0.15 + next() * 0.35;
  const decay = 0.1 + next() * 0.6;
  const level = 0.05 + next() * 0.12;
  const samples = drawn(2500, (seconds) => {
    const index = Math.floor(seconds / noteLength);
    const since = seconds % noteLength;
    const root = notes[index % notes.length] ?? 220;
    const envelope = Math.min(1, since / 0.01) * Math.exp(-since / decay);
    const tone = (pitchHz: number): number =>
      [1, 2, 3, 4, 5].reduce((sum, h) => sum + Math.sin(2 * Math.PI * pitchHz * h * seconds) / h, 0);
    const beat = seconds % (noteLength * 2) < 0.03 ? next() - 0.5 : 0;
    return level * (envelope * (tone(root) + tone(root * 1.25) + tone(root * 1.5)) + beat);
  });
  return { kind: 'music', name: `music ${seed}`, samples, words: '' };
}

const numbered = (count: number, make: (seed: number) => Sound): Sound[] =>
  Array.from({ length: count }, (_, index) => make(index + 1));

/** What wants the floor. */
export function interruptionSounds(tts: TextToSpeech): Promise<Sound[]> {
  return spoken('interruption', interruptions, tts);
}

/** What does not. */
export async function bystandingSounds(tts: TextToSpeech): Promise<Sound[]> {
  return [
    ...(await spoken('backchannel', backchannels, tts)),
    ...numbered(24, cough),
    ...numbered(16, click),
    ...numbered(16, noise),
    ...numbered(16, music),
  ];
}

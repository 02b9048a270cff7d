/**
 * The held-out set of `bench barge-in`: nothing here was heard while thresholds and word lists were chosen, and nothing may
 * be chosen by it. Other voices, other words, other noises, made in other ways.
 *
 * Backchannels are the commonest of Switchboard's dialogue-act corpus (Jurafsky et al. 1997, tag `b`) that the tuning set
 * does not have; whether our word lists know them is part of what is measured. Recognisers spell them as they like.
 */
import { SAMPLE_RATE_HZ } from '#engine/audio/frame.ts';
import type { TextToSpeech } from '#engine/providers/spec/tts.ts';
import { drawn, random, type Sound, type SoundKind } from './barge-in-sounds.ts';
import { heldOutVoices } from './barge-in-voices.ts';

/** Against −20 dBFS. */
const levelsDb = [-3, -9];

const interruptions = [
  'Hang on a second.',
  'No no, listen.',
  'I need to stop you there.',
  'Just tell me the price.',
  'That is the wrong date.',
  'Wait.',
  'My name is spelled differently.',
  'Are you a real person?',
  'Where do I park the car?',
  'Forget it.',
  'Could you speak up please?',
  'We moved last year.',
].map((line) => ({ line, words: line }));

/** As they are spoken, and as a recogniser may spell them. */
const backchannels = [
  { line: 'Mm-hmm.', words: 'Mhmm' },
  { line: 'Uh-huh.', words: 'Uhhuh' },
  { line: 'Huh.', words: 'Huh' },
  { line: 'Oh really.', words: 'Oh really' },
  { line: 'Oh yeah.', words: 'Oh yeah' },
  { line: 'Exactly.', words: 'Exactly' },
  { line: 'That is right.', words: "That's right" },
  { line: 'That is true.', words: "That's true" },
  { line: 'Oh wow.', words: 'Oh wow' },
  { line: 'No kidding.', words: 'No kidding' },
  { line: 'Interesting.', words: 'Interesting' },
  { line: 'Alright.', words: 'Alright' },
  { line: 'Yep.', words: 'Yep' },
  { line: 'Gotcha.', words: 'Gotcha' },
  { line: 'I understand.', words: 'I understand' },
  { line: 'Okay.', words: 'O.K.' },
];

async function spoken(
  kind: SoundKind,
  lines: readonly { line: string; words: string }[],
  tts: TextToSpeech,
): Promise<Sound[]> {
  const sounds: Sound[] = [];
  for (const { name, say } of await heldOutVoices(tts))
    for (const { line, words } of lines) {
      const speech = await say(line);
      for (const levelDb of levelsDb)
        sounds.push({
          kind,
          name: `${line} (${name}, ${levelDb} dB)`,
          samples: speech.map((sample) => Math.round(sample * 10 ** (levelDb / 20))),
          words: words.replaceAll(/[.,?]/g, ''),
        });
    }
  return sounds;
}

/** Two-pole band-pass (Bristow-Johnson's cookbook, constant peak gain), on white noise: the colour of a throat or a door. */
function bandNoise(next: () => number): (centreHz: number, q: number) => number {
  const x = [0, 0];
  const y = [0, 0];
  return (centreHz, q) => {
    const w = (2 * Math.PI * centreHz) / SAMPLE_RATE_HZ;
    const alpha = Math.sin(w) / (2 * q);
    const input = next() * 2 - 1;
    const output =
      (alpha * (input - (x[1] ?? 0)) + 2 * Math.cos(w) * (y[0] ?? 0) - (1 - alpha) * (y[1] ?? 0)) /
      (1 + alpha);
    x.unshift(input);
    y.unshift(output);
    x.length = y.length = 2;
    return output;
  };
}

/** An explosive burst, a breath, and in most of them a voiced end (Korpáš 1996): the throat's formants on noise. */
function cough(seed: number): Sound {
  const next = random(9000 + seed);
  const [throat, mouth] = [bandNoise(next), bandNoise(next)];
  const bursts = 1 + Math.floor(next() * 2);
  const spacing = 0.35 + next() * 0.2;
  const pitchHz = 90 + next() * 160;
  const voice = next() < 0.6 ? 0.15 + next() * 0.2 : 0;
  const level = 0.3 + next() * 0.5;
  const samples = drawn(bursts * spacing * 1000 + 40, (seconds) => {
    const within = seconds % spacing;
    const burst = Math.exp(-within / 0.025) * throat(500 + 900 * Math.exp(-within / 0.05), 1.2);
    const breath = 0.4 * Math.exp(-((within - 0.12) ** 2) / 0.004) * mouth(1500, 0.8);
    const end = 0.5 * voice * Math.exp(-((within - 0.24) ** 2) / 0.0012);
    const fold = Math.sin(2 * Math.PI * pitchHz * seconds) + 0.5 * Math.sin(4 * Math.PI * pitchHz * seconds);
    return level * (2 * burst + breath + end * fold);
  });
  return { kind: 'cough', name: `held-out cough ${seed}`, samples, words: '' };
}

/** "Ha ha ha": voiced bursts of breath, four to five a second, that fall in pitch (Bachorowski et al. 2001). */
function laughter(seed: number): Sound {
  const next = random(9100 + seed);
  const count = 3 + Math.floor(next() * 3);
  const spacing = 0.19 + next() * 0.05;
  const basisHz = 140 + next() * 180;
  const breath = bandNoise(next);
  let phase = 0;
  const samples = drawn(count * spacing * 1000, (seconds) => {
    const within = seconds % spacing;
    phase += (2 * Math.PI * basisHz * (1 - (0.12 * seconds) / spacing / count)) / SAMPLE_RATE_HZ;
    const envelope = Math.sin(Math.min(1, within / 0.1) * Math.PI) ** 2 * (within < 0.1 ? 1 : 0);
    const voice = [1, 2, 3, 4, 5, 6].reduce(
      (sum, harmonic) => sum + Math.sin(harmonic * phase) / (1 + Math.abs(harmonic - 4)),
      0,
    );
    const aspirated = 0.25 * breath(1800, 0.7);
    return 0.22 * (envelope * voice + (within >= 0.08 ? aspirated : 0.3 * aspirated));
  });
  return { kind: 'cough', name: `held-out laughter ${seed}`, samples, words: '' };
}

/** A keyboard in use: each key a down and an up, both a few resonances of a case. */
function keyboard(seed: number): Sound {
  const next = random(9200 + seed);
  const strokes: { at: number; level: number; modes: number[] }[] = [];
  for (let at = 0.02; at < 1.5; at += 0.09 + next() * 0.18)
    for (const [later, share] of [
      [0, 1],
      [0.06 + next() * 0.04, 0.4],
    ] as const)
      strokes.push({
        at: at + later,
        level: share * (0.1 + next() * 0.3),
        modes: [900 + next() * 600, 2200 + next() * 900, 4200 + next() * 1500],
      });
  const samples = drawn(1700, (seconds) =>
    strokes.reduce((sum, { at, level, modes }) => {
      const since = seconds - at;
      if (since < 0 || since > 0.05) return sum;
      const ring = modes.reduce((rung, hz) => rung + Math.sin(2 * Math.PI * hz * since), next() - 0.5);
      return sum + level * Math.exp(-since / 0.004) * ring;
    }, 0),
  );
  return { kind: 'click', name: `held-out keyboard ${seed}`, samples, words: '' };
}

/** A door falls shut: a low thump, the latch after it, and the room. */
function door(seed: number): Sound {
  const next = random(9300 + seed);
  const thump = bandNoise(next);
  const latch = bandNoise(next);
  const lowHz = 60 + next() * 120;
  const latchAt = 0.03 + next() * 0.1;
  const room = 0.08 + next() * 0.3;
  const samples = drawn(900, (seconds) => {
    const since = seconds - latchAt;
    const clack = since < 0 ? 0 : Math.exp(-since / 0.01) * latch(2500, 2) * 1.5;
    return 0.8 * (3 * Math.exp(-seconds / room) * thump(lowHz, 1) + clack);
  });
  return { kind: 'noise', name: `held-out door ${seed}`, samples, words: '' };
}

/** A street: narrow bands of noise whose centres wander, as of engines that pass. */
function street(seed: number): Sound {
  const next = random(9400 + seed);
  const bands = Array.from({ length: 3 }, () => ({
    noise: bandNoise(next),
    fromHz: 100 + next() * 500,
    overHz: (next() - 0.5) * 200,
    level: 0.1 + next() * 0.3,
  }));
  const samples = drawn(2500, (seconds) =>
    bands.reduce(
      (sum, { noise, fromHz, overHz, level }) =>
        sum + level * noise(Math.max(60, fromHz + overHz * seconds), 3),
      0,
    ),
  );
  return { kind: 'noise', name: `held-out street ${seed}`, samples, words: '' };
}

const minorChords = [
  [0, 3, 7, 10],
  [5, 8, 12, 15],
  [7, 11, 14, 17],
  [-4, 0, 3, 7],
];

/** Minor sevenths on a soft organ with tremolo, a walking bass, a hi-hat: chords and timbre the tuning set has not. */
function music(seed: number): Sound {
  const next = random(9500 + seed);
  const rootHz = 130 + next() * 130;
  const barSeconds = 0.5 + next() * 0.5;
  const tremoloHz = 4 + next() * 3;
  const level = 0.03 + next() * 0.05;
  const samples = drawn(2500, (seconds) => {
    const chord = minorChords[Math.floor(seconds / barSeconds + seed) % minorChords.length] ?? [];
    const organ = chord.reduce((sum, step) => {
      const hz = rootHz * 2 ** (step / 12);
      return sum + Math.sin(2 * Math.PI * hz * seconds) + 0.5 * Math.sin(4 * Math.PI * hz * seconds);
    }, 0);
    const beat = barSeconds / 2;
    const bassHz = (rootHz / 2) * 2 ** ((chord[Math.floor(seconds / beat) % chord.length] ?? 0) / 12);
    const bass = Math.sin(2 * Math.PI * bassHz * seconds) * Math.exp(-(seconds % beat) / 0.2);
    const hat = (next() * 2 - 1) * Math.exp(-(seconds % beat) / 0.02);
    return level * (organ * (1 + 0.3 * Math.sin(2 * Math.PI * tremoloHz * seconds)) + 2 * bass + hat);
  });
  return { kind: 'music', name: `held-out music ${seed}`, samples, words: '' };
}

const numbered = (count: number, make: (seed: number) => Sound): Sound[] =>
  Array.from({ length: count }, (_, index) => make(index + 1));

/** What wants the floor. */
export function heldOutInterruptions(tts: TextToSpeech): Promise<Sound[]> {
  return spoken('interruption', interruptions, tts);
}

/** What does not. */
export async function heldOutBystanders(tts: TextToSpeech): Promise<Sound[]> {
  return [
    ...(await spoken('backchannel', backchannels, tts)),
    ...numbered(12, cough),
    ...numbered(12, laughter),
    ...numbered(16, keyboard),
    ...numbered(8, door),
    ...numbered(8, street),
    ...numbered(16, music),
  ];
}

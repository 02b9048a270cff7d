/**
 * When is the caller done? Synthesised callers with pauses of 0.2 to 1.5 s in mid-sentence, through the real voice
 * detector and the caller's ear, with a recogniser that is 150 ms behind the sound. One row a strategy:
 *
 * `cut-off-rate`  fraction of utterances of which a turn was ended in a pause
 * `delay`         from the last sample of the voice to the end of the turn, ms, all utterances
 * `cut-off-rate-at-equal-delay`  the same by silence alone (interpolated in its sweep) at our mean delay, beside ours
 *
 * `TEXTS=tuning` runs the other set of texts, on which the thresholds were chosen.
 */
import { FRAME_SAMPLES, SAMPLES_PER_MS, samplesToMs } from '#engine/audio/frame.ts';
import { concatenateSamples } from '#engine/audio/frames.ts';
import { VirtualTimeline } from '#engine/base/timeline.ts';
import { createFliteTts } from '#engine/providers/flite/index.ts';
import { createSileroVad } from '#engine/providers/silero/index.ts';
import type { TextToSpeech } from '#engine/providers/spec/tts.ts';
import type { VadStream, VadWindow, VoiceActivityDetector } from '#engine/providers/spec/vad.ts';
import { CallerEar } from '#engine/voice/caller-ear.ts';
import { noExpectations, type Expectations } from '#engine/voice/turns/expectations.ts';
import { voiceSettingsOf, type VoiceSettings } from '#engine/voice/voice-settings.ts';
import { wholeSpeech } from '#engine/voice/whole-speech.ts';
import type { TurnTaking } from '#shared/domain/turn-taking.ts';
import { benchTexts, tuningTexts, type CallerText } from './endpointing-texts.ts';
import { machine, printDistribution, printValue, type Conditions } from './harness.ts';
import { scriptedRecogniser, spokenWords, type SpokenWord } from './scripted-recogniser.ts';

const voices = ['slt', 'rms', 'awb', 'kal16'];
/** Callers; each has a range of pauses, so that some are quick and some slow. Milliseconds. */
const callers: readonly (readonly [number, number])[] = [
  [200, 500],
  [300, 800],
  [500, 1100],
  [200, 1500],
  [800, 1500],
];
const recogniserLagMs = 150;
/** Between two utterances of a caller, and before the first: longer than any strategy waits. */
const restMs = 4000;
/** Softer than this is not voice any more (int16; flite is silent before and after). */
const voiceLevel = 100;

interface Utterance {
  text: CallerText;
  startMs: number;
  endMs: number;
  words: SpokenWord[];
}

interface Tape {
  utterances: Utterance[];
  frames: Int16Array[];
  /** The detector's answer to every frame. */
  windows: VadWindow[][];
}

/** Uniform numbers, the same each time (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function trimmed(samples: Int16Array): Int16Array {
  const loud = (sample: number): boolean => Math.abs(sample) > voiceLevel;
  return samples.subarray(samples.findIndex(loud), samples.findLastIndex(loud) + 1);
}

async function tapeOf(
  texts: readonly CallerText[],
  caller: number,
  tts: TextToSpeech,
  vad: VoiceActivityDetector,
): Promise<Tape> {
  const [leastMs, mostMs] = callers[caller % callers.length] ?? [200, 1500];
  const voice = voices[caller % voices.length] ?? 'slt';
  const draw = random(caller + 1);
  const parts: Int16Array[] = [];
  let atSamples = 0;
  const add = (samples: Int16Array): void => {
    parts.push(samples);
    atSamples += samples.length;
  };
  const silence = (ms: number): void => {
    add(new Int16Array(Math.round(ms * SAMPLES_PER_MS)));
  };
  const utterances: Utterance[] = [];
  silence(restMs);
  for (const text of texts) {
    const startMs = samplesToMs(atSamples);
    const words: SpokenWord[] = [];
    for (const [index, phrase] of text.text.split(/\s*[|/]\s*/).entries()) {
      if (index > 0) silence(leastMs + draw() * (mostMs - leastMs));
      const speech = trimmed(await wholeSpeech(tts, phrase, voice));
      words.push(...spokenWords(phrase, samplesToMs(atSamples), samplesToMs(speech.length)));
      add(speech);
    }
    utterances.push({ text, startMs, endMs: samplesToMs(atSamples), words });
    silence(restMs);
  }
  const samples = concatenateSamples(parts);
  const frames: Int16Array[] = [];
  for (let at = 0; at + FRAME_SAMPLES <= samples.length; at += FRAME_SAMPLES)
    frames.push(samples.subarray(at, at + FRAME_SAMPLES));
  const stream = vad.open();
  const windows: VadWindow[][] = [];
  for (const frame of frames) windows.push(await stream.push(frame));
  stream.close();
  return { utterances, frames, windows };
}

interface Outcome {
  cutOffs: number;
  utterances: number;
  delaysMs: number[];
}

/** One caller's tape through an ear with these settings. */
async function listen(
  tape: Tape,
  settings: VoiceSettings,
): Promise<{ utterance: Utterance; endsMs: number[] }[]> {
  const ends = tape.utterances.map((utterance) => ({ utterance, endsMs: [] as number[] }));
  let frameIndex = 0;
  const nowMs = (): number => samplesToMs(frameIndex * FRAME_SAMPLES);
  const current = (): (typeof ends)[number] | undefined =>
    ends.findLast(({ utterance }) => utterance.startMs <= nowMs());
  const vad: VadStream = {
    push: () => Promise.resolve(tape.windows[frameIndex - 1] ?? []),
    reset: () => undefined,
    close: () => undefined,
  };
  const ear = new CallerEar({
    timeline: new VirtualTimeline(),
    vad,
    stt: scriptedRecogniser(nowMs, () => current()?.utterance.words ?? [], recogniserLagMs),
    settings,
    language: 'en-US',
    lockstep: true,
    events: {
      hints: () => ({ functions: [], variables: [] }),
      expects: (): Expectations => current()?.utterance.text.expects ?? noExpectations,
      speechLikely: () => undefined,
      speechUnlikely: () => undefined,
      speechStart: () => undefined,
      speechStop: () => undefined,
      turnStart: () => undefined,
      partial: () => undefined,
      observe: () => undefined,
      likelyEnd: () => undefined,
      goesOn: () => undefined,
      turnEnd: ({ decidedMs, forget }) => {
        forget();
        current()?.endsMs.push(decidedMs);
      },
      failed: (_stage, error) => {
        throw error as Error;
      },
    },
  });
  for (const frame of tape.frames) {
    frameIndex += 1;
    await ear.frame(frame);
  }
  ear.close();
  return ends;
}

async function measure(
  tapes: readonly Tape[],
  settings: VoiceSettings,
  kind?: CallerText['kind'],
): Promise<Outcome> {
  const outcome: Outcome = { cutOffs: 0, utterances: 0, delaysMs: [] };
  for (const tape of tapes)
    for (const { utterance, endsMs } of await listen(tape, settings)) {
      if (kind && utterance.text.kind !== kind) continue;
      outcome.utterances += 1;
      if (endsMs.some((endMs) => endMs < utterance.endMs)) outcome.cutOffs += 1;
      const last = endsMs.at(-1);
      if (last === undefined || last < utterance.endMs) throw new Error(`no end: ${utterance.text.text}`);
      outcome.delaysMs.push(last - utterance.endMs);
    }
  return outcome;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

function print(strategy: string, { cutOffs, utterances, delaysMs }: Outcome, more: Conditions = {}): void {
  const conditions = {
    ...machine,
    set: setName,
    strategy,
    utterances,
    mean_delay_ms: Math.round(mean(delaysMs)),
    ...more,
  };
  printValue('endpointing', 'cut-off-rate', 'fraction', cutOffs / utterances, conditions);
  printDistribution('endpointing', 'delay', 'ms', delaysMs, conditions);
}

const tuning = process.env['TEXTS'] === 'tuning';
const setName = tuning ? 'tuning' : 'bench';
const texts = tuning ? tuningTexts : benchTexts;
const tts = createFliteTts();
const vad = createSileroVad();
const tapes: Tape[] = [];
for (let caller = 0; caller < callers.length; caller++) tapes.push(await tapeOf(texts, caller, tts, vad));
await tts.close();
await vad.close();

const alone: { delayMs: number; rate: number }[] = [];
for (const silenceMs of [200, 300, 400, 500, 600, 700, 800, 1000, 1200, 1500]) {
  const outcome = await measure(tapes, {
    ...voiceSettingsOf({ read_words: false, adapt_to_pauses: false }),
    plainSilenceMs: silenceMs,
    utteranceSilenceMs: Math.min(200, silenceMs),
  });
  alone.push({ delayMs: mean(outcome.delaysMs), rate: outcome.cutOffs / outcome.utterances });
  print('silence alone', outcome, { silence_ms: silenceMs });
}

/** What silence alone cuts off at that mean delay. */
function aloneAt(delayMs: number): number {
  const above = alone.findIndex((row) => row.delayMs >= delayMs);
  const high = alone[above] ?? alone.at(-1);
  const low = alone[above - 1] ?? high;
  if (!high || !low) return 0;
  if (high === low) return high.rate;
  const share = (delayMs - low.delayMs) / (high.delayMs - low.delayMs);
  return low.rate + share * (high.rate - low.rate);
}

const strategies: [string, TurnTaking][] = [
  ['quick', { preset: 'quick' }],
  ['balanced', { preset: 'balanced' }],
  ['balanced, without the words', { read_words: false }],
  ['balanced, without own pauses', { adapt_to_pauses: false }],
  ['patient', { preset: 'patient' }],
];
for (const [strategy, turnTaking] of strategies) {
  const settings = voiceSettingsOf(turnTaking);
  const outcome = await measure(tapes, settings);
  print(strategy, outcome);
  const ours = outcome.cutOffs / outcome.utterances;
  printValue('endpointing', 'cut-off-rate-at-equal-delay', 'fraction', aloneAt(mean(outcome.delaysMs)), {
    ...machine,
    set: setName,
    strategy: 'silence alone',
    beside: strategy,
    its_rate: Math.round(ours * 1000) / 1000,
    mean_delay_ms: Math.round(mean(outcome.delaysMs)),
  });
}
for (const kind of ['sentence', 'answer', 'dictation'] as const)
  print('balanced', await measure(tapes, voiceSettingsOf({}), kind), { kind });

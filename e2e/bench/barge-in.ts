/**
 * The caller makes a sound while the agent speaks: real voice detection, the real session on virtual time, one call a
 * sound. With a recogniser that streams words 150 ms behind the sound, with one that tells none before the end, and with
 * the built-in one, which knows what a node of a sample agent expects.
 *
 * Two sets of sounds: `tuning`, which thresholds and word lists were chosen with, and `held-out`, which they were not and
 * must not be. `SET=held-out` runs one of them, `SETTING=built-in` the settings whose names have that in them.
 *
 * `barge-in-stop`    from the first sample of an interruption to the end of the agent's last sound before the hold, ms
 * `interruption-cut` from the first sample of an interruption to the decision that the agent is stopped for good, ms
 * `interruption-lost` fraction of interruptions after which the agent went on to its end
 * `false-stop-rate`  fraction of backchannels, coughs, clicks, noise and music that stopped the agent or held it longer
 *                    than 600 ms
 * `false-hold-rate`  fraction of those that held it at all
 * `resume-gap`       silence between the agent's last sound before a hold and its next, ms
 * `resume-samples-wrong`  samples lost, doubled or changed at resumes, by comparison with the whole answer
 */
import { readFileSync } from 'node:fs';
import { FRAME_MS, FRAME_SAMPLES, SAMPLES_PER_MS } from '#engine/audio/frame.ts';
import { concatenateSamples } from '#engine/audio/frames.ts';
import { VirtualTimeline } from '#engine/base/timeline.ts';
import { createFliteTts } from '#engine/providers/flite/index.ts';
import { createSileroVad } from '#engine/providers/silero/index.ts';
import { createGrammarStt } from '#engine/providers/grammar/index.ts';
import type { SttHints } from '#engine/providers/spec/stt.ts';
import type { TextToSpeech } from '#engine/providers/spec/tts.ts';
import type { VoiceActivityDetector } from '#engine/providers/spec/vad.ts';
import type { Dialogue, DialogueAct } from '#engine/voice/dialogue.ts';
import type { EventLog } from '#engine/voice/event-log.ts';
import type { Leg, LegEvents } from '#engine/voice/leg.ts';
import { ProviderTime } from '#engine/voice/provider-time.ts';
import { VoiceSession } from '#engine/voice/session.ts';
import { voiceSettingsOf } from '#engine/voice/voice-settings.ts';
import { wholeSpeech } from '#engine/voice/whole-speech.ts';
import { compileWorkflow } from '#engine/workflow/compile.ts';
import type { TurnTaking } from '#shared/domain/turn-taking.ts';
import { workflowDocumentSchema } from '#shared/domain/workflow.ts';
import { heldOutBystanders, heldOutInterruptions } from './barge-in-held-out.ts';
import {
  bystandingSounds,
  interruptionSounds,
  random,
  type Sound,
  type SoundKind,
} from './barge-in-sounds.ts';
import { machine, printDistribution, printValue } from './harness.ts';
import { scriptedRecogniser, spokenWords } from './scripted-recogniser.ts';

const answerText =
  'The garden is open every day from nine in the morning until half past six and the last visitors are let in one hour before it closes so please be there in good time';
const questionText = 'I would like to book an appointment please';
const recogniserLagMs = 150;
/** The caller's line has a little noise, as all lines have (int16). */
const lineNoise = 8;
/** The caller asks for the answer here. */
const questionAtMs = 300;
/** Where in the call the sound begins, up to so much later: the agent is in the middle of its answer. */
const soundAtMs = 3500;
const soundSpreadMs = 3000;
const falseHoldMs = 600;

class TapeLeg implements Leg {
  readonly sent: { atMs: number; samples: Int16Array }[] = [];
  readonly #timeline: VirtualTimeline;
  readonly #tape: Int16Array;
  /** Milliseconds of the caller given so far. */
  givenMs = 0;
  #events: LegEvents | null = null;

  constructor(timeline: VirtualTimeline, tape: Int16Array) {
    this.#timeline = timeline;
    this.#tape = tape;
  }

  open(events: LegEvents): void {
    this.#events = events;
    this.#schedule(0);
  }

  send(frame: Int16Array): void {
    this.sent.push({ atMs: this.#timeline.now(), samples: frame.slice() });
  }

  clear(): void {
    // Nothing is buffered beyond us.
  }

  close(): void {
    this.#events = null;
  }

  #schedule(index: number): void {
    this.#timeline.at((index + 1) * FRAME_MS, async () => {
      const frame = this.#tape.slice(index * FRAME_SAMPLES, (index + 1) * FRAME_SAMPLES);
      if (frame.length < FRAME_SAMPLES) {
        this.#events?.hangUp();
        return;
      }
      this.givenMs = (index + 1) * FRAME_MS;
      await this.#events?.frame(frame);
      if (this.#events) this.#schedule(index + 1);
    });
  }
}

/** What the first node of a sample agent expects to hear. */
const sampleHints = ((): SttHints => {
  const file = new URL('../../resources/workflows/appointment-booking.json', import.meta.url);
  const { start } = compileWorkflow(workflowDocumentSchema.parse(JSON.parse(readFileSync(file, 'utf8'))));
  return { functions: start.functions, variables: start.extraction?.variables ?? [] };
})();

/** Greets in a word, and answers the first turn with a long speech; whatever is said then is taken in. */
class OneAnswer implements Dialogue {
  readonly openingDelayMs = 0;
  #speeches = 0;

  hints(): SttHints {
    return sampleHints;
  }

  open(): AsyncIterable<DialogueAct> {
    return this.#say('Hello.');
  }

  reply(): AsyncIterable<DialogueAct> {
    return this.#say(this.#speeches === 1 ? answerText : '');
  }

  idle(): AsyncIterable<DialogueAct> {
    return this.#say('');
  }

  heard(): void {
    // A context nobody reads.
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  async *#say(text: string): AsyncGenerator<DialogueAct> {
    const speechId = `speech_${String(++this.#speeches)}`;
    await Promise.resolve();
    if (text === '') return;
    yield { type: 'say', speechId, text, source: 'model', interruptible: true };
    yield { type: 'say-end', speechId };
  }
}

interface Outcome {
  /** Null: the agent was not held. */
  stopMs: number | null;
  gapMs: number | null;
  heldMs: number;
  interrupted: boolean;
  /** From the onset to the interruption, ms; null: there was none. */
  cutMs: number | null;
  wrongSamples: number;
}

type Words = 'streamed' | 'at-the-end' | 'built-in';

interface Stage {
  vad: VoiceActivityDetector;
  /** The voice, from what was synthesised before. */
  tts: TextToSpeech;
  question: Int16Array;
  answer: Int16Array;
  turnTaking: TurnTaking;
  words: Words;
}

async function hear(sound: Sound, index: number, stage: Stage): Promise<Outcome> {
  const timeline = new VirtualTimeline();
  const next = random(index + 1);
  const onsetSample = Math.round((soundAtMs + next() * soundSpreadMs) * SAMPLES_PER_MS);
  const tape = new Int16Array((soundAtMs + stage.answer.length / SAMPLES_PER_MS + 2500) * SAMPLES_PER_MS).map(
    () => Math.round((next() * 2 - 1) * lineNoise),
  );
  for (const [at, sample] of stage.question.entries()) tape[questionAtMs * SAMPLES_PER_MS + at] = sample;
  for (const [at, sample] of sound.samples.entries())
    tape[onsetSample + at] = (tape[onsetSample + at] ?? 0) + sample;
  const leg = new TapeLeg(timeline, tape);
  const onsetMs = onsetSample / SAMPLES_PER_MS;
  const words = [
    ...spokenWords(questionText, questionAtMs, stage.question.length / SAMPLES_PER_MS),
    ...spokenWords(sound.words, onsetMs, sound.samples.length / SAMPLES_PER_MS),
  ];
  const held: number[] = [];
  const holdsMs: number[] = [];
  let interrupted = false;
  let cutMs: number | null = null;
  const log: EventLog = {
    turn: 0,
    mediaClock: null,
    write: (type, payload) => {
      if (type === 'interruption') {
        interrupted = true;
        cutMs ??= timeline.now() - onsetMs;
      }
      if (type === 'speech-hold') holdsMs.push(timeline.now());
      if (type === 'speech-resume') held.push((payload as { held_ms: number }).held_ms);
      if (type === 'error') throw new Error(JSON.stringify(payload));
    },
  };
  const session = new VoiceSession({
    timeline,
    leg,
    dialogue: new OneAnswer(),
    vad: stage.vad.open(),
    stt:
      stage.words === 'built-in'
        ? grammar.open()
        : scriptedRecogniser(
            () => leg.givenMs,
            () => words,
            recogniserLagMs,
            stage.words === 'streamed',
          ),
    tts: stage.tts,
    ttsVoice: null,
    language: 'en-US',
    providerTime: new ProviderTime(timeline, { stt: 0, llm: 0, tts: 0, extraction: 0 }),
    settings: voiceSettingsOf(stage.turnTaking),
    recording: { write: () => undefined },
    log,
    maxUserIdleMs: 60_000,
    maxCallDurationMs: 60_000,
    lockstep: true,
    onState: () => undefined,
    onEnd: () => {
      timeline.dispose();
    },
  });
  timeline.at(0, () => {
    session.open();
  });
  await timeline.run();
  await session.settled();
  return judged(leg.sent, onsetMs, stage.answer, {
    interrupted,
    cutMs,
    heldMs: Math.max(0, ...held),
    holdsMs,
  });
}

/** Longest fade of a voice that is held, samples: what follows in its frame is silence. */
const fadeSamples = 5 * SAMPLES_PER_MS;

/** The voice in a frame ends with its last sample that is not zero, ms from the frame's start. */
function voiceMs(samples: Int16Array): number {
  return (samples.findLastIndex((sample) => sample !== 0) + 1) / SAMPLES_PER_MS;
}

/** From the frames as they were sent: the one that was due at a hold is its fade, and the answer goes on in the next. */
function judged(
  sent: TapeLeg['sent'],
  onsetMs: number,
  answer: Int16Array,
  known: Pick<Outcome, 'interrupted' | 'heldMs' | 'cutMs'> & { holdsMs: readonly number[] },
): Outcome {
  const { interrupted, heldMs, cutMs } = known;
  let stopMs: number | null = null;
  let gapMs: number | null = null;
  const heard: Int16Array[] = [];
  const holds = [...known.holdsMs];
  let faded: Int16Array | null = null;
  for (const [index, { atMs, samples }] of sent.entries()) {
    const following = sent[index + 1];
    // A hold that ended before the next frame was due has no fade.
    while (holds[0] !== undefined && atMs - holds[0] > FRAME_MS) holds.shift();
    const isFade = samples.subarray(fadeSamples).every((sample) => sample === 0);
    if (holds[0] !== undefined && atMs >= holds[0] && isFade) {
      holds.shift();
      stopMs ??= atMs + voiceMs(samples) - onsetMs;
      if (following) gapMs ??= following.atMs - atMs - voiceMs(samples);
      faded = samples;
      continue;
    }
    heard.push(faded ? samples.map((sample, at) => sample + (faded?.[at] ?? 0)) : samples);
    faded = null;
  }
  const whole = concatenateSamples(heard);
  const from = whole.length - Math.ceil(answer.length / FRAME_SAMPLES) * FRAME_SAMPLES;
  let wrongSamples = 0;
  if (!interrupted)
    for (const [at, sample] of answer.entries()) if (whole[from + at] !== sample) wrongSamples += 1;
  return { stopMs, gapMs, wrongSamples, interrupted, heldMs, cutMs };
}

const flite = createFliteTts();
const grammar = createGrammarStt();
const speeches = new Map<string, Int16Array>();
const tts: TextToSpeech = {
  provider: 'bench',
  model: 'flite, in advance',
  voices: [],
  async *synthesize(text) {
    const speech = speeches.get(text) ?? (await wholeSpeech(flite, text, 'slt'));
    speeches.set(text, speech);
    yield speech;
  },
};
const vad = createSileroVad();
const question = await wholeSpeech(flite, questionText, 'rms');

/** The answer as the agent says it: in pieces, each synthesised for itself. */
async function wholeAnswer(): Promise<Int16Array> {
  const leg = await hear({ kind: 'noise', name: 'nothing', samples: new Int16Array(0), words: '' }, 0, {
    vad,
    tts,
    question,
    answer: new Int16Array(12_000 * SAMPLES_PER_MS),
    turnTaking: {},
    words: 'streamed',
  }).then(() => [...speeches.entries()]);
  const pieces = leg.filter(([text]) => text !== 'Hello.').map(([, speech]) => speech);
  // Each piece ends with its last frame.
  return concatenateSamples(
    pieces.flatMap((piece) => [
      piece,
      new Int16Array((FRAME_SAMPLES - (piece.length % FRAME_SAMPLES)) % FRAME_SAMPLES),
    ]),
  );
}
const answer = await wholeAnswer();

const settings: readonly [setting: string, turnTaking: TurnTaking, words: Words][] = [
  ['balanced, words streamed', {}, 'streamed'],
  ['balanced, built-in recogniser', {}, 'built-in'],
  ['balanced, no words before the end', {}, 'at-the-end'],
  ['patient, words streamed', { preset: 'patient' }, 'streamed'],
  ['quick, words streamed', { preset: 'quick' }, 'streamed'],
];

type Row = (typeof settings)[number];

async function measure(
  set: string,
  [setting, turnTaking, words]: Row,
  interruptions: readonly Sound[],
  bystanding: readonly Sound[],
): Promise<void> {
  const stage: Stage = { vad, tts, question, answer, turnTaking, words };
  const conditions = {
    ...machine,
    set,
    voices: voicesOf(interruptions),
    setting,
    detector: 'silero',
    recogniser_lag_ms: recogniserLagMs,
  };
  const stopped: Outcome[] = [];
  for (const [index, sound] of interruptions.entries()) stopped.push(await hear(sound, index, stage));
  const stops = stopped.flatMap(({ stopMs }) => (stopMs === null ? [] : [stopMs]));
  printDistribution('barge-in', 'barge-in-stop', 'ms', stops, conditions);
  const cuts = stopped.flatMap(({ cutMs }) => (cutMs === null ? [] : [cutMs]));
  printDistribution('barge-in', 'interruption-cut', 'ms', cuts, conditions);
  const lost = stopped.filter(({ interrupted }) => !interrupted).length;
  printValue('barge-in', 'interruption-lost', 'fraction', lost / stopped.length, {
    ...conditions,
    n: stopped.length,
  });

  const passed: { kind: SoundKind; outcome: Outcome; name: string }[] = [];
  for (const [index, sound] of bystanding.entries())
    passed.push({ kind: sound.kind, name: sound.name, outcome: await hear(sound, index, stage) });
  const isFalse = ({ outcome }: (typeof passed)[number]): boolean =>
    outcome.interrupted || outcome.heldMs > falseHoldMs;
  if (process.env['VERBOSE'] === '1')
    for (const [index, { stopMs, gapMs }] of stopped.entries())
      if ((stopMs ?? 999) > 250 || gapMs !== null || stopped[index]?.interrupted === false)
        process.stderr.write(
          `${setting}: stop ${String(stopMs)} gap ${String(gapMs)} ${interruptions[index]?.name ?? ''}\n`,
        );
  if (process.env['VERBOSE'] === '1')
    for (const { name } of passed.filter(isFalse)) process.stderr.write(`${setting}: ${name}\n`);
  const rate = (of: typeof passed): number => of.filter(isFalse).length / Math.max(1, of.length);
  printValue('barge-in', 'false-stop-rate', 'fraction', rate(passed), { ...conditions, n: passed.length });
  for (const kind of ['backchannel', 'cough', 'click', 'noise', 'music'] as const) {
    const of = passed.filter((one) => one.kind === kind);
    printValue('barge-in', 'false-stop-rate', 'fraction', rate(of), { ...conditions, kind, n: of.length });
  }
  const holds = passed.filter(({ outcome }) => outcome.stopMs !== null);
  printValue('barge-in', 'false-hold-rate', 'fraction', holds.length / passed.length, {
    ...conditions,
    n: passed.length,
  });
  const gaps = passed.flatMap(({ outcome }) => (outcome.gapMs === null ? [] : [outcome.gapMs]));
  printDistribution('barge-in', 'resume-gap', 'ms', gaps, conditions);
  const wrong = passed.reduce((sum, { outcome }) => sum + outcome.wrongSamples, 0);
  printValue('barge-in', 'resume-samples-wrong', 'samples', wrong, { ...conditions, resumes: gaps.length });
}

/** How many voices a set speaks with: fewer where a synthesiser is not installed. */
function voicesOf(sounds: readonly Sound[]): number {
  return new Set(sounds.map(({ name }) => /\((.*), /.exec(name)?.[1])).size;
}

const sets = {
  tuning: { interruptions: interruptionSounds, bystanding: bystandingSounds },
  'held-out': { interruptions: heldOutInterruptions, bystanding: heldOutBystanders },
};
for (const [set, make] of Object.entries(sets)) {
  if ((process.env['SET'] ?? set) !== set) continue;
  const interruptions = await make.interruptions(flite);
  const bystanding = await make.bystanding(flite);
  for (const row of settings)
    if (row[0].includes(process.env['SETTING'] ?? '')) await measure(set, row, interruptions, bystanding);
}
await Promise.all([vad.close(), flite.close(), grammar.close()]);

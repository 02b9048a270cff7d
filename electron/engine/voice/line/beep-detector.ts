/**
 * The beep after which a voicemail records, and the other single tones of a telephone network.
 *
 * A beep is one steady frequency and nothing else for 100 ms or more: speech has harmonics and moves, music has chords or
 * moves, DTMF and North American ringing are two tones. European ringing and busy tones are one, at 425 Hz (ITU-T E.180),
 * so that frequency does not count. Three rising tones are the special information tone that precedes "the number you
 * have dialled" (E.180 §3.7: 950, 1400, 1800 Hz, each ±50 Hz and 330 ± 70 ms).
 */
import { FRAME_MS, FRAME_SAMPLES } from '../../audio/frame.ts';
import { bin, frequencyNear, meanSquare, tonePower } from '../../audio/goertzel.ts';

export type ToneKind = 'beep' | 'progress' | 'special-information';

export interface HeardTone {
  kind: ToneKind;
  frequencyHz: number;
  startMs: number;
  endMs: number;
}

/** Beeps in the field lie between 400 and 2,200 Hz, most at 440, 1,000 or 1,400. */
const lowestHz = 400;
const highestHz = 2200;
/** Half the resolution of 20 ms: no tone falls between two of them. */
const stepHz = 25;
const minimumPurity = 0.85;
const minimumFrames = 5;
/** Tone power, mean square of int16: −48 dBFS. */
const minimumPower = (32_768 * 10 ** (-48 / 20)) ** 2;
/** A beep keeps its frequency to 1.5 % and its level to 4 dB. */
const frequencyDrift = 0.015;
const levelDriftDb = 4;
/** Frames without the tone that end it; two edges and a glitch. */
const framesToEnd = 3;
const progressHz = 425;
const specialHz = [950, 1400, 1800];
/** Under 50, so that a beep of 1,000 Hz need not wait for what may follow. */
const specialToleranceHz = 45;
/** Longest pause between two of them: 30 ms, and what the edges cost. */
const specialPauseMs = 140;

interface Run {
  startFrame: number;
  endFrame: number;
  frequencyHz: number;
  power: number;
}

export class BeepDetector {
  #frame = 0;
  #run: Run | null = null;
  /** A tone that is over and may be the first or second of a special information tone. */
  #pending: { tone: HeardTone; step: number } | null = null;

  /** A tone is being heard now. */
  get sounding(): boolean {
    return this.#run !== null && this.#run.endFrame - this.#run.startFrame >= minimumFrames;
  }

  /** The next 20 ms; answers what is over with it. */
  push(frame: Int16Array): HeardTone[] {
    const at = this.#frame;
    this.#frame += 1;
    const tone = pureTone(frame);
    const heard: HeardTone[] = [];
    const run = this.#run;
    if (run && tone && continues(run, tone)) {
      run.endFrame = at + 1;
      run.power = Math.max(run.power, tone.power);
    } else {
      const over = run !== null && (tone !== null || at - run.endFrame >= framesToEnd - 1);
      if (over) {
        this.#run = null;
        heard.push(...this.#ended(run));
      }
      if (tone && !this.#run) this.#run = { startFrame: at, endFrame: at + 1, ...tone };
    }
    return [...heard, ...this.#settlePending(at)];
  }

  #ended(run: Run): HeardTone[] {
    if (run.endFrame - run.startFrame < minimumFrames) return [];
    const { frequencyHz } = run;
    const tone: HeardTone = {
      kind: Math.abs(frequencyHz - progressHz) <= 12 ? 'progress' : 'beep',
      frequencyHz: Math.round(frequencyHz),
      startMs: run.startFrame * FRAME_MS,
      endMs: run.endFrame * FRAME_MS,
    };
    const step = this.#pending?.step ?? 0;
    const isNext = Math.abs(frequencyHz - (specialHz[step] ?? 0)) <= specialToleranceHz;
    if (isNext && step === 2) {
      const startMs = this.#pending?.tone.startMs ?? tone.startMs;
      this.#pending = null;
      return [{ ...tone, kind: 'special-information', startMs }];
    }
    const before = this.#pending?.tone;
    if (isNext) {
      this.#pending = { tone: { ...tone, startMs: before?.startMs ?? tone.startMs }, step: step + 1 };
      return [];
    }
    this.#pending = null;
    return before ? [before, tone] : [tone];
  }

  /** It was a beep after all: the next tone has not come. */
  #settlePending(frame: number): HeardTone[] {
    const pending = this.#pending;
    if (!pending || this.#run || (frame + 1) * FRAME_MS - pending.tone.endMs < specialPauseMs) return [];
    this.#pending = null;
    return [pending.tone];
  }
}

function continues(run: Run, tone: { frequencyHz: number; power: number }): boolean {
  return (
    Math.abs(tone.frequencyHz / run.frequencyHz - 1) <= frequencyDrift &&
    Math.abs(10 * Math.log10(tone.power / run.power)) <= levelDriftDb
  );
}

/** The one tone that is (nearly) all there is in the frame; null for anything else. */
function pureTone(frame: Int16Array): { frequencyHz: number; power: number } | null {
  const power = meanSquare(frame, 0, FRAME_SAMPLES);
  if (power < minimumPower) return null;
  let nearHz = 0;
  let strongest = 0;
  for (let hz = lowestHz; hz <= highestHz; hz += stepHz) {
    const found = tonePower(bin(frame, 0, FRAME_SAMPLES, hz), FRAME_SAMPLES);
    if (found > strongest) {
      strongest = found;
      nearHz = hz;
    }
  }
  if (strongest < 0.6 * power) return null;
  const frequencyHz = frequencyNear(frame, 0, FRAME_SAMPLES, nearHz);
  const pure = tonePower(bin(frame, 0, FRAME_SAMPLES, frequencyHz), FRAME_SAMPLES);
  const inRange = frequencyHz >= lowestHz - 10 && frequencyHz <= highestHz + 10;
  return inRange && pure >= minimumPurity * power ? { frequencyHz, power: pure } : null;
}

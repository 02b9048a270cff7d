/**
 * Scripted stand-ins for the vendors' ports, with audio that can be checked by ear or by arithmetic: the caller's
 * speech is a loud square wave, the agent's a quieter one, and a letter lasts 20 ms.
 */
import { FRAME_SAMPLES, SAMPLES_PER_MS } from '../../audio/frame.ts';
import { concatenateSamples } from '../../audio/frames.ts';
import type { SpeechToText, SttFinal } from '../../providers/spec/stt.ts';
import type { TextToSpeech } from '../../providers/spec/tts.ts';
import type { VadWindow, VoiceActivityDetector } from '../../providers/spec/vad.ts';
import type { CallerTurn, Dialogue, DialogueAct } from '../dialogue.ts';
import type { EventLog } from '../event-log.ts';
import type { RunEventPayload, RunEventType } from '#shared/domain/run-event.ts';

/** `durationMs` of a square wave at `level` (int16). */
export function tone(durationMs: number, level = 8000): Int16Array {
  return Int16Array.from({ length: durationMs * SAMPLES_PER_MS }, (_, index) =>
    index % 16 < 8 ? level : -level,
  );
}

/** `durationMs` of white noise: loud like speech, without a pitch, as a cough is. */
export function noise(durationMs: number, level = 8000): Int16Array {
  // A linear congruential generator (Numerical Recipes, 2nd ed., §7.1): the same noise each time.
  let seed = 1;
  return Int16Array.from({ length: durationMs * SAMPLES_PER_MS }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed < 2 ** 31 ? level : -level;
  });
}

export function silence(durationMs: number): Int16Array {
  return new Int16Array(durationMs * SAMPLES_PER_MS);
}

export function concatenate(...parts: Int16Array[]): Int16Array<ArrayBuffer> {
  return concatenateSamples(parts);
}

/** Loud windows are speech. 512-sample windows like Silero's. */
export function scriptedVad(): VoiceActivityDetector {
  return {
    provider: 'scripted',
    model: 'level',
    open: () => {
      let pending = new Int16Array(0);
      let endSample = 0;
      return {
        push: (frame) => {
          pending = concatenate(pending, frame);
          const windows: VadWindow[] = [];
          while (pending.length >= 512) {
            const window = pending.subarray(0, 512);
            pending = pending.slice(512);
            endSample += 512;
            const loud = window.filter((sample) => Math.abs(sample) > 1000).length;
            windows.push({ probability: loud / 512, endSample });
          }
          return Promise.resolve(windows);
        },
        reset: () => undefined,
        close: () => undefined,
      };
    },
  };
}

/**
 * Answers the given transcripts in order (one a turn, also a forgotten one), `null` for "not understood"; partials are the
 * words so far.
 */
export function scriptedStt(transcripts: (string | null)[]): SpeechToText {
  return {
    provider: 'scripted',
    model: 'stt',
    open: () => {
      let next = 0;
      let samples = 0;
      let told = '';
      const words = (): string[] => (transcripts[next] ?? '').split(' ').filter(Boolean);
      return {
        setHints: () => undefined,
        begin: () => {
          samples = 0;
          told = '';
        },
        push: (pushed) => {
          samples += pushed.length;
          // A word every 200 ms.
          const text = words()
            .slice(0, Math.floor(samples / (200 * SAMPLES_PER_MS)))
            .join(' ');
          if (text === told) return Promise.resolve(null);
          told = text;
          return Promise.resolve({ text });
        },
        finish: () => {
          const text = transcripts[next] ?? null;
          next += 1;
          const final: SttFinal = {
            text: text ?? '',
            understood: text !== null,
            audioSeconds: samples / 16_000,
          };
          return Promise.resolve(final);
        },
        cancel: () => {
          next += 1;
        },
        close: () => undefined,
      };
    },
  };
}

/** 20 ms a letter, in chunks of 100 ms. */
export function scriptedTts(): TextToSpeech {
  return {
    provider: 'scripted',
    model: 'tts',
    voices: [{ id: 'tone', name: 'Tone' }],
    async *synthesize(text, _options, signal) {
      const audio = tone(20 * text.length, 4000);
      for (let at = 0; at < audio.length; at += 5 * FRAME_SAMPLES) {
        await Promise.resolve();
        if (signal.aborted) return;
        yield audio.subarray(at, at + 5 * FRAME_SAMPLES);
      }
    },
  };
}

/** A dialogue of fixed lines. A line that ends in `!` may not be interrupted; `(hang up)` hangs up after it. */
export class ScriptedDialogue implements Dialogue {
  readonly openingDelayMs: number;
  readonly turns: CallerTurn[] = [];
  readonly overheard: CallerTurn[] = [];
  readonly heardSpeeches: [string, string][] = [];
  readonly #lines: string[];
  #speeches = 0;

  constructor(lines: string[], openingDelayMs = 0) {
    this.#lines = lines;
    this.openingDelayMs = openingDelayMs;
  }

  hints(): { functions: []; variables: [] } {
    return { functions: [], variables: [] };
  }

  open(): AsyncIterable<DialogueAct> {
    return this.#next('greeting');
  }

  reply(turn: CallerTurn): AsyncIterable<DialogueAct> {
    this.turns.push({ ...turn });
    return this.#next('model');
  }

  overhear(turn: CallerTurn): void {
    this.overheard.push({ ...turn });
  }

  goOn(): AsyncIterable<DialogueAct> {
    return this.#next('model');
  }

  idle(attempt: number): AsyncIterable<DialogueAct> {
    return attempt === 1 ? this.#say('Still there?', 'idle') : this.#say('Bye. (hang up)', 'goodbye');
  }

  heard(speechId: string, textPlayed: string): void {
    this.heardSpeeches.push([speechId, textPlayed]);
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  #next(source: 'greeting' | 'model'): AsyncIterable<DialogueAct> {
    return this.#say(this.#lines.shift() ?? '', source);
  }

  async *#say(line: string, source: 'greeting' | 'model' | 'idle' | 'goodbye'): AsyncGenerator<DialogueAct> {
    const hangsUp = line.endsWith('(hang up)');
    const text = line.replace('(hang up)', '').trim();
    if (text !== '') {
      const speechId = `speech_${String(++this.#speeches)}`;
      for (const word of text.split(/(?<= )/)) {
        await Promise.resolve();
        yield { type: 'say', speechId, text: word, source, interruptible: !text.endsWith('!') };
      }
      yield { type: 'say-end', speechId };
    }
    if (hangsUp) yield { type: 'hang-up', disposition: 'end_call_tool' };
  }
}

/** Collects `[type, atMs, payload]`. */
export class CollectedLog implements EventLog {
  turn = 0;
  mediaClock: (() => number) | null = null;
  readonly events: { type: RunEventType; turn: number; atMs: number | null; payload: unknown }[] = [];

  write<T extends RunEventType>(type: T, payload: RunEventPayload<T>, atMs?: number): void {
    this.events.push({
      type,
      turn: this.turn,
      atMs: this.mediaClock ? (atMs ?? this.mediaClock()) : null,
      payload,
    });
  }
}

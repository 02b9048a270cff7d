/** The caller's turns as sound, and which words have been said by which frame of it. */
import { FRAME_SAMPLES } from '#engine/audio/frame.ts';
import { concatenateSamples } from '#engine/audio/frames.ts';
import { createFliteTts } from '#engine/providers/flite/index.ts';
import { wholeSpeech } from '#engine/voice/whole-speech.ts';
import { exchanges, type Part } from './conversation.ts';

/** Softer than this at the ends of a synthesised stretch is not speech. */
const AUDIBLE = 200;

export interface SaidWord {
  text: string;
  /** Sample of the turn after the word's last. */
  endSample: number;
}

export interface CallerTurnSound {
  /** Mono int16 at 16 kHz, whole frames, from the first to the last audible sample. */
  samples: Int16Array;
  words: readonly SaidWord[];
}

/** All turns of the conversation in one voice (flite's id). */
export async function callerTurns(voice: string): Promise<CallerTurnSound[]> {
  const tts = createFliteTts();
  const turns: CallerTurnSound[] = [];
  for (const { caller } of exchanges) {
    turns.push(await turnOf(caller, (text) => wholeSpeech(tts, text, voice)));
  }
  await tts.close();
  return turns;
}

async function turnOf(
  parts: readonly Part[],
  speak: (text: string) => Promise<Int16Array>,
): Promise<CallerTurnSound> {
  const pieces: Int16Array[] = [];
  const words: SaidWord[] = [];
  let at = 0;
  for (const part of parts) {
    if (typeof part === 'number') {
      pieces.push(new Int16Array(part * 16));
      at += part * 16;
      continue;
    }
    const sound = audible(await speak(part));
    // A synthetic voice tells no times: a word takes its share of the stretch by letters.
    const texts = part.split(' ');
    const letters = texts.reduce((sum, text) => sum + text.length, 0);
    let spoken = 0;
    for (const text of texts) {
      spoken += text.length;
      words.push({ text, endSample: at + Math.round((spoken / letters) * sound.length) });
    }
    pieces.push(sound);
    at += sound.length;
  }
  const whole = new Int16Array(Math.ceil(at / FRAME_SAMPLES) * FRAME_SAMPLES);
  whole.set(concatenateSamples(pieces));
  return { samples: whole, words };
}

/** Without the silence before and after. */
export function audible(samples: Int16Array): Int16Array {
  const isLoud = (sample: number): boolean => Math.abs(sample) > AUDIBLE;
  return samples.subarray(samples.findIndex(isLoud), samples.findLastIndex(isLoud) + 1);
}

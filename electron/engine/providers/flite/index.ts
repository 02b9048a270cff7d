/** Keyless speech: flite, compiled to WebAssembly, in one worker for all calls. */
import { ProviderError } from '../../base/errors.ts';
import { SAMPLES_PER_MS } from '../../audio/frame.ts';
import type { TextToSpeech, TtsOptions } from '../spec/tts.ts';
import { FliteJobs } from './job-queue.ts';
import { speakableText, speechPieces, type SpeechPiece } from './speech-text.ts';
import { DEFAULT_VOICE, FLITE_VOICES, type FliteVoice } from './voices.ts';

export type FliteTts = TextToSpeech & {
  /** Compiles the module now instead of at the first text. */
  warmUp(): void;
  /** Ends the worker; texts under way fail. The adapter cannot be used again. */
  close(): Promise<void>;
};

/** Chunks are at most this long, so that playout (and its cancelling) never waits for a whole sentence. */
const CHUNK_SAMPLES = 100 * SAMPLES_PER_MS;
/** flite speaks about 15 characters a second: when the piece after so many characters will be needed. */
const MS_PER_CHARACTER = 65;

/** Makes the adapter; its worker starts with the first text and never keeps the process alive by itself. */
export function createFliteTts(): FliteTts {
  const jobs = new FliteJobs();
  return {
    provider: 'flite',
    model: 'flite-2',
    voices: FLITE_VOICES.map(({ id, name }) => ({ id, name })),
    synthesize: (text, options, signal) => speak(jobs, text, options, signal),
    warmUp: () => {
      jobs.warmUp();
    },
    close: () => jobs.close(),
  };
}

async function* speak(
  jobs: FliteJobs,
  text: string,
  options: TtsOptions,
  signal: AbortSignal,
): AsyncGenerator<Int16Array, void, undefined> {
  const voice = voiceOf(options.voice ?? DEFAULT_VOICE);
  const pieces = speechPieces(speakableText(text));
  // Leaving the loop early (barge-in without a signal) drops what has not been made yet.
  const leaving = new AbortController();
  const ended = AbortSignal.any([signal, leaving.signal]);
  try {
    const speeches = startAll(jobs, pieces, voice, ended);
    for (const [index, piece] of pieces.entries()) {
      const samples = await speeches[index];
      if (signal.aborted || !samples) return;
      for (let at = 0; at < samples.length; at += CHUNK_SAMPLES) {
        yield samples.slice(at, at + CHUNK_SAMPLES);
        if (isAborted(signal)) return;
      }
      if (piece.pauseMs > 0) yield* silence(piece.pauseMs);
    }
  } finally {
    leaving.abort();
  }
}

/** All pieces are queued at once; each is due when the ones before it will have been played. */
function startAll(
  jobs: FliteJobs,
  pieces: SpeechPiece[],
  voice: FliteVoice,
  signal: AbortSignal,
): Promise<Int16Array>[] {
  let dueMs = performance.now();
  return pieces.map((piece) => {
    const speech = jobs.run({ text: piece.text, voice: voice.id, gainDb: voice.gainDb, dueMs }, signal);
    // A later piece may fail while nobody awaits it yet; whoever comes to it is told then.
    speech.catch(() => undefined);
    dueMs += piece.text.length * MS_PER_CHARACTER;
    return speech;
  });
}

function* silence(lengthMs: number): Generator<Int16Array, void, undefined> {
  for (let left = lengthMs * SAMPLES_PER_MS; left > 0; left -= CHUNK_SAMPLES) {
    yield new Int16Array(Math.min(left, CHUNK_SAMPLES));
  }
}

/** Asked anew after each yield: the consumer may have aborted meanwhile. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

function voiceOf(id: string): FliteVoice {
  const voice = FLITE_VOICES.find((known) => known.id === id);
  if (voice) return voice;
  const known = FLITE_VOICES.map((each) => each.id).join(', ');
  throw new ProviderError('provider-refused', `flite has no voice "${id}". Choose one of: ${known}.`);
}

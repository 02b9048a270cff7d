/**
 * A recogniser that speaks Deepgram's protocol and knows the caller's voice by heart: it finds each frame of 20 ms in the
 * conversation, so that it hears exactly what has been said by then, wherever an utterance is cut.
 */
import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '#engine/audio/frame.ts';
import { VendorServer, type VendorConnection } from '#engine/providers/wire/testing/vendor-server.ts';
import type { CallerTurnSound } from './callers-words.ts';

const FRAME_BYTES = 2 * FRAME_SAMPLES;

interface Place {
  turn: number;
  /** Sample of the turn after the frame's last. */
  endSample: number;
}

interface Utterance {
  /** Frames of the connection before this utterance, and of it so far. */
  framesBefore: number;
  frames: number;
  lastAudioMs: number;
  words: string[];
  toldWords: number;
  /** The newest word: turn and position, so that none is heard twice. */
  heard: { turn: number; words: number };
}

export class HearingServer extends VendorServer {
  readonly #places = new Map<string, Place>();
  readonly #turns: readonly CallerTurnSound[];
  readonly #utterances = new Map<VendorConnection, Utterance>();
  readonly #partialDelayMs: number;
  readonly #finalDelayMs: number;

  /** A word is told `partialDelayMs` after its last sample came; all of it `finalDelayMs` after the last sample. */
  constructor(turns: readonly CallerTurnSound[], partialDelayMs: number, finalDelayMs: number) {
    super();
    this.#turns = turns;
    this.#partialDelayMs = partialDelayMs;
    this.#finalDelayMs = finalDelayMs;
    for (const [turn, { samples }] of turns.entries()) {
      for (let at = 0; at < samples.length; at += FRAME_SAMPLES) {
        const frame = samples.subarray(at, at + FRAME_SAMPLES);
        if (frame.some((sample) => sample !== 0)) {
          this.#places.set(keyOf(Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength)), {
            turn,
            endSample: at + FRAME_SAMPLES,
          });
        }
      }
    }
  }

  protected override greet = (connection: VendorConnection): void => {
    this.#utterances.set(connection, newUtterance(0, { turn: -1, words: 0 }));
  };

  protected override serve = (connection: VendorConnection, data: Record<string, unknown> | Buffer): void => {
    const utterance = this.#utterances.get(connection);
    if (!utterance) return;
    if (Buffer.isBuffer(data)) {
      for (let at = 0; at < data.length; at += FRAME_BYTES) {
        this.#hear(connection, utterance, data.subarray(at, at + FRAME_BYTES));
      }
    } else if (data['type'] === 'Finalize') {
      this.#utterances.set(
        connection,
        newUtterance(utterance.framesBefore + utterance.frames, utterance.heard),
      );
      const waitMs = utterance.lastAudioMs + this.#finalDelayMs - performance.now();
      this.after(waitMs, () => {
        this.#result(connection, utterance, utterance.words, true);
      });
    } else if (data['type'] === 'CloseStream') {
      connection.socket.close(1000);
    }
  };

  #hear(connection: VendorConnection, utterance: Utterance, frame: Buffer): void {
    utterance.frames += 1;
    const place = this.#places.get(keyOf(frame));
    if (!place) return;
    utterance.lastAudioMs = performance.now();
    const words = this.#turns[place.turn]?.words ?? [];
    if (utterance.heard.turn !== place.turn) utterance.heard = { turn: place.turn, words: 0 };
    const { heard } = utterance;
    for (let word = words[heard.words]; word; word = words[heard.words]) {
      // The last word of a turn ends within its last frame.
      if (word.endSample > place.endSample) break;
      utterance.words.push(word.text);
      heard.words += 1;
    }
    const count = utterance.words.length;
    this.after(this.#partialDelayMs, () => {
      // Overtaken by the answer to a Finalize, or told already.
      if (this.#utterances.get(connection) !== utterance || count <= utterance.toldWords) return;
      utterance.toldWords = count;
      this.#result(connection, utterance, utterance.words.slice(0, count), false);
    });
  }

  #result(connection: VendorConnection, utterance: Utterance, words: string[], isFinal: boolean): void {
    const confidence = 0.98;
    const startSeconds = (utterance.framesBefore * FRAME_SAMPLES) / SAMPLE_RATE_HZ;
    connection.send({
      type: 'Results',
      channel_index: [0, 1],
      start: startSeconds,
      duration: (utterance.frames * FRAME_SAMPLES) / SAMPLE_RATE_HZ,
      is_final: isFinal,
      speech_final: isFinal,
      from_finalize: isFinal,
      channel: {
        alternatives: [
          {
            transcript: words.join(' '),
            confidence,
            words: words.map((text, index) => ({
              word: text.toLowerCase().replaceAll(/[.,?!]/g, ''),
              start: startSeconds + index * 0.3,
              end: startSeconds + index * 0.3 + 0.3,
              confidence,
              punctuated_word: text,
            })),
          },
        ],
      },
      metadata: { request_id: 'bench', model_info: { name: 'bench' } },
    });
  }
}

function newUtterance(framesBefore: number, heard: Utterance['heard']): Utterance {
  return { framesBefore, frames: 0, lastAudioMs: performance.now(), words: [], toldWords: 0, heard };
}

function keyOf(frame: Buffer): string {
  return frame.toString('latin1');
}

/**
 * Deepgram's side of `/v1/listen`, for tests and benches, on 127.0.0.1: recognises what a script says, at the pace that it
 * is told. An utterance is what lies between two Finalize messages.
 */
import { SAMPLE_RATE_HZ, SAMPLES_PER_MS } from '../../../audio/frame.ts';
import type { ScriptedUtterance, ScriptedWord } from '../../wire/testing/scripted-words.ts';
import { VendorServer, type VendorConnection } from '../../wire/testing/vendor-server.ts';

/** What becomes of the answer to a Finalize. */
export type FinalFault =
  | { type: 'stall' }
  | { type: 'malformed' }
  | { type: 'cut' }
  | { type: 'close'; code: number; reason: string };

interface Listening {
  utterance: number;
  script: ScriptedUtterance;
  /** Samples of the connection before this utterance. */
  base: number;
  samples: number;
  lastAudioMs: number;
  /** Words that are final already. */
  finalWords: number;
  toldWords: number;
  /** Milliseconds of the utterance up to which all is final. */
  finalMs: number;
}

export class DeepgramServer extends VendorServer {
  /** A word is told this long after its last sample has come. */
  partialDelayMs = 0;
  /** The answer to a Finalize comes this long after the last sample, not before it is asked for. */
  finalDelayMs = 0;
  /** What is said in an utterance: by the number of the connection and of the utterance on it, from 0. */
  script: (connection: number, utterance: number) => ScriptedUtterance = () => ({ words: [] });
  finalFaults: FinalFault[] = [];
  /** A Finalize with little to process is not answered (/docs/finalize allows it). */
  answersShortFinalize = true;
  readonly #listening = new Map<VendorConnection, Listening>();

  protected override greet = (connection: VendorConnection): void => {
    this.#next(connection, 0, 0);
  };

  protected override serve = (connection: VendorConnection, data: Record<string, unknown> | Buffer): void => {
    const listening = this.#listening.get(connection);
    if (!listening) return;
    if (Buffer.isBuffer(data)) {
      listening.samples += data.length / 2;
      listening.lastAudioMs = performance.now();
      const heardMs = listening.samples / SAMPLES_PER_MS;
      this.after(this.partialDelayMs, () => {
        this.#hear(connection, listening, heardMs);
      });
      return;
    }
    if (data['type'] === 'Finalize') {
      this.#next(connection, listening.utterance + 1, listening.base + listening.samples);
      const dueMs = listening.lastAudioMs + this.finalDelayMs;
      this.after(dueMs - performance.now(), () => {
        this.#finalize(connection, listening);
      });
    }
    if (data['type'] === 'CloseStream') {
      connection.send({
        type: 'Metadata',
        request_id: 'r',
        duration: listening.base / SAMPLE_RATE_HZ,
        channels: 1,
      });
      connection.socket.close(1000);
    }
    if (data['type'] === 'Configure') {
      connection.send({ type: 'ConfigureSuccess', request_id: 'r', keyterms: data['keyterms'] });
    }
  };

  #next(connection: VendorConnection, utterance: number, base: number): void {
    this.#listening.set(connection, {
      utterance,
      script: this.script(this.connections.indexOf(connection), utterance),
      base,
      samples: 0,
      lastAudioMs: performance.now(),
      finalWords: 0,
      toldWords: 0,
      finalMs: 0,
    });
  }

  /** Interim results, and the finals that the vendor decides on. */
  #hear(connection: VendorConnection, listening: Listening, heardMs: number): void {
    // Overtaken by the answer to a Finalize.
    if (this.#listening.get(connection) !== listening) return;
    const { words, finalAfterWords = [] } = listening.script;
    const heard = words.filter(({ endMs }) => endMs <= heardMs).length;
    if (heard <= listening.toldWords) return;
    listening.toldWords = heard;
    const isFinal = finalAfterWords.includes(heard);
    this.#result(connection, listening, words.slice(listening.finalWords, heard), heardMs, isFinal, false);
    if (isFinal) {
      listening.finalWords = heard;
      listening.finalMs = heardMs;
    }
  }

  #finalize(connection: VendorConnection, listening: Listening): void {
    const heardMs = listening.samples / SAMPLES_PER_MS;
    if (!this.answersShortFinalize && heardMs - listening.finalMs < 300) return;
    const fault = this.finalFaults.shift();
    if (fault?.type === 'stall') return;
    if (fault?.type === 'malformed') connection.send('{"type":"Results","chan');
    if (fault?.type === 'cut') connection.cutInsideMessage();
    if (fault?.type === 'close') connection.socket.close(fault.code, fault.reason);
    if (fault) return;
    const { words } = listening.script;
    const heard = words.filter(({ endMs }) => endMs <= heardMs + 100);
    this.#result(connection, listening, heard.slice(listening.finalWords), heardMs, true, true);
  }

  #result(
    connection: VendorConnection,
    { base, finalMs }: Listening,
    words: ScriptedWord[],
    toMs: number,
    isFinal: boolean,
    fromFinalize: boolean,
  ): void {
    const baseSeconds = base / SAMPLE_RATE_HZ;
    connection.send({
      type: 'Results',
      channel_index: [0, 1],
      start: baseSeconds + finalMs / 1000,
      duration: (toMs - finalMs) / 1000,
      is_final: isFinal,
      speech_final: isFinal,
      from_finalize: fromFinalize,
      channel: {
        alternatives: [
          {
            transcript: words.map(({ text }) => text).join(' '),
            confidence: 0.98,
            words: words.map(({ text, startMs, endMs, confidence }) => ({
              word: text.toLowerCase().replaceAll(/[.,?!]/g, ''),
              start: baseSeconds + startMs / 1000,
              end: baseSeconds + endMs / 1000,
              confidence: confidence ?? 0.98,
              punctuated_word: text,
            })),
          },
        ],
      },
      metadata: { request_id: 'r', model_info: { name: 'scripted' } },
    });
  }
}

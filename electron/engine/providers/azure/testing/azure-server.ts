/**
 * Azure Speech's side of its socket protocol, for tests and benches, on 127.0.0.1: messages with headers like HTTP's, then a
 * JSON body (text) or, after two bytes with the length of the headers, sound (binary).
 *
 *   recogniser →  speech.config, speech.context, audio…, audio (empty)
 *              ←  turn.start, speech.startDetected, speech.hypothesis…, speech.phrase…, speech.endDetected, turn.end
 *   voice      →  speech.config, synthesis.context, ssml
 *              ←  turn.start, response, audio…, turn.end
 */
import { SAMPLES_PER_MS } from '../../../audio/frame.ts';
import type { ScriptedUtterance, ScriptedWord } from '../../wire/testing/scripted-words.ts';
import { SpeechServer, type SpokenContext } from '../../wire/testing/speech-server.ts';
import type { VendorConnection } from '../../wire/testing/vendor-server.ts';

/** What becomes of the end of an utterance. */
export type AzureFinalFault =
  | { type: 'stall' }
  | { type: 'malformed' }
  | { type: 'cut' }
  | { type: 'close'; code: number; reason: string };

interface Turn {
  requestId: string;
  number: number;
  samples: number;
  toldWords: number;
  finalWords: number;
  lastAudioMs: number;
}

const TICKS_PER_MS = 10_000;

export class AzureServer extends SpeechServer {
  /** A word is told this long after its last sample has come. */
  partialDelayMs = 0;
  /** The end is told this long after the last sample. */
  finalDelayMs = 0;
  /** What is said, by the number of the utterance over all connections, from 0. */
  script: (utterance: number) => ScriptedUtterance = () => ({ words: [] });
  finalFaults: AzureFinalFault[] = [];
  /** Phrases that each utterance was asked to listen for. */
  readonly phraseLists: string[][] = [];
  /** Samples that came of each utterance. */
  readonly samplesHeard: number[] = [];
  readonly #turns = new Map<VendorConnection, Turn>();
  #utterances = 0;

  protected override parse(text: string): Record<string, unknown> {
    const [head = '', body = ''] = text.split('\r\n\r\n');
    return { ...headersOf(head), body };
  }

  protected override serve = (connection: VendorConnection, data: Record<string, unknown> | Buffer): void => {
    if (Buffer.isBuffer(data)) {
      const headLength = data.readUInt16BE(0);
      this.#audio(
        connection,
        headersOf(data.toString('latin1', 2, 2 + headLength)),
        data.subarray(2 + headLength),
      );
      return;
    }
    const path = String(data['path']);
    const requestId = String(data['x-requestid']);
    if (path === 'speech.context') this.#context(connection, requestId, String(data['body']));
    if (path === 'ssml') this.#say(connection, requestId, String(data['body']));
  };

  #send(connection: VendorConnection, path: string, requestId: string, body: unknown): void {
    const head = `Path: ${path}\r\nContent-Type: application/json; charset=utf-8\r\nX-RequestId: ${requestId}`;
    connection.send(`${head}\r\n\r\n${JSON.stringify(body)}`);
  }

  #context(connection: VendorConnection, requestId: string, body: string): void {
    const context = JSON.parse(body) as { dgi?: { groups?: { items?: { text: string }[] }[] } };
    const phrases = (context.dgi?.groups ?? []).flatMap(({ items }) => (items ?? []).map(({ text }) => text));
    const turn = this.#turns.get(connection);
    if (turn?.requestId === requestId) {
      this.phraseLists[turn.number] = phrases;
      return;
    }
    const number = this.#utterances;
    this.#utterances += 1;
    this.phraseLists[number] = phrases;
    this.#turns.set(connection, {
      requestId,
      number,
      samples: 0,
      toldWords: 0,
      finalWords: 0,
      lastAudioMs: performance.now(),
    });
  }

  #audio(connection: VendorConnection, head: Record<string, string>, pcm: Buffer): void {
    const turn = this.#turns.get(connection);
    if (!turn) return;
    // The first message is the header of a WAV file.
    if (head['content-type'] === 'audio/x-wav') {
      this.#send(connection, 'turn.start', turn.requestId, { context: { serviceTag: 'tag' } });
      return;
    }
    if (pcm.length === 0) {
      this.after(turn.lastAudioMs + this.finalDelayMs - performance.now(), () => {
        this.#finish(connection, turn);
      });
      return;
    }
    if (turn.samples === 0) this.#send(connection, 'speech.startDetected', turn.requestId, { Offset: 0 });
    turn.samples += pcm.length / 2;
    this.samplesHeard[turn.number] = turn.samples;
    turn.lastAudioMs = performance.now();
    const heardMs = turn.samples / SAMPLES_PER_MS;
    this.after(this.partialDelayMs, () => {
      this.#hear(connection, turn, heardMs);
    });
  }

  #hear(connection: VendorConnection, turn: Turn, heardMs: number): void {
    const { words, finalAfterWords = [] } = this.script(turn.number);
    const heard = words.filter(({ endMs }) => endMs <= heardMs).length;
    if (heard <= turn.toldWords) return;
    turn.toldWords = heard;
    const phrase = words.slice(turn.finalWords, heard);
    this.#send(connection, 'speech.hypothesis', turn.requestId, {
      Text: phrase.map(({ text }) => text.toLowerCase().replaceAll(/[.,?!]/g, '')).join(' '),
      ...timeOf(phrase),
    });
    if (!finalAfterWords.includes(heard)) return;
    turn.finalWords = heard;
    this.#phrase(connection, turn, phrase);
  }

  #phrase(connection: VendorConnection, turn: Turn, words: ScriptedWord[]): void {
    const text = words.map((word) => word.text).join(' ');
    this.#send(connection, 'speech.phrase', turn.requestId, {
      RecognitionStatus: words.length > 0 ? 'Success' : 'NoMatch',
      ...timeOf(words),
      ...(words.length > 0 && {
        DisplayText: text,
        NBest: [
          {
            Confidence: words[0]?.confidence ?? 0.9,
            Lexical: text.toLowerCase(),
            ITN: text,
            MaskedITN: text,
            Display: text,
            Words: words.map((word) => ({ Word: word.text.toLowerCase(), ...timeOf([word]) })),
            DisplayWords: words.map((word) => ({ DisplayText: word.text, ...timeOf([word]) })),
          },
        ],
      }),
    });
  }

  #finish(connection: VendorConnection, turn: Turn): void {
    const fault = this.finalFaults.shift();
    if (fault?.type === 'malformed') {
      connection.send(`Path: speech.phrase\r\nX-RequestId: ${turn.requestId}\r\n\r\n{"RecognitionStatus":`);
    }
    if (fault?.type === 'cut') connection.cutInsideMessage();
    if (fault?.type === 'close') connection.socket.close(fault.code, fault.reason);
    if (fault) return;
    const heardMs = turn.samples / SAMPLES_PER_MS;
    const words = this.script(turn.number).words.filter(({ endMs }) => endMs <= heardMs + 100);
    this.#phrase(connection, turn, words.slice(turn.finalWords));
    this.#send(connection, 'speech.endDetected', turn.requestId, { Offset: heardMs * TICKS_PER_MS });
    this.#send(connection, 'turn.end', turn.requestId, {});
  }

  #say(connection: VendorConnection, requestId: string, ssml: string): void {
    const text = /<voice[^>]*>([^<]*)<\/voice>/.exec(ssml)?.[1] ?? '';
    this.#send(connection, 'turn.start', requestId, { context: { serviceTag: 'tag' } });
    this.#send(connection, 'response', requestId, {
      context: { serviceTag: 'tag' },
      audio: { type: 'inline', streamId: 'stream' },
    });
    this.speak(connection, requestId, text);
  }

  protected override audioMessage(context: SpokenContext, pcm: Buffer): unknown {
    const head = Buffer.from(
      `X-RequestId: ${context.id}\r\nX-StreamId: stream\r\nPath: audio\r\nContent-Type: audio/x-wav\r\n`,
    );
    const length = Buffer.alloc(2);
    length.writeUInt16BE(head.length);
    return Buffer.concat([length, head, pcm]);
  }

  protected override said(context: SpokenContext): void {
    this.#send(context.connection, 'turn.end', context.id, {});
  }
}

function headersOf(head: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return headers;
}

/** Offset and duration in ticks of 100 ns. */
function timeOf(words: ScriptedWord[]): { Offset: number; Duration: number } {
  const startMs = words[0]?.startMs ?? 0;
  const endMs = words.at(-1)?.endMs ?? startMs;
  return { Offset: startMs * TICKS_PER_MS, Duration: (endMs - startMs) * TICKS_PER_MS };
}

/** The half of a voice vendor's server that all of them share: contexts that are spoken at a set pace, and the ways to fail at it. */
import { SAMPLE_RATE_HZ, SAMPLES_PER_MS } from '../../../audio/frame.ts';
import { VendorServer, type VendorConnection } from './vendor-server.ts';

/** What goes wrong with a text. */
export type SpeechFault =
  /** No audio at all, on an open socket. */
  | { type: 'stall' }
  /** One chunk, then nothing. */
  | { type: 'stall-after-first' }
  /** This message, or a close, instead of audio. */
  | { type: 'refuse'; answer: string | { code: number; reason: string } }
  /** One chunk, then this instead of the rest. */
  | { type: 'message'; message: string }
  | { type: 'cut' }
  | { type: 'close'; code: number; reason: string };

const CHUNK_SAMPLES = 100 * SAMPLES_PER_MS;

/** A sine of 440 Hz, 60 ms a character: the length says which text it is. */
export function sineOf(text: string): Int16Array {
  const samples = new Int16Array(text.length * 60 * SAMPLES_PER_MS);
  for (let index = 0; index < samples.length; index += 1) {
    samples[index] = Math.round(8000 * Math.sin((2 * Math.PI * 440 * index) / SAMPLE_RATE_HZ));
  }
  return samples;
}

export interface SpokenContext {
  connection: VendorConnection;
  id: string;
  text: string;
  stopped: boolean;
  onClose: () => void;
}

export abstract class SpeechServer extends VendorServer {
  /** From a text to its first audio. */
  firstAudioMs = 0;
  /** Between chunks of 100 ms; a vendor makes speech faster than it is played. */
  chunkEveryMs = 0;
  sound: (text: string) => Int16Array = sineOf;
  /** Faults of the texts to come, in order; a text past the last is spoken. */
  speechFaults: SpeechFault[] = [];
  /** Texts asked for so far. */
  readonly texts: string[] = [];
  /** Being spoken, or waiting to be. */
  readonly speaking = new Set<SpokenContext>();

  protected abstract audioMessage(context: SpokenContext, pcm: Buffer): unknown;
  protected abstract said(context: SpokenContext): void;

  protected speak(connection: VendorConnection, id: string, text: string): SpokenContext {
    const context: SpokenContext = {
      connection,
      id,
      text,
      stopped: false,
      onClose: () => {
        this.stop(context);
      },
    };
    this.texts.push(text);
    this.speaking.add(context);
    connection.socket.once('close', context.onClose);
    const fault = this.speechFaults.shift();
    if (fault?.type === 'stall') return context;
    this.after(this.firstAudioMs, () => {
      if (fault?.type === 'refuse') {
        const { answer } = fault;
        if (typeof answer === 'string') connection.send(answer);
        else connection.socket.close(answer.code, answer.reason);
        return;
      }
      this.#chunk(context, this.sound(text), 0, fault);
    });
    return context;
  }

  protected stop(context: SpokenContext): void {
    context.stopped = true;
    context.connection.socket.off('close', context.onClose);
    this.speaking.delete(context);
    this.changed();
  }

  #chunk(context: SpokenContext, samples: Int16Array, from: number, fault: SpeechFault | undefined): void {
    if (context.stopped) return;
    if (from >= samples.length) {
      this.stop(context);
      this.said(context);
      return;
    }
    const piece = samples.subarray(from, from + CHUNK_SAMPLES);
    context.connection.send(
      this.audioMessage(context, Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)),
    );
    this.changed();
    if (fault) this.#fail(context, fault);
    else {
      this.after(this.chunkEveryMs, () => {
        this.#chunk(context, samples, from + CHUNK_SAMPLES, fault);
      });
    }
  }

  #fail({ connection }: SpokenContext, fault: SpeechFault): void {
    if (fault.type === 'message') connection.send(fault.message);
    if (fault.type === 'cut') connection.cutInsideMessage();
    if (fault.type === 'close') connection.socket.close(fault.code, fault.reason);
  }
}

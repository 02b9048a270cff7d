/** The realtime transcription session of the scripted server: words of the script's transcript behind the sound, the rest after the commit. */
import type { Server } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Fault, ServerDelays } from './server-script.ts';

export interface RealtimeEndpointOptions {
  delays: ServerDelays;
  /** Samples at 24 kHz, as they came. Asked once an utterance, when its first sound is there. */
  transcript: (samples: Int16Array) => string;
  /** Asked once a commit. */
  fault: () => Fault | null;
}

/** A word a third of a second: a usual pace. At 24 kHz. */
const SAMPLES_PER_WORD = 8_000;
const TRANSCRIPTION = 'conversation.item.input_audio_transcription';

export class RealtimeEndpoint {
  readonly #server: WebSocketServer;
  readonly #options: RealtimeEndpointOptions;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(http: Server, options: RealtimeEndpointOptions) {
    this.#options = options;
    this.#server = new WebSocketServer({ noServer: true });
    http.on('upgrade', (request, socket, head) => {
      this.#server.handleUpgrade(request, socket, head, (webSocket) => {
        this.#serve(webSocket);
      });
    });
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const client of this.#server.clients) client.terminate();
  }

  #serve(socket: WebSocket): void {
    let items = 0;
    let samples = 0;
    let words: string[] | null = null;
    let told = 0;
    const send = (message: object, delayMs: number): void => {
      this.#later(delayMs, () => {
        socket.send(JSON.stringify(message));
      });
    };
    const restart = (): void => {
      samples = 0;
      words = null;
      told = 0;
    };
    send({ type: 'session.created', session: { type: 'transcription' } }, 0);
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as { type: string; audio?: string };
      const item = `item_${items}`;
      switch (message.type) {
        case 'session.update':
          send({ type: 'session.updated' }, 0);
          break;
        case 'input_audio_buffer.append': {
          const bytes = Buffer.from(message.audio ?? '', 'base64');
          samples += bytes.length / 2;
          words ??= this.#options.transcript(new Int16Array(0)).match(/\S+\s*/g) ?? [];
          const heard = Math.floor(samples / SAMPLES_PER_WORD);
          for (; told < Math.min(heard, words.length); told += 1) {
            const delta = words[told];
            send({ type: `${TRANSCRIPTION}.delta`, item_id: item, delta }, this.#options.delays.sttPartialMs);
          }
          break;
        }
        case 'input_audio_buffer.clear':
          // What had been an item is none any more.
          items += 1;
          restart();
          send({ type: 'input_audio_buffer.cleared' }, 0);
          break;
        case 'input_audio_buffer.commit': {
          const fault = this.#options.fault();
          const transcript = (words ?? []).join('').trim();
          items += 1;
          restart();
          if (fault === 'half-open' || fault === 'stall') return;
          if (fault === 'cut' || fault === 'reset') {
            socket.terminate();
            return;
          }
          const { sttFinalMs } = this.#options.delays;
          send({ type: 'input_audio_buffer.committed', item_id: item }, 0);
          if (fault === 'malformed')
            this.#later(sttFinalMs, () => {
              socket.send('{"type');
            });
          else if (fault !== null) {
            const error = { code: String(fault.status), message: fault.body ?? 'failed' };
            send({ type: `${TRANSCRIPTION}.failed`, item_id: item, error }, sttFinalMs);
          } else send({ type: `${TRANSCRIPTION}.completed`, item_id: item, transcript }, sttFinalMs);
          break;
        }
        default:
          send({ type: 'error', error: { code: 'unknown_type', message: message.type } }, 0);
      }
    });
  }

  #later(delayMs: number, task: () => void): void {
    if (delayMs <= 0) {
      task();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      task();
    }, delayMs);
    this.#timers.add(timer);
  }
}

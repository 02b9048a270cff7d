/**
 * Speech over one warm WebSocket: many syntheses at once, each a *context* of the vendor's protocol. The vendor's part is
 * a `SpeechProtocol`; this keeps the sockets, hands out contexts and survives what sockets do.
 */
import { SpeechLane, type SpeechLaneOptions } from './speech-lane.ts';
import type { SpeechProtocol } from './speech-protocol.ts';
import { VendorError } from './vendor-error.ts';

export class SpeechSockets {
  readonly #protocol: SpeechProtocol;
  readonly #options: SpeechLaneOptions;
  readonly #lanes = new Set<SpeechLane>();
  #contexts = 0;
  #closed = false;

  constructor(protocol: SpeechProtocol, options: SpeechLaneOptions) {
    this.#protocol = protocol;
    this.#options = options;
  }

  /** Opens the socket for a voice now instead of at the first text. Failures show at the first text. */
  warm(voice: string): void {
    if (!this.#closed) this.#laneFor(voice);
  }

  close(): void {
    this.#closed = true;
    for (const lane of this.#lanes) lane.close();
    this.#lanes.clear();
  }

  /** One text's audio. Leaving the loop early, like aborting, cancels it at the vendor. */
  async *synthesize(
    text: string,
    voice: string,
    signal: AbortSignal,
  ): AsyncGenerator<Int16Array, void, undefined> {
    if (text.trim() === '') return;
    for (let attempt = 1; ; attempt += 1) {
      if (signal.aborted || this.#closed) return;
      const lane = this.#laneFor(voice);
      const stood = lane.isOpen;
      this.#contexts += 1;
      const context = lane.begin(`parley-${this.#contexts}`, text, voice);
      try {
        for (;;) {
          const chunk = await context.queue.take(signal);
          if (!chunk) return;
          yield chunk;
        }
      } catch (error) {
        context.closeIfSilent();
        // A socket that stood idle may have died unnoticed: once more, on a new one, if no audio was heard.
        const mayTryAgain = attempt === 1 && stood && lane.isClosed && !context.queue.heard;
        if (!mayTryAgain || !(error instanceof VendorError) || !error.retryable) throw error;
      } finally {
        context.leave();
      }
    }
  }

  #laneFor(voice: string): SpeechLane {
    const key = this.#protocol.socketKey(voice);
    for (const lane of this.#lanes) {
      if (lane.key === key && lane.hasRoom) return lane;
    }
    const lane = new SpeechLane(key, voice, this.#protocol, this.#options, {
      closed: (it, again) => {
        this.#lanes.delete(it);
        if (again && !this.#closed) this.#laneFor(voice);
      },
      unheard: (it) => {
        // A second socket was for a rush; one stays.
        const others = [...this.#lanes].some((other) => other !== it && other.key === key && other.hasRoom);
        if (!others) return;
        this.#lanes.delete(it);
        it.close();
      },
    });
    this.#lanes.add(lane);
    return lane;
  }
}

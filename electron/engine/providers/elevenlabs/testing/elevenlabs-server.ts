/** ElevenLabs' side of the multi-context socket, for tests and benches: its limits and its habits, on 127.0.0.1. */
import { SpeechServer, type SpokenContext } from '../../wire/testing/speech-server.ts';
import type { VendorConnection } from '../../wire/testing/vendor-server.ts';

const MAXIMUM_CONTEXTS = 5;

interface OpenContext {
  spoken: SpokenContext | null;
  closing: boolean;
}

export class ElevenLabsServer extends SpeechServer {
  readonly #contexts = new Map<VendorConnection, Map<string, OpenContext>>();
  /** A vendor that is slow to say `isFinal` after the last audio. */
  finalDelayMs = 0;

  protected override serve = (connection: VendorConnection, data: Record<string, unknown> | Buffer): void => {
    if (Buffer.isBuffer(data)) return;
    const id = String(data['context_id']);
    const contexts = this.#contexts.get(connection) ?? new Map<string, OpenContext>();
    this.#contexts.set(connection, contexts);
    // Any message about a context that it does not know opens one, a close does not.
    let context = contexts.get(id);
    if (!context && data['close_context'] === true) return;
    if (!context) {
      context = { spoken: null, closing: false };
      contexts.set(id, context);
      if (contexts.size > MAXIMUM_CONTEXTS) {
        const message =
          'Maximum simultaneous contexts per WebSocket connection exceeded (5). Please close an existing context before opening a new one.';
        connection.send({ message, error: 'max_active_conversations', code: 1008 });
        connection.socket.close(1008, message.slice(0, 120));
        return;
      }
    }
    if (data['close_context'] === true) {
      context.closing = true;
      if (context.spoken === null || context.spoken.stopped) this.#final(connection, id);
      return;
    }
    if (data['flush'] === true) context.spoken = this.speak(connection, id, String(data['text']).trim());
  };

  /** As the vendor closes a socket on which nothing came for long. */
  closeIdle(connection: VendorConnection): void {
    connection.send({
      message: 'Have not received a new text input within the timeout of 180 seconds.',
      error: 'input_timeout_exceeded',
      code: 1008,
    });
    connection.socket.close(1008, 'Have not received a new text input within the timeout of 180 seconds.');
  }

  protected override audioMessage(context: SpokenContext, pcm: Buffer): unknown {
    return {
      audio: pcm.toString('base64'),
      isFinal: null,
      contextId: context.id,
      normalizedAlignment: { chars: ['H', 'i'], charStartTimesMs: [0, 60], charDurationsMs: [60, 60] },
      alignment: { chars: ['H', 'i'], charStartTimesMs: [0, 60], charDurationsMs: [60, 60] },
    };
  }

  protected override said(context: SpokenContext): void {
    const open = this.#contexts.get(context.connection)?.get(context.id);
    if (open?.closing) this.#final(context.connection, context.id);
  }

  #final(connection: VendorConnection, id: string): void {
    this.after(this.finalDelayMs, () => {
      this.#contexts.get(connection)?.delete(id);
      connection.send({ audio: null, isFinal: true, contextId: id });
    });
  }
}

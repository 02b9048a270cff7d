/** Cartesia's side of the speech socket, for tests and benches, on 127.0.0.1. */
import { SpeechServer, type SpokenContext } from '../../wire/testing/speech-server.ts';
import type { VendorConnection } from '../../wire/testing/vendor-server.ts';

export class CartesiaServer extends SpeechServer {
  /** Contexts that the account may have at once. */
  maximumContexts = Infinity;

  protected override serve = (connection: VendorConnection, data: Record<string, unknown> | Buffer): void => {
    if (Buffer.isBuffer(data)) return;
    const id = String(data['context_id']);
    if (data['cancel'] === true) {
      for (const context of this.speaking) {
        if (context.connection === connection && context.id === id) this.stop(context);
      }
      return;
    }
    if (this.speaking.size >= this.maximumContexts) {
      connection.send({
        type: 'error',
        done: true,
        status_code: 429,
        error_code: 'concurrency_limited',
        title: 'Too many concurrent requests',
        message: "You have exceeded your plan's concurrency limit.",
        context_id: id,
      });
      return;
    }
    this.speak(connection, id, String(data['transcript']));
  };

  protected override audioMessage(context: SpokenContext, pcm: Buffer): unknown {
    return {
      type: 'chunk',
      data: pcm.toString('base64'),
      done: false,
      status_code: 206,
      step_time: 12,
      context_id: context.id,
    };
  }

  protected override said(context: SpokenContext): void {
    context.connection.send({ type: 'done', done: true, status_code: 206, context_id: context.id });
  }
}

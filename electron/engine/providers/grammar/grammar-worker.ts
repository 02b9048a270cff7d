/** Worker thread of the grammar recogniser: one model, all callers. */
import { parentPort } from 'node:worker_threads';
import type { FromWorker, ToWorker } from './protocol.ts';
import { Recogniser } from './recogniser.ts';
import { UtteranceQueue } from './utterance-queue.ts';

const port = parentPort;
if (!port) throw new Error('grammar-worker runs as a worker thread only.');

const loading = Recogniser.load().then((recogniser) => new UtteranceQueue(recogniser));
// Each request that needs it reports the failure; this only keeps the thread alive to do so.
loading.catch(() => undefined);

const reply = (message: FromWorker): void => {
  port.postMessage(message);
};

async function handle(queue: UtteranceQueue, message: ToWorker): Promise<void> {
  switch (message.kind) {
    case 'open':
      queue.open(message.stream);
      return;
    case 'hints':
      return queue.setHints(message.stream, message.key, message.hints);
    case 'begin':
      return queue.begin(message.stream, message.listening);
    case 'audio': {
      const heard = await queue.accept(message.stream, message.samples);
      reply({ kind: 'reply', request: message.request, ...heard });
      return;
    }
    case 'finish': {
      const text = await queue.finish(message.stream, message.samples);
      reply({ kind: 'reply', request: message.request, text, overlap: null });
      return;
    }
    case 'cancel':
      return queue.cancel(message.stream);
    case 'close':
      return queue.close(message.stream);
  }
}

port.on('message', (message: ToWorker) => {
  loading
    .then((queue) => handle(queue, message))
    .catch((thrown: unknown) => {
      if (message.kind !== 'audio' && message.kind !== 'finish') return;
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      reply({ kind: 'failed', request: message.request, message: reason });
    });
});

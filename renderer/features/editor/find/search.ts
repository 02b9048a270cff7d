/** One search at a time, in a worker that is stopped when it takes too long or is not wanted any more. */
import type { FindAnswer, FindRequest } from './find-worker.ts';
import FindWorker from './find-worker.ts?worker';

/** Ordinary searches of a large agent take some ms; what takes longer will hardly end, ms. */
const patienceMs = 2000;

let idle: Worker | null = null;

/** Rejects when the signal aborts. */
export function search(request: FindRequest, signal: AbortSignal): Promise<FindAnswer> {
  return new Promise((resolve, reject) => {
    const worker = idle ?? new FindWorker();
    idle = null;
    const giveUp = (): void => {
      over();
      worker.terminate();
      reject(new DOMException('Another search took its place.', 'AbortError'));
    };
    const refuse = (message: string): void => {
      over();
      worker.terminate();
      resolve({ ok: false, message });
    };
    const timer = setTimeout(() => {
      refuse('This expression takes too long on these texts. Make it simpler.');
    }, patienceMs);
    const over = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
    };
    signal.addEventListener('abort', giveUp);
    worker.onmessage = ({ data }: MessageEvent<FindAnswer>) => {
      over();
      idle = worker;
      resolve(data);
    };
    worker.onerror = () => {
      refuse('The search could not be started. Try it again.');
    };
    worker.postMessage(request);
  });
}

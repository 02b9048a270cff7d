import { Worker } from 'node:worker_threads';
import { StudioError } from '#engine/base/errors.ts';
import { siblingUrl } from '#engine/base/sibling.ts';
import type { ExchangeAnswer, ExchangeTask, PackResult, ReadResult } from './exchange-worker.ts';

interface ResultOf {
  read: ReadResult;
  pack: PackResult;
}

/** One task in a thread of its own. Rejects with what the task says is wrong. */
export async function runTask<K extends ExchangeTask['kind']>(
  task: Extract<ExchangeTask, { kind: K }>,
): Promise<ResultOf[K]> {
  const worker = new Worker(siblingUrl(import.meta.url, 'exchange-worker'), {
    workerData: task,
    execArgv: [],
  });
  try {
    const answer = await new Promise<ExchangeAnswer>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => {
        reject(
          new StudioError('internal', 'The file could not be handled: it may be too large for the memory.'),
        );
      });
    });
    if (answer.kind === 'failed') throw new StudioError(answer.code, answer.message);
    // The worker answers in kind.
    return answer.result as ResultOf[K];
  } finally {
    await worker.terminate();
  }
}

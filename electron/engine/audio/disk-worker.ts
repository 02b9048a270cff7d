/** Writes what the recordings of all calls have gathered: one message, many files, nothing of it on the main thread. */
import { writeSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import type { DiskAnswer, DiskBatch } from './disk.ts';

parentPort?.on('message', ({ id, jobs }: DiskBatch) => {
  const failures: DiskAnswer['failures'] = [];
  for (const [job, { fd, writes }] of jobs.entries()) {
    try {
      for (const { bytes, position } of writes) {
        for (let done = 0; done < bytes.length;)
          done += writeSync(fd, bytes, done, bytes.length - done, position + done);
      }
    } catch (thrown) {
      failures.push({ job, message: thrown instanceof Error ? thrown.message : String(thrown) });
    }
  }
  parentPort?.postMessage({ id, failures } satisfies DiskAnswer);
});

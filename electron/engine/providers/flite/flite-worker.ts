/** Runs flite, so that the beat of a call never waits for a sentence. */
import { parentPort } from 'node:worker_threads';
import { FliteEngine } from './engine.ts';
import { finishSpeech } from './loudness.ts';
import type { FromWorker, SpeechJob } from './protocol.ts';

if (!parentPort) throw new Error('The flite worker runs in a worker thread.');
const port = parentPort;
const engine = new FliteEngine();

port.on('message', (job: SpeechJob) => {
  try {
    const audio = engine.synthesize(job.text, job.voice);
    const voice = audio?.channels[0];
    const samples = audio && voice ? finishSpeech(voice, audio.sampleRateHz, job.gainDb) : new Int16Array(0);
    port.postMessage({ type: 'speech', id: job.id, samples } satisfies FromWorker, [samples.buffer]);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    port.postMessage({ type: 'failed', id: job.id, message } satisfies FromWorker);
  }
  engine.restore();
});
port.postMessage({ type: 'ready' } satisfies FromWorker);

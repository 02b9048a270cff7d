/** Runs RNNoise for all calls: a frame takes 0.3 ms, which the beat of a call does not have. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import createRnnoise from '@echogarden/rnnoise-wasm';
import { FRAME_SAMPLES } from '../../audio/frame.ts';
import { Denoiser } from './denoiser.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import type { RnnoiseModule } from './rnnoise-module.ts';

if (!parentPort) throw new Error('The RNNoise worker runs in a worker thread.');
const port = parentPort;
const wasm = createRequire(import.meta.url).resolve('@echogarden/rnnoise-wasm/rnnoise.wasm');
const rnnoise = (await createRnnoise({ wasmBinary: readFileSync(wasm) })) as RnnoiseModule;
const streams = new Map<number, Denoiser>();

port.on('message', (message: ToWorker) => {
  if (message.type === 'forget') {
    streams.get(message.stream)?.close();
    streams.delete(message.stream);
    return;
  }
  const samples = new Int16Array(message.samples.length);
  message.streams.forEach((id, index) => {
    const denoiser = streams.get(id) ?? new Denoiser(rnnoise);
    streams.set(id, denoiser);
    const at = index * FRAME_SAMPLES;
    samples.set(denoiser.process(message.samples.subarray(at, at + FRAME_SAMPLES)), at);
  });
  port.postMessage({ type: 'frames', streams: message.streams, samples } satisfies FromWorker, [
    samples.buffer,
  ]);
});
port.postMessage({ type: 'ready' } satisfies FromWorker);

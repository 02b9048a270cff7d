/**
 * Audio thread: microphone → int16 frames of 20 ms, posted with their buffer. It goes on with silence while nothing is
 * connected (no microphone, one being exchanged), so that the call's timeline never stops.
 */
import { FrameCutter } from './frame-cutter.ts';

declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

/** Web Audio's render quantum, samples. */
const QUANTUM = 128;

class CaptureProcessor extends AudioWorkletProcessor {
  readonly #cutter = new FrameCutter(sampleRate);
  readonly #silence = new Float32Array(QUANTUM);
  #isStopped = false;

  constructor() {
    super();
    this.port.onmessage = () => {
      this.#isStopped = true;
    };
  }

  process(inputs: Float32Array[][]): boolean {
    this.#cutter.push(inputs[0]?.[0] ?? this.#silence, (frame) => {
      this.port.postMessage(frame.buffer, [frame.buffer]);
    });
    return !this.#isStopped;
  }
}

registerProcessor('parley-capture', CaptureProcessor);

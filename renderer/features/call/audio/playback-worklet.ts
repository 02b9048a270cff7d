/** Audio thread: the agent's frames → speaker. Messages in: an ArrayBuffer of int16 samples, `'clear'` or `'stop'`. */
import { PlaybackQueue } from './playback-queue.ts';

declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

class PlaybackProcessor extends AudioWorkletProcessor {
  readonly #queue = new PlaybackQueue({ sampleRateHz: sampleRate });
  #isStopped = false;
  #wasPlaying = false;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<ArrayBuffer | 'clear' | 'stop'>) => {
      if (data === 'clear') this.#queue.clear();
      else if (data === 'stop') this.#isStopped = true;
      else this.#queue.push(new Int16Array(data));
    };
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const channel = outputs[0]?.[0];
    if (channel !== undefined) this.#queue.pull(channel);
    if (this.#queue.isPlaying !== this.#wasPlaying) {
      this.#wasPlaying = this.#queue.isPlaying;
      this.port.postMessage({ isPlaying: this.#wasPlaying });
    }
    return !this.#isStopped;
  }
}

registerProcessor('parley-playback', PlaybackProcessor);

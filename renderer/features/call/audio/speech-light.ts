/**
 * The page's own voice detector: vad-web's worklet cuts the microphone that is already open into frames, its model judges
 * them in a worker. Its assets lie beside the page, so no network is asked. It only lights "you are speaking" and ducks
 * the agent; the studio decides on turns.
 *
 * One worker serves all calls of the page, one microphone at a time. It is loaded before the first call, while the page has
 * nothing to do.
 */
import { whenIdle } from '../../../ui/when-idle.ts';
import type { FromSpeechWorker, ToSpeechWorker } from './speech-worker.ts';
import SpeechWorker from './speech-worker.ts?worker';

export interface SpeechLight {
  stop(): void;
}

/** As vad-web's worklet wants and sends them. */
const PROCESSOR = 'vad-helper-worklet';
const FRAME_SAMPLES = 512;
interface WorkletMessage {
  message: string;
  data?: ArrayBuffer;
}

/** Frames (32 ms) that may wait for a worker which cannot keep up; later ones are left out. */
const MAX_WAITING = 6;

class Detector {
  readonly #worker = new SpeechWorker();
  readonly ready: Promise<void>;
  #onProbability: ((speech: number) => void) | null = null;
  #waiting = 0;

  constructor(assets: string) {
    this.ready = new Promise((resolve, reject) => {
      this.#worker.onmessage = ({ data }: MessageEvent<FromSpeechWorker>) => {
        switch (data.type) {
          case 'ready':
            resolve();
            return;
          case 'failed':
            reject(new Error(data.reason));
            return;
          case 'probability':
            this.#waiting -= 1;
            this.#onProbability?.(data.speech);
        }
      };
      this.#worker.onerror = (event) => {
        reject(new Error(event.message));
      };
    });
    this.#post({ type: 'load', assets });
  }

  /** From now on frames are of this listener's microphone. */
  listen(onProbability: (speech: number) => void): void {
    this.#post({ type: 'reset' });
    this.#onProbability = onProbability;
  }

  /** Stops telling, unless another listens by now. */
  forget(onProbability: (speech: number) => void): void {
    if (this.#onProbability === onProbability) this.#onProbability = null;
  }

  judge(frame: ArrayBuffer): void {
    if (this.#waiting >= MAX_WAITING) return;
    this.#waiting += 1;
    this.#post({ type: 'frame', frame }, [frame]);
  }

  close(): void {
    this.#worker.terminate();
  }

  #post(message: ToSpeechWorker, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }
}

let shared: Detector | null = null;

const assetsUrl = (): string => new URL('./vad/', document.baseURI).href;

function detector(): Detector {
  if (shared === null) {
    const made = new Detector(assetsUrl());
    shared = made;
    // A failure is tried again with the next call.
    made.ready.catch(() => {
      made.close();
      if (shared === made) shared = null;
    });
  }
  return shared;
}

/** Loads the detector when the page is idle, unless it is there. A failure shows when it is wanted. */
export function prepareSpeechLight(): void {
  if (shared === null) whenIdle(() => void detector(), 2000);
}

/**
 * Judges a microphone from now on; resolves when the detector is ready.
 * @param onFrame speech probability, 0…1, every 32 ms
 * @throws when the browser has no WebAssembly or the assets cannot be loaded
 */
export async function startSpeechLight(
  stream: MediaStream,
  audioContext: AudioContext,
  onFrame: (probability: number) => void,
): Promise<SpeechLight> {
  const own = detector();
  await Promise.all([
    own.ready,
    audioContext.audioWorklet.addModule(new URL('vad.worklet.bundle.min.js', assetsUrl()).href),
  ]);
  const cutter = new AudioWorkletNode(audioContext, PROCESSOR, {
    processorOptions: { frameSamples: FRAME_SAMPLES },
  });
  const source = audioContext.createMediaStreamSource(stream);
  cutter.port.onmessage = ({ data }: MessageEvent<WorkletMessage>) => {
    if (data.message === 'AUDIO_FRAME' && data.data !== undefined) own.judge(data.data);
  };
  own.listen(onFrame);
  source.connect(cutter);
  return {
    stop: () => {
      cutter.port.onmessage = null;
      cutter.port.postMessage('SPEECH_STOP');
      source.disconnect();
      own.forget(onFrame);
    },
  };
}

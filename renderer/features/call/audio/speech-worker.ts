/**
 * Worker: Silero over vad-web, frame by frame. Compiling the WebAssembly runtime and reading the model take seconds on a
 * slow machine; on the page's thread they would hold up clicks and the microphone's frames.
 */
import { Silero, type Model } from '@ricky0123/vad-web/dist/models';
import { ort } from '@ricky0123/vad-web/dist/real-time-vad';

/** 512 samples of 16 kHz, 32 ms. */
export const SPEECH_FRAME_SAMPLES = 512;

export type ToSpeechWorker =
  /** Once. `assets`: address of the folder that holds model and runtime, with its slash. */
  | { type: 'load'; assets: string }
  /** Another microphone speaks: what was heard before is forgotten. */
  | { type: 'reset' }
  /** `SPEECH_FRAME_SAMPLES` float samples. */
  | { type: 'frame'; frame: ArrayBuffer };

export type FromSpeechWorker =
  | { type: 'ready' }
  | { type: 'failed'; reason: string }
  /** Answers one frame; 0…1. */
  | { type: 'probability'; speech: number };

let model: Model | null = null;
/** One after the other: each frame goes on from the state that the one before left. */
let work = Promise.resolve();

function post(message: FromSpeechWorker): void {
  postMessage(message);
}

async function load(assets: string): Promise<void> {
  ort.env.wasm.wasmPaths = assets;
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  model = await Silero.new(ort, async () => {
    const answer = await fetch(`${assets}silero_vad_v5.onnx`);
    if (!answer.ok) throw new Error(`The model could not be fetched (${answer.status}).`);
    return answer.arrayBuffer();
  });
  // The first run prepares buffers and takes longer: it is not left to the first word.
  await model.process(new Float32Array(SPEECH_FRAME_SAMPLES));
  model.reset_state();
}

async function take(message: ToSpeechWorker): Promise<void> {
  switch (message.type) {
    case 'load':
      await load(message.assets);
      post({ type: 'ready' });
      return;
    case 'reset':
      model?.reset_state();
      return;
    case 'frame': {
      const speech = (await model?.process(new Float32Array(message.frame)))?.isSpeech ?? 0;
      post({ type: 'probability', speech });
    }
  }
}

globalThis.onmessage = ({ data }: MessageEvent<ToSpeechWorker>) => {
  work = work.then(() =>
    take(data).catch((error: unknown) => {
      post({ type: 'failed', reason: error instanceof Error ? error.message : String(error) });
    }),
  );
};

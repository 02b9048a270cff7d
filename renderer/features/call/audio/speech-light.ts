/**
 * The page's own voice detector: `MicVAD` on the microphone that is already open. Its assets lie beside the page, so no
 * network is asked. It only lights "you are speaking" and ducks the agent; the studio decides on turns.
 *
 * Compiling the runtime and reading the model hold up the page's thread for 0.3–2 s, and with it the microphone's
 * frames. So a detector is made ready before the call, while the page has nothing to do.
 */
import type { MicVAD } from '@ricky0123/vad-web';

export interface SpeechLight {
  stop(): Promise<void>;
}

let ready: Promise<MicVAD> | null = null;

async function makeReady(): Promise<MicVAD> {
  const { MicVAD } = await import('@ricky0123/vad-web');
  const assets = new URL('./vad/', document.baseURI).href;
  return MicVAD.new({
    model: 'v5',
    baseAssetPath: assets,
    onnxWASMBasePath: assets,
    ortConfig: (ort) => {
      ort.env.wasm.numThreads = 1;
      ort.env.logLevel = 'error';
    },
    startOnLoad: false,
  });
}

/** Loads the next detector when the page is idle, unless one is ready. A failure shows when it is wanted. */
export function prepareSpeechLight(): void {
  if (ready !== null) return;
  window.requestIdleCallback(
    () => {
      ready ??= makeReady();
      ready.catch(() => undefined);
    },
    { timeout: 2000 },
  );
}

/**
 * Starts the detector that is ready, or loads one.
 * @param onFrame speech probability, 0…1, every 32 ms
 * @throws when the browser has no WebAssembly or the assets cannot be loaded
 */
export async function startSpeechLight(
  stream: MediaStream,
  audioContext: AudioContext,
  onFrame: (probability: number) => void,
): Promise<SpeechLight> {
  // A detector serves one microphone: the next call gets another, and a failure is tried again.
  const own = ready ?? makeReady();
  ready = null;
  const vad = await own;
  Object.assign(vad.options, {
    audioContext,
    getStream: () => Promise.resolve(stream),
    // The stream is the call's: stopping the detector must not stop the microphone.
    pauseStream: () => Promise.resolve(),
    resumeStream: () => Promise.resolve(stream),
    onFrameProcessed: ({ isSpeech }) => {
      onFrame(isSpeech);
    },
  } satisfies Partial<typeof vad.options>);
  await vad.start();
  return { stop: () => vad.destroy() };
}

/**
 * The page's own voice detector: `MicVAD` on the microphone that is already open. Its assets lie beside the page, so no
 * network is asked. It only lights "you are speaking" and ducks the agent; the studio decides on turns.
 */
import type { MicVAD } from '@ricky0123/vad-web';

export interface SpeechLight {
  stop(): Promise<void>;
}

/**
 * Loads detector and model (0.3–2 s) and starts it.
 * @param onFrame speech probability, 0…1, every 32 ms
 * @throws when the browser has no WebAssembly or the assets cannot be loaded
 */
export async function startSpeechLight(
  stream: MediaStream,
  audioContext: AudioContext,
  onFrame: (probability: number) => void,
): Promise<SpeechLight> {
  const { MicVAD } = await import('@ricky0123/vad-web');
  const assets = new URL('./vad/', document.baseURI).href;
  const vad: MicVAD = await MicVAD.new({
    model: 'v5',
    audioContext,
    baseAssetPath: assets,
    onnxWASMBasePath: assets,
    ortConfig: (ort) => {
      ort.env.wasm.numThreads = 1;
      ort.env.logLevel = 'error';
    },
    startOnLoad: false,
    getStream: () => Promise.resolve(stream),
    // The stream is the call's: stopping the detector must not stop the microphone.
    pauseStream: () => Promise.resolve(),
    resumeStream: () => Promise.resolve(stream),
    onFrameProcessed: ({ isSpeech }) => {
      onFrame(isSpeech);
    },
  });
  await vad.start();
  return { stop: () => vad.destroy() };
}

/** Plays a sentence in a voice, one at a time: the next stops the one before. */
import type { ProviderChoice } from '#shared/domain/providers.ts';
import { bridge } from '../../bridge/index.ts';

const sentences: Record<string, string> = {
  en: 'Hello! This is how I sound on a call. How may I help you?',
  de: 'Hallo! So klinge ich am Telefon. Wie kann ich Ihnen helfen?',
  es: '¡Hola! Así sueno en una llamada. ¿En qué puedo ayudarle?',
  fr: 'Bonjour ! Voici ma voix au téléphone. Comment puis-je vous aider ?',
};

export function sampleSentence(language: string): string {
  return sentences[language.split('-')[0] ?? 'en'] ?? sentences['en'] ?? '';
}

let playing: { context: AudioContext; source: AudioBufferSourceNode } | null = null;

export function stopSample(): void {
  playing?.source.stop();
  void playing?.context.close();
  playing = null;
}

/** Resolves when the sentence has been heard or was stopped. Rejects with a BridgeError. */
export async function playSample(
  choice: ProviderChoice,
  language: string,
  onStart: () => void,
): Promise<void> {
  const text = sampleSentence(language);
  const { sample_rate_hz: rate, pcm_base64: base64 } = await bridge.call('connections.sample', {
    choice,
    text,
    language,
  });
  stopSample();
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const samples = new Int16Array(bytes.buffer);
  const context = new AudioContext({ sampleRate: rate });
  const buffer = context.createBuffer(1, Math.max(1, samples.length), rate);
  buffer.copyToChannel(
    Float32Array.from(samples, (sample) => sample / 32_768),
    0,
  );
  const source = new AudioBufferSourceNode(context, { buffer });
  source.connect(context.destination);
  playing = { context, source };
  await new Promise<void>((resolve) => {
    source.onended = () => {
      resolve();
    };
    source.start();
    onStart();
  });
  // Another may have begun meanwhile.
  if (isPlaying(source)) stopSample();
}

function isPlaying(source: AudioBufferSourceNode): boolean {
  return playing?.source === source;
}

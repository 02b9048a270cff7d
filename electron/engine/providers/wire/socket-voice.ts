/** A vendor's voice over a socket as the text-to-speech port: what all such vendors have in common. */
import type { ConnectionTestResult } from '../spec/connection-test.ts';
import type { HostedTts } from '../spec/hosted-tts.ts';
import type { Voice } from '../spec/tts.ts';
import { defaultSpeechDeadlines, type SpeechDeadlines } from './audio-queue.ts';
import { hearSomething, testStage } from './connection-test.ts';
import type { SpeechProtocol } from './speech-protocol.ts';
import { SpeechSockets } from './speech-sockets.ts';

export interface SocketVoiceOptions {
  /** Connection or preset id, as usage and cost name it. */
  provider: string;
  apiKey: string;
  model: string;
  /** Voice id; the vendor's default when absent. */
  voice?: string | undefined;
  /** BCP 47. */
  language?: string | null | undefined;
  baseUrl?: string | undefined;
  deadlines?: Partial<SpeechDeadlines> | undefined;
  connectTimeoutMs?: number | undefined;
  heartbeatMs?: number | undefined;
}

/** What is the vendor's own. */
export interface SocketVoiceVendor {
  protocol: SpeechProtocol;
  /** Until the account's are asked for; the first is spoken with when none is chosen. */
  voices: readonly [Voice, ...Voice[]];
  /** The account's voices. Throws ProviderError. */
  listVoices: (signal: AbortSignal) => Promise<readonly Voice[]>;
}

export function createSocketVoice(
  { provider, model, voice: chosen, deadlines, connectTimeoutMs, heartbeatMs }: SocketVoiceOptions,
  { protocol, voices: knownVoices, listVoices }: SocketVoiceVendor,
): HostedTts {
  const sockets = new SpeechSockets(protocol, {
    deadlines: { ...defaultSpeechDeadlines, ...deadlines },
    connectTimeoutMs,
    heartbeatMs,
  });
  const defaultVoice = chosen ?? knownVoices[0].id;
  let voices: readonly Voice[] = knownVoices;
  return {
    provider,
    model,
    get voices() {
      return voices;
    },
    normalizes: true,
    synthesize: (text, { voice }, signal) => sockets.synthesize(text, voice ?? defaultVoice, signal),
    warm: () => {
      sockets.warm(defaultVoice);
    },
    listVoices: async (signal) => {
      voices = await listVoices(signal);
      return voices;
    },
    close: () => {
      sockets.close();
    },
  };
}

/** Says a word with the connection's model and voice, and closes the voice. */
export async function testVoice(
  vendor: string,
  tts: HostedTts,
  signal: AbortSignal,
): Promise<ConnectionTestResult[]> {
  try {
    return [
      await testStage('tts', vendor, () => hearSomething(vendor, tts.synthesize('Hello.', {}, signal))),
    ];
  } finally {
    tts.close();
  }
}

/** What a voice on a vendor's server can do beyond the port. */
import type { TextToSpeech, Voice } from './tts.ts';

export interface HostedTts extends TextToSpeech {
  /** Connects now instead of at the first text; failures show at the first text. */
  warm(): void;
  /** The account's voices; `voices` answers them from then on. Throws ProviderError. */
  listVoices(signal: AbortSignal): Promise<readonly Voice[]>;
  /** Closes the connections; texts under way fail. */
  close(): void;
}

/** What the studio needs of a vendor's adapters, whoever the vendor is. */
import type { ConnectionTestResult } from '#engine/providers/spec/connection-test.ts';
import type { LanguageModel } from '#engine/providers/spec/llm.ts';
import type { SpeechToText } from '#engine/providers/spec/stt.ts';
import type { HostedTts } from '#engine/providers/spec/hosted-tts.ts';
import type { TextToSpeech, Voice } from '#engine/providers/spec/tts.ts';
import type { ConnectionPreset } from '#shared/domain/connection-presets.ts';
import type { Connection } from '#shared/domain/connections.ts';
import type { ProviderStage } from '#shared/domain/providers.ts';

/** A connection with all that its adapters need. */
export interface Account {
  connection: Connection;
  preset: ConnectionPreset;
  /** Null: none is kept, and the preset needs none. */
  apiKey: string | null;
}

export interface AdapterSettings {
  model: string;
  voice?: string | undefined;
  /** BCP 47. */
  language: string;
}

/** Holds connections, until it is closed. */
export interface Closing {
  close?(): void | Promise<void>;
  /** Connects before it is asked; a failure shows when it is. */
  warm?(): unknown;
}

export interface StageAdapters {
  stt: SpeechToText & Closing;
  llm: LanguageModel & Closing;
  tts: TextToSpeech & Closing;
}

export type TestedModels = Partial<Record<ProviderStage, string>>;

/** A stage that a vendor does not serve is absent. */
export interface Vendor {
  create: {
    [S in ProviderStage]?: (account: Account, settings: AdapterSettings) => StageAdapters[S];
  };
  /** A small real request a stage. Never throws for what the vendor answers. Absent where the adapter offers none. */
  test?(account: Account, models: TestedModels, signal: AbortSignal): Promise<ConnectionTestResult[]>;
  /** What the account offers. Throws ProviderError. Absent where the vendor does not tell. */
  listModels?(account: Account, stage: ProviderStage, signal: AbortSignal): Promise<string[]>;
  listVoices?(account: Account, settings: AdapterSettings, signal: AbortSignal): Promise<readonly Voice[]>;
}

/** The address of a server of one's own, undefined for the vendor's. */
export function ownAddress({ connection }: Account): string | undefined {
  return connection.base_url === '' ? undefined : connection.base_url;
}

/** Asks a voice that was made for this alone, and closes it. Throws ProviderError. */
export async function voicesOf(tts: HostedTts, signal: AbortSignal): Promise<readonly Voice[]> {
  try {
    return await tts.listVoices(signal);
  } finally {
    tts.close();
  }
}

/** Text-to-speech port. Audio out is mono int16 at 16 kHz in chunks of any length; the adapter resamples. */
export interface TtsOptions {
  /** Voice id of the provider; the provider's default when absent. */
  voice?: string;
  /** Told by a chain of voices when another than the first speaks: the sound must not be kept as the first's. */
  onSubstitute?: () => void;
}

export interface Voice {
  id: string;
  /** For a person, e.g. `SLT (US English, female)`. */
  name: string;
}

export interface TextToSpeech {
  readonly provider: string;
  readonly model: string;
  readonly voices: readonly Voice[];
  /**
   * Does it read numbers, dates and money well by itself? Then it is given them as they are written; otherwise (or when
   * absent) in words. Markup, emoji and addresses are dealt with for all.
   */
  readonly normalizes?: boolean;
  /** One sentence or so. Throws ProviderError; ends silently when the signal aborts. */
  synthesize(text: string, options: TtsOptions, signal: AbortSignal): AsyncIterable<Int16Array>;
}

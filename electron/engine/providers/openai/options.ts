/** What every adapter of this folder is made from. */
import { openAiPreset, type OpenAiPresetId } from '#shared/domain/provider-presets.ts';
import { quirksOf } from './presets.ts';

/** How long each wait may take, in milliseconds. A wait that is over its limit is a retryable `provider-timeout`. */
export interface Deadlines {
  /** Name, TCP and TLS. Default 5 s. */
  connectMs: number;
  /** From the connection to the first event, transcript or sound. Default 15 s, for local servers 60 s (they may load the model). */
  firstEventMs: number;
  /** From one event to the next; comments that only keep a stream open do not count. Default 10 s. */
  betweenEventsMs: number;
}

export interface OpenAiConnectionOptions {
  /** The connection's id: names it in usage, cost and messages. */
  provider: string;
  /** As far as `/chat/completions` would follow; for Azure also the bare endpoint, with `?api-version=` if wanted. */
  baseUrl: string;
  /** Null where the server wants none. */
  apiKey: string | null;
  preset: OpenAiPresetId;
  deadlines?: Partial<Deadlines>;
  /** Sent with every request, after the adapter's own. */
  extraHeaders?: Readonly<Record<string, string>>;
  /** Merged into the body of every JSON request, after the adapter's own fields. */
  extraBody?: Readonly<Record<string, unknown>>;
}

export interface OpenAiOptions extends OpenAiConnectionOptions {
  /** The vendor's model id; for Azure the deployment's name. */
  model: string;
  /** Speech: the voice where a request names none. */
  voice?: string;
  /** BCP 47, e.g. `de-AT`. Absent: the model finds out. */
  language?: string;
}

export function deadlinesOf(options: OpenAiConnectionOptions): Deadlines {
  return {
    connectMs: 5_000,
    firstEventMs: quirksOf(options.preset).firstEventMs,
    betweenEventsMs: 10_000,
    ...options.deadlines,
  };
}

/** `OpenAI`, or `OpenAI "second account"` where the connection has an id of its own. */
export function nameOf({ preset, provider }: OpenAiConnectionOptions): string {
  const { id, name } = openAiPreset(preset);
  return provider === id ? name : `${name} "${provider}"`;
}

/** The ISO 639-1 part of a BCP 47 tag, as the transcription interface wants it. */
export function languageCode(tag: string | undefined): string | undefined {
  const code = tag?.split('-')[0]?.toLowerCase();
  return code && /^[a-z]{2,3}$/.test(code) ? code : undefined;
}

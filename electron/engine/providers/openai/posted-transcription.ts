/**
 * Speech recognition as the port: an utterance is kept and posted when it is over (POST /audio/transcriptions). The
 * connection is opened when the caller begins to speak, so that only upload and recognition are left to wait for. Models
 * that are reached by WebSocket stream while the caller speaks: realtime-transcription.ts.
 */
import { SAMPLE_RATE_HZ } from '../../audio/frame.ts';
import { wavBytes } from '../../audio/wav-format.ts';
import type { SttFinal, SttHints, SttPartial, SttStream, SttWord } from '../spec/stt.ts';
import { hintTermsOf } from '../wire/hint-terms.ts';
import { endpointOf } from './endpoint.ts';
import { cutShort, notUnderstood, type FailureContext } from './errors.ts';
import { streamFailure } from './http-failure.ts';
import { HttpConnection } from './http-connection.ts';
import type { HttpAnswer } from './http-answer.ts';
import { languageCode, type OpenAiOptions } from './options.ts';
import { quirksOf } from './presets.ts';
import type { OpenAiTranscription } from './transcription-adapter.ts';
import { ServerEventReader } from './sse.ts';
import { transcriptSchema, understoodText, type Transcript } from './transcript-quality.ts';

const PATH = '/audio/transcriptions';
/** Shorter sound is turned down (OpenAI: 0.1 s); it is filled up with silence. In samples. */
const MIN_SAMPLES = 0.2 * SAMPLE_RATE_HZ;
const MAX_TRANSCRIPT_BYTES = 2_000_000;

export class PostedTranscription implements OpenAiTranscription {
  readonly provider: string;
  readonly model: string;
  readonly connection: HttpConnection;
  readonly #options: OpenAiOptions;
  readonly #context: FailureContext;
  readonly #streams = new Set<PostedStream>();

  constructor(options: OpenAiOptions) {
    this.provider = options.provider;
    this.model = options.model;
    this.#options = options;
    this.#context = { options, model: options.model };
    this.connection = new HttpConnection({ endpoint: endpointOf(options), context: this.#context });
  }

  open(): SttStream {
    const stream = new PostedStream(this, () => this.#streams.delete(stream));
    this.#streams.add(stream);
    return stream;
  }

  warm(): Promise<boolean> {
    return this.connection.warm();
  }

  close(): void {
    for (const stream of this.#streams) stream.close();
    this.connection.dispose();
  }

  /** Throws ProviderError; null when aborted. */
  async transcribe(
    samples: Int16Array,
    hints: SttHints | null,
    signal: AbortSignal,
  ): Promise<Transcript | null> {
    try {
      const form = new Response(this.#form(samples, hints));
      const answer = await this.connection.send(
        {
          method: 'POST',
          path: PATH,
          body: {
            type: form.headers.get('content-type') ?? '',
            bytes: new Uint8Array(await form.arrayBuffer()),
          },
        },
        signal,
      );
      return answer.contentType === 'text/event-stream'
        ? await this.#streamed(answer)
        : await this.#whole(answer);
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
  }

  #form(samples: Int16Array, hints: SttHints | null): FormData {
    const { model, language, preset } = this.#options;
    const quirks = quirksOf(preset).transcription;
    const form = new FormData();
    form.set('model', model);
    const code = languageCode(language);
    if (code !== undefined) form.set('language', code);
    const format = quirks.format(model);
    if (format !== null) form.set('response_format', format);
    if (quirks.streams(model)) form.set('stream', 'true');
    if (quirks.logprobs(model)) form.set('include[]', 'logprobs');
    const terms = hints && quirks.vocabulary(model) ? hintTermsOf(hints) : [];
    if (terms.length > 0) form.set('prompt', `The caller may say: ${terms.join(', ')}.`);
    // The field that is last: servers that read as it comes know the others by then.
    const wav = wavBytes(padded(samples), { sampleRateHz: SAMPLE_RATE_HZ, channels: 1 });
    form.set('file', new Blob([wav], { type: 'audio/wav' }), 'utterance.wav');
    return form;
  }

  async #whole(answer: HttpAnswer): Promise<Transcript> {
    const body = await answer.text(MAX_TRANSCRIPT_BYTES);
    let json: unknown;
    try {
      json = JSON.parse(body);
    } catch {
      // `response_format` ignored: the bare text.
      if (answer.contentType === 'text/plain') return { text: body };
      throw notUnderstood(this.#context, 'answered with something that is not a transcript');
    }
    const parsed = transcriptSchema.safeParse(json);
    if (parsed.success) return parsed.data;
    throw notUnderstood(this.#context, 'answered with JSON that holds no transcript');
  }

  /** `transcript.text.delta` … `transcript.text.done`; other servers (vLLM) send chunks as of a chat. */
  async #streamed(answer: HttpAnswer): Promise<Transcript> {
    const reader = new ServerEventReader();
    let text = '';
    for await (const bytes of answer.bytes()) {
      for (const { data } of reader.push(bytes, this.#context)) {
        answer.progress();
        if (data.trim() === '[DONE]') {
          answer.release();
          return { text };
        }
        const event = parseEvent(data);
        if (!event) throw notUnderstood(this.#context, 'sent an event that is not JSON');
        if (event['error'] != null) throw streamFailure(this.#context, event['error'], PATH);
        if (event['type'] === 'transcript.text.delta' && typeof event['delta'] === 'string')
          text += event['delta'];
        if (event['type'] !== 'transcript.text.done') continue;
        answer.release();
        const done = transcriptSchema.safeParse(event);
        return done.success ? done.data : { text };
      }
    }
    throw cutShort(this.#context);
  }
}

function parseEvent(data: string): Record<string, unknown> | null {
  try {
    const event: unknown = JSON.parse(data);
    return typeof event === 'object' && event !== null ? (event as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function padded(samples: Int16Array): Int16Array {
  if (samples.length >= MIN_SAMPLES) return samples;
  const longer = new Int16Array(MIN_SAMPLES);
  longer.set(samples);
  return longer;
}

interface Utterance {
  chunks: Int16Array[];
  samples: number;
  abort: AbortController;
}

class PostedStream implements SttStream {
  readonly #stt: PostedTranscription;
  readonly #onClose: () => void;
  readonly #open = new Set<Utterance>();
  #hints: SttHints | null = null;
  /** The one under way, or the last one that was finished. */
  #utterance: Utterance | null = null;

  constructor(stt: PostedTranscription, onClose: () => void) {
    this.#stt = stt;
    this.#onClose = onClose;
  }

  setHints(hints: SttHints): void {
    this.#hints = hints;
  }

  begin(): void {
    this.#utterance = { chunks: [], samples: 0, abort: new AbortController() };
    void this.#stt.warm();
  }

  push(samples: Int16Array): Promise<SttPartial | null> {
    // The caller may fill the same array again.
    this.#utterance?.chunks.push(samples.slice());
    if (this.#utterance) this.#utterance.samples += samples.length;
    return Promise.resolve(null);
  }

  async finish(): Promise<SttFinal> {
    const utterance = this.#utterance;
    const samples = utterance?.samples ?? 0;
    const audioSeconds = samples / SAMPLE_RATE_HZ;
    const nothing: SttFinal = { text: '', understood: false, audioSeconds };
    if (!utterance || samples === 0 || utterance.abort.signal.aborted) return nothing;
    this.#open.add(utterance);
    try {
      const sound = joined(utterance);
      const transcript = await this.#stt.transcribe(sound, this.#hints, utterance.abort.signal);
      if (!transcript) return nothing;
      const text = understoodText(transcript);
      const words = wordsOf(transcript);
      return { text, understood: text !== '', audioSeconds, ...(text !== '' && words ? { words } : {}) };
    } finally {
      this.#open.delete(utterance);
      if (this.#utterance === utterance) this.#utterance = null;
    }
  }

  cancel(): void {
    this.#utterance?.abort.abort();
    this.#utterance = null;
  }

  close(): void {
    this.cancel();
    for (const utterance of this.#open) utterance.abort.abort();
    this.#onClose();
  }
}

function joined({ chunks, samples }: Utterance): Int16Array {
  const all = new Int16Array(samples);
  let at = 0;
  for (const chunk of chunks.splice(0)) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function wordsOf({ words }: Transcript): SttWord[] | null {
  if (!words?.length) return null;
  return words.map(({ word, start, end, probability, confidence }) => ({
    text: word.trim(),
    startMs: Math.round(start * 1000),
    endMs: Math.round(end * 1000),
    confidence: probability ?? confidence ?? 1,
  }));
}

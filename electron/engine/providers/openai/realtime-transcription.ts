/**
 * Recognition over a realtime transcription session (WebSocket): the sound goes up while the caller speaks, so that little is
 * left to do when they stop, and words come back as partials. One session a call, opened with it; one that was lost is
 * opened again when it is needed, and the utterance under way is said again on it.
 *
 *   utterance  open ──finish──► committing ──committed (names the item)──► committed ──completed──► told
 *               └──cancel──► dropped, and the vendor's buffer cleared
 */
import { SAMPLE_RATE_HZ } from '../../audio/frame.ts';
import { StreamingResampler } from '../../audio/resampler.ts';
import type { SttFinal, SttHints, SttPartial, SttStream } from '../spec/stt.ts';
import { hintTermsOf } from '../wire/hint-terms.ts';
import { VendorSocket, type Refusal, type RefusalMeaning } from '../wire/vendor-socket.ts';
import { endpointOf } from './endpoint.ts';
import { notUnderstood, timedOut, type FailureContext } from './errors.ts';
import { streamFailure } from './http-failure.ts';
import { deadlinesOf, languageCode, nameOf, type OpenAiOptions } from './options.ts';
import {
  appendAudio,
  clearAudio,
  commitAudio,
  parseRealtime,
  REALTIME_RATE_HZ,
  sessionUpdate,
} from './realtime-messages.ts';
import { RealtimeUtterances, type Utterance } from './realtime-utterances.ts';
import type { OpenAiTranscription } from './transcription-adapter.ts';
import { understoodText, type Transcript } from './transcript-quality.ts';

const PATH = '/realtime';
/** What is kept of an utterance for saying it again, in samples: a minute. */
const MAX_KEPT_SAMPLES = 60 * SAMPLE_RATE_HZ;
/** Shorter sound cannot be committed (0.1 s); it is filled up with silence. In samples. */
const MIN_SAMPLES = 0.2 * SAMPLE_RATE_HZ;
/** So many sessions are tried for one utterance. */
const MAX_SESSIONS = 2;

export class RealtimeTranscription implements OpenAiTranscription {
  readonly provider: string;
  readonly model: string;
  readonly #options: OpenAiOptions;
  readonly #streams = new Set<RealtimeStream>();

  constructor(options: OpenAiOptions) {
    // A base URL that is none is told now, not in mid-call.
    endpointOf(options);
    this.provider = options.provider;
    this.model = options.model;
    this.#options = options;
  }

  open(): SttStream {
    const stream = new RealtimeStream(this.#options, () => this.#streams.delete(stream));
    this.#streams.add(stream);
    return stream;
  }

  /** A session belongs to a call and is opened with it; there is nothing to open before. */
  warm(): Promise<boolean> {
    return Promise.resolve(true);
  }

  close(): void {
    for (const stream of this.#streams) stream.close();
  }
}

class RealtimeStream implements SttStream {
  readonly #options: OpenAiOptions;
  readonly #context: FailureContext;
  readonly #onClose: () => void;
  #socket: VendorSocket;
  #ready = false;
  #resampler = new StreamingResampler(SAMPLE_RATE_HZ, REALTIME_RATE_HZ);
  readonly #utterances = new RealtimeUtterances();
  #keywords: readonly string[] = [];
  #toldKeywords: readonly string[] = [];
  #listener: ((partial: SttPartial) => void) | null = null;
  #toldText = '';
  #closed = false;

  constructor(options: OpenAiOptions, onClose: () => void) {
    this.#options = options;
    this.#context = { options, model: options.model };
    this.#onClose = onClose;
    this.#socket = this.#connect();
  }

  setHints(hints: SttHints): void {
    // `gpt-realtime-whisper` takes no words to listen for.
    this.#keywords = /whisper/.test(this.#options.model) ? [] : hintTermsOf(hints);
  }

  onPartial(listener: (partial: SttPartial) => void): void {
    this.#listener = listener;
  }

  begin(): void {
    this.cancel();
    this.#toldText = '';
    this.#resampler = new StreamingResampler(SAMPLE_RATE_HZ, REALTIME_RATE_HZ);
    this.#utterances.begin();
    if (this.#socket.isClosed) this.#socket = this.#connect();
    else if (this.#ready && this.#keywords.join() !== this.#toldKeywords.join()) this.#configure();
  }

  push(samples: Int16Array): Promise<SttPartial | null> {
    const open = this.#utterances.open;
    if (!open) return Promise.resolve(null);
    open.samples += samples.length;
    // The caller may fill the same array again.
    if (open.samples <= MAX_KEPT_SAMPLES) open.chunks.push(samples.slice());
    if (this.#ready) this.#append(samples);
    if (this.#listener) return Promise.resolve(null);
    return Promise.resolve(this.#newPartial(open));
  }

  async finish(): Promise<SttFinal> {
    const open = this.#utterances.open;
    const audioSeconds = (open?.samples ?? 0) / SAMPLE_RATE_HZ;
    if (!open || open.samples === 0) {
      this.cancel();
      return { text: '', understood: false, audioSeconds };
    }
    open.state = 'committing';
    const transcript = await new Promise<Transcript | null>((resolve, reject) => {
      open.settle = { resolve, reject };
      const { firstEventMs } = deadlinesOf(this.#options);
      open.timer = setTimeout(() => {
        this.#utterances.drop(open)?.reject(timedOut(this.#context, 'gave no transcript', firstEventMs));
        this.#socket.close();
      }, firstEventMs);
      if (this.#ready) this.#commit(open);
      else if (this.#socket.isClosed) this.#socket = this.#connect();
    });
    const text = transcript === null ? '' : understoodText(transcript);
    return { text, understood: text !== '', audioSeconds };
  }

  cancel(): void {
    const open = this.#utterances.open;
    if (!open) return;
    this.#utterances.cancel(open, this.#ready);
    if (this.#ready) this.#socket.send(clearAudio);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.close();
    for (const utterance of this.#utterances.all) this.#utterances.drop(utterance)?.resolve(null);
    this.#onClose();
  }

  #connect(): VendorSocket {
    this.#ready = false;
    const endpoint = endpointOf(this.#options);
    const url = endpoint.url(PATH, this.#options.model);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.searchParams.set('intent', 'transcription');
    const socket = new VendorSocket({
      vendor: nameOf(this.#options),
      url,
      headers: { ...endpoint.headers },
      secret: this.#options.apiKey ?? '',
      connectTimeoutMs: deadlinesOf(this.#options).connectMs,
      classify,
      onMessage: (text) => {
        if (socket === this.#socket) this.#take(text);
      },
      onClosed: (error) => {
        if (socket === this.#socket) this.#lost(error);
      },
    });
    socket.opened.then(
      () => {
        if (socket === this.#socket && !this.#closed) this.#begun();
      },
      () => undefined,
    );
    return socket;
  }

  /** A new session: what is under way has to be said from its beginning. */
  #begun(): void {
    this.#ready = true;
    this.#utterances.restart();
    this.#configure();
    for (const utterance of this.#utterances.all) {
      this.#resampler = new StreamingResampler(SAMPLE_RATE_HZ, REALTIME_RATE_HZ);
      for (const chunk of utterance.chunks) this.#append(chunk);
      if (utterance.state !== 'open') this.#commit(utterance);
    }
  }

  #configure(): void {
    const { model, language } = this.#options;
    this.#toldKeywords = this.#keywords;
    this.#socket.send(sessionUpdate({ model, language: languageCode(language), keywords: this.#keywords }));
  }

  #append(samples: Int16Array): void {
    const resampled = this.#resampler.push(samples);
    if (resampled.length > 0) this.#socket.send(appendAudio(resampled));
  }

  #commit({ samples }: Utterance): void {
    if (samples < MIN_SAMPLES) this.#append(new Int16Array(MIN_SAMPLES - samples));
    const tail = this.#resampler.flush();
    if (tail.length > 0) this.#socket.send(appendAudio(tail));
    this.#socket.send(commitAudio);
  }

  #take(text: string): void {
    const message = parseRealtime(text);
    switch (message.type) {
      case 'other':
        break;
      case 'broken':
        this.#failAll(notUnderstood(this.#context, 'sent a message of an unknown form'));
        break;
      case 'error':
        this.#failAll(streamFailure(this.#context, message.error, PATH));
        break;
      case 'cleared':
        this.#utterances.cleared();
        break;
      case 'committed':
        this.#utterances.committed(message.item);
        break;
      case 'delta': {
        const utterance = this.#utterances.addWords(message.item, message.text);
        const partial = utterance && this.#listener ? this.#newPartial(utterance) : null;
        if (partial) this.#listener?.(partial);
        break;
      }
      case 'completed':
        this.#utterances.dropItem(message.item)?.resolve(message.transcript);
        break;
      case 'failed':
        this.#utterances.dropItem(message.item)?.reject(streamFailure(this.#context, message.error, PATH));
        break;
    }
  }

  #newPartial({ text }: Utterance): SttPartial | null {
    const said = text.trim();
    if (said === this.#toldText) return null;
    this.#toldText = said;
    return { text: said };
  }

  /** An utterance that waits for its transcript is worth another session; else there is time until the next. */
  #lost(error: Error | null): void {
    this.#ready = false;
    if (this.#closed) return;
    const lost = error ?? streamFailure(this.#context, { message: 'the session was closed' }, PATH);
    const mayMend = !('retryable' in lost) || lost.retryable === true;
    for (const utterance of this.#utterances.all) {
      utterance.sessions += 1;
      if (utterance.state === 'open') continue;
      const complete = utterance.samples <= MAX_KEPT_SAMPLES;
      if (!mayMend || !complete || utterance.sessions > MAX_SESSIONS)
        this.#utterances.drop(utterance)?.reject(lost);
    }
    if (mayMend && this.#utterances.all.some(({ sessions }) => sessions <= MAX_SESSIONS))
      this.#socket = this.#connect();
  }

  #failAll(error: Error): void {
    for (const utterance of this.#utterances.all) {
      if (utterance.state !== 'open') this.#utterances.drop(utterance)?.reject(error);
    }
  }
}

function classify({ status, closeCode, text }: Refusal): RefusalMeaning | null {
  if (/insufficient_quota|quota/i.test(text)) return 'no-quota';
  if (/model_not_found|does not exist/i.test(text)) return 'unknown-model';
  if (status === 404) return 'wrong-setting';
  // A session may last an hour at most; then it is closed.
  return closeCode === 1001 || /session.*(?:expired|maximum)/i.test(text) ? 'idle' : null;
}

/**
 * Text to audio for one call: from the cache, from what is being made ahead already, or from the provider.
 *
 *   take(text) ──► in the cache ─────────────► its samples, now
 *              ├─► made ahead, still running ─► adopted: what there is now, the rest as it comes
 *              └─► asked of the provider
 */
import { concatenateSamples } from '../../audio/frames.ts';
import type { Timeline } from '../../base/timeline.ts';
import type { TextToSpeech } from '../../providers/spec/tts.ts';
import { speechText } from '../normalize/index.ts';
import type { ProviderTime } from '../provider-time.ts';
import type { Phrase, PhraseCache } from './phrase-cache.ts';
import { Synthesis, type SpeechSink } from './synthesis.ts';

export interface SynthesizerOptions {
  timeline: Timeline;
  tts: TextToSpeech;
  voice: string | null;
  /** BCP 47. */
  language: string;
  providerTime: ProviderTime;
  cache: PhraseCache;
}

/** When a piece of speech was made, on the timeline, ms; null for what did not happen. */
export interface MadeSpeech {
  requestMs: number | null;
  firstByteMs: number | null;
}

export class Synthesizer {
  readonly #options: SynthesizerOptions;
  /** Begun ahead and not taken yet, by the text for the provider. */
  readonly #ahead = new Map<string, Synthesis>();
  readonly #closing = new AbortController();
  #characters = 0;

  constructor(options: SynthesizerOptions) {
    this.#options = options;
  }

  /** Characters that the provider was given. */
  get characters(): number {
    return this.#characters;
  }

  /**
   * The audio of a text goes to the sink, from this moment on.
   *
   * @param signal aborting it stops the synthesis
   * @param sink told of a failure, unless the signal was aborted
   */
  take(text: string, signal: AbortSignal, sink: SpeechSink): () => MadeSpeech {
    const said = this.#said(text);
    const ahead = this.#ahead.get(said);
    if (ahead && !ahead.failed) {
      this.#ahead.delete(said);
      ahead.adopt(signal, sink);
      return () => ahead;
    }
    const cached = said === '' ? null : this.#options.cache.get(this.#phrase(said));
    if (cached) sink.append(cached);
    if (cached || said === '') {
      sink.complete();
      return () => ({ requestMs: null, firstByteMs: null });
    }
    const made = this.#request(said, signal, false);
    made.adopt(signal, sink);
    return () => made;
  }

  /**
   * Begins a text that will probably be said; `take` finds it. Aborting the signal throws it away.
   *
   * @param wanted false: nobody waits for it, so that its time is nobody's delay
   * @returns settles when it is made or has failed; false when there was nothing to do
   */
  async prepare(text: string, signal: AbortSignal, wanted: boolean): Promise<boolean> {
    const said = this.#said(text);
    if (said === '' || this.#ahead.has(said) || signal.aborted || this.#closing.signal.aborted) return false;
    if (this.#options.cache.has(this.#phrase(said))) return false;
    if (wanted) this.#forgetOlder();
    const made = this.#request(said, signal, !wanted);
    this.#ahead.set(said, made);
    await made.settled;
    // What was wanted stays to be taken, with the times at which it was made; a line in store is in the cache.
    if (this.#ahead.get(said) === made && (!wanted || made.failed)) this.#ahead.delete(said);
    return true;
  }

  close(): void {
    this.#closing.abort();
    this.#ahead.clear();
  }

  /** What was prepared for answers that came otherwise: finished, it is in the cache. */
  #forgetOlder(): void {
    for (const [said, made] of this.#ahead) if (made.done) this.#ahead.delete(said);
  }

  #said(text: string): string {
    const { tts, language } = this.#options;
    return speechText(text, language, tts.normalizes ? 'addresses' : 'words');
  }

  #phrase(said: string): Phrase {
    const { tts, voice } = this.#options;
    return { provider: tts.provider, model: tts.model, voice, text: said };
  }

  #request(said: string, signal: AbortSignal, background: boolean): Synthesis {
    const { timeline, tts, voice, providerTime, cache } = this.#options;
    this.#characters += said.length;
    const made = new Synthesis(timeline.now(), [signal, this.#closing.signal]);
    let substituted = false;
    const onSubstitute = (): void => {
      substituted = true;
    };
    const chunks = providerTime.stream(
      'tts',
      () => tts.synthesize(said, { ...(voice === null ? {} : { voice }), onSubstitute }, made.signal),
      () => true,
      { background, onWait: (wait) => (made.wait = wait) },
    );
    void made.read(chunks, timeline).then((all) => {
      if (all && !substituted) cache.put(this.#phrase(said), concatenateSamples(all));
    });
    return made;
  }
}

/**
 * Decoders and what they cost. One model in memory serves them all: each decoder adds about 2.5 MB (its Gaussians, front
 * end and search) and 40 ms to make; loading the package's whole dictionary into each would add 20 MB more, so
 * decoders start with no words and learn those of the grammars that they are given.
 *
 * Lives in the worker; synchronous but for making a decoder.
 */
import { readFile } from 'node:fs/promises';
import { SAMPLE_RATE_HZ } from '../../audio/frame.ts';
import type { Overlap, SttHints } from '../spec/stt.ts';
import { compileGrammar } from './compile.ts';
import type { CallerVoice } from './caller-voice.ts';
import { isPlausible, type HeardWord } from './confidence.ts';
import { isGarbage, PHONE_WORDS } from './garbage.ts';
import { compileOverlapGrammar, overlapOf, plainWord } from './overlap-grammar.ts';
import { PronouncingDictionary } from './pronounce.ts';
import {
  loadSoundSwallower,
  type LogSpectrum,
  type SphinxDecoder,
  type SphinxModule,
} from './soundswallower.ts';

/**
 * Price of a word. The garbage path needs about four of its words for one of a sentence, so that a dearer word lets more
 * accents through and leaves it to the confidence to refuse strangers.
 */
const WORD_PENALTY = 0.2;
/** Grammars kept compiled; a node's is a few kilobytes. */
const MAX_GRAMMARS = 200;

/** No hints begin so: theirs are JSON. */
const OVERLAP_KEY = 'overlap';

export function isOverlapKey(key: string | null): boolean {
  return key?.startsWith(OVERLAP_KEY) === true;
}

/** A grammar with pronunciations, ready to be loaded into any decoder. */
export interface PreparedGrammar {
  key: string;
  jsgf: string;
  pronunciations: ReadonlyMap<string, readonly string[]>;
  /** Words that had to be guessed at. */
  guessed: readonly string[];
  clipped: boolean;
}

export class Recogniser {
  readonly #module: SphinxModule;
  readonly #model: string;
  readonly #dictionary: PronouncingDictionary;
  readonly #grammars = new Map<string, PreparedGrammar>();
  readonly #files = new Map<string, { address: number; sizeBytes: number }>();
  #mdef: number | null = null;

  private constructor(module: SphinxModule, model: string, dictionary: string) {
    this.#module = module;
    this.#model = model;
    this.#dictionary = new PronouncingDictionary(dictionary);
  }

  /** Loads the wasm module and the dictionary: about 0.1 s. */
  static async load(): Promise<Recogniser> {
    const { module, model, dictionary } = await loadSoundSwallower();
    return new Recogniser(module, model, dictionary);
  }

  /** Compiles once for each content; `key` must be the same for the same hints only. */
  prepare(key: string, hints: SttHints): PreparedGrammar {
    const known = this.#grammars.get(key);
    if (known) return known;
    const { jsgf, words, clipped } = compileGrammar(hints);
    return this.#remember({ key, jsgf, clipped, ...this.#dictionary.lookUp(words) });
  }

  /** What may be said while the agent speaks; `listening`: words of a listener. */
  prepareOverlap(listening: readonly string[]): PreparedGrammar {
    const key = `${OVERLAP_KEY} ${listening.join('|')}`;
    const known = this.#grammars.get(key);
    if (known) return known;
    const { jsgf, pronunciations } = compileOverlapGrammar(listening);
    const missing = [...pronunciations]
      .filter(([, phones]) => phones === null)
      .map(([word]) => plainWord(word));
    const found = this.#dictionary.lookUp(missing);
    return this.#remember({
      key,
      jsgf,
      clipped: false,
      guessed: found.guessed,
      pronunciations: new Map(
        [...pronunciations].map(([word, phones]) => [
          word,
          phones ?? found.pronunciations.get(plainWord(word)) ?? [],
        ]),
      ),
    });
  }

  #remember(prepared: PreparedGrammar): PreparedGrammar {
    const oldest = this.#grammars.keys().next();
    if (this.#grammars.size >= MAX_GRAMMARS && oldest.done !== true) this.#grammars.delete(oldest.value);
    this.#grammars.set(prepared.key, prepared);
    return prepared;
  }

  async createDecoder(): Promise<UtteranceDecoder> {
    const module = this.#module;
    const decoder = new module.Decoder({
      samprate: SAMPLE_RATE_HZ,
      loglevel: 'FATAL',
      // Words come with each grammar; case tells "May" from "may" in the transcript.
      dict: `${this.#model}/no-dictionary`,
      dictcase: true,
      wip: WORD_PENALTY,
    });
    const loadMdef = decoder.load_mdef.bind(decoder);
    decoder.load_mdef = async () => {
      if (this.#mdef === null) this.#mdef = await loadMdef();
      else module._set_mdef(decoder.cdecoder, this.#mdef);
      return this.#mdef;
    };
    decoder.load_gmm = async (means, variances, sendump) => {
      const files = [
        await this.#file(means),
        await this.#file(variances),
        await this.#file(sendump),
      ] as const;
      if (module._load_gmm(decoder.cdecoder, files[0], files[1], 0, files[2]) < 0) {
        throw new Error('The acoustic model could not be read.');
      }
    };
    await decoder.initialize();
    return new UtteranceDecoder(module, decoder);
  }

  /** A reader over one copy of the file in the module's heap; the decoders' mixture weights point into that copy. */
  async #file(path: string): Promise<number> {
    let held = this.#files.get(path);
    if (!held) {
      const bytes = await readFile(path);
      const address = this.#module._malloc(bytes.length + 1);
      this.#module.HEAPU8.set(bytes, address);
      this.#module.HEAPU8[address + bytes.length] = 0;
      held = { address, sizeBytes: bytes.length };
      this.#files.set(path, held);
    }
    return this.#module._s3file_init(held.address, held.sizeBytes);
  }
}

/** One decoder: an utterance at a time, each independent of those before it. */
export class UtteranceDecoder {
  readonly #module: SphinxModule;
  readonly #decoder: SphinxDecoder;
  #grammarKey: string | null = null;
  #started = false;

  constructor(module: SphinxModule, decoder: SphinxDecoder) {
    this.#module = module;
    this.#decoder = decoder;
    for (const [word, phone] of PHONE_WORDS) this.#addWord(word, phone);
  }

  get grammarKey(): string | null {
    return this.#grammarKey;
  }

  /** About 12 ms for a grammar of a hundred words; nothing when it is loaded already. */
  load(grammar: PreparedGrammar): void {
    if (this.#grammarKey === grammar.key) return;
    this.#grammarKey = null;
    for (const [word, pronunciations] of grammar.pronunciations) {
      if (this.#decoder.lookup_word(word) !== null) continue;
      for (const [index, phones] of pronunciations.entries()) {
        this.#addWord(index === 0 ? word : `${word}(${String(index + 1)})`, phones);
      }
    }
    this.#decoder.set_grammar(grammar.jsgf);
    this.#grammarKey = grammar.key;
  }

  /** An utterance of this caller begins. */
  begin(voice: CallerVoice): void {
    if (this.#started) this.#decoder.stop();
    // A new front end forgets the last speaker: the same audio always gives the same words.
    const { cdecoder, cacmod } = this.#decoder;
    const module = this.#module;
    if (voice.known) this.#decoder.set_config('cmninit', voice.cepstralMean);
    const frontEnd = module._decoder_init_fe(cdecoder);
    const features = module._decoder_init_feat_s3file(cdecoder, 0);
    module._acmod_reinit_feat(cacmod, frontEnd, features);
    this.#decoder.start();
    this.#started = true;
  }

  /** Not while an utterance is under way. */
  spectrum(samples: Int16Array): LogSpectrum {
    return this.#decoder.spectrogram(toFloat(samples));
  }

  /** The text so far; empty while nothing in the grammar fits. */
  accept(samples: Int16Array): string {
    this.#decoder.process_audio(toFloat(samples));
    const text = this.#decoder.get_text();
    return isGarbage(text) ? '' : text;
  }

  /** With the grammar of `prepareOverlap`: what the speech so far is. */
  place(samples: Int16Array): Overlap {
    this.#decoder.process_audio(toFloat(samples));
    return overlapOf(this.#decoder.get_text());
  }

  /** The sentence, or null when the speech is not in the grammar. */
  finish(): string | null {
    if (!this.#started) return null;
    this.#started = false;
    this.#decoder.stop();
    const text = this.#decoder.get_text();
    if (text === '' || isGarbage(text)) return null;
    const heard = this.#heardWords();
    return isPlausible(heard) ? heard.map(({ word }) => word).join(' ') : null;
  }

  #heardWords(): HeardWord[] {
    return (this.#decoder.get_alignment().w ?? [])
      .filter(({ t }) => !/^[<[(]/.test(t))
      .map(({ t, d, p }) => ({
        word: t.replace(/\(\d+\)$/, ''),
        durationMs: d * 1000,
        phones: (this.#decoder.lookup_word(t) ?? '').split(' ').length,
        probability: p,
      }));
  }

  cancel(): void {
    if (!this.#started) return;
    this.#started = false;
    this.#decoder.stop();
  }

  #addWord(word: string, phones: string): void {
    const wordAddress = this.#text(word);
    const phonesAddress = this.#text(phones);
    // Failing means that the decoder has the word already, or that a phone is unknown: then the grammar does without it.
    this.#module._decoder_add_word(this.#decoder.cdecoder, wordAddress, phonesAddress, 0);
    this.#module._free(wordAddress);
    this.#module._free(phonesAddress);
  }

  #text(text: string): number {
    const bytes = new TextEncoder().encode(text);
    const address = this.#module._malloc(bytes.length + 1);
    this.#module.HEAPU8.set(bytes, address);
    this.#module.HEAPU8[address + bytes.length] = 0;
    return address;
  }
}

function toFloat(samples: Int16Array): Float32Array {
  const pcm = new Float32Array(samples.length);
  for (let index = 0; index < samples.length; index += 1) pcm[index] = (samples[index] ?? 0) / 32_768;
  return pcm;
}

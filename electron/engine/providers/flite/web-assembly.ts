/** The part of the WebAssembly interface that flite needs; Node has it, its type package leaves it to the DOM's. */

export interface WasmMemory {
  /** Replaced by a larger one when the program's memory grows. */
  readonly buffer: ArrayBuffer;
}

/** Module name → import name → function. */
export type WasmImports = Record<string, Record<string, (...values: never[]) => unknown>>;

export interface WasmModule {
  readonly [Symbol.toStringTag]: string;
}

interface WasmApi {
  Module: new (bytes: Uint8Array) => WasmModule;
  Instance: new (module: WasmModule, imports: WasmImports) => { readonly exports: Record<string, unknown> };
  Memory: abstract new () => WasmMemory;
}

export const wasm = (globalThis as unknown as { WebAssembly: WasmApi }).WebAssembly;

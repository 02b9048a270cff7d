/** See `rnnoise-module.ts` for what it resolves to. */
declare module '@echogarden/rnnoise-wasm' {
  export default function create(options: { wasmBinary: Uint8Array }): Promise<unknown>;
}

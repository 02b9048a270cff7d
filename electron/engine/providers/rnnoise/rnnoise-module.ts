/** What of RNNoise's Emscripten module is used here; the package has no types of its own. */
export interface RnnoiseModule {
  readonly HEAPF32: Float32Array;
  _malloc(bytes: number): number;
  _free(address: number): void;
  /** `model` 0: the one built in. */
  _rnnoise_create(model: number): number;
  _rnnoise_destroy(state: number): void;
  /** 480 floats from `input` to `output`, which may be the same; answers the probability of a voice. */
  _rnnoise_process_frame(state: number, output: number, input: number): number;
}

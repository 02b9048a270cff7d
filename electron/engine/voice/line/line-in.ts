/**
 * The caller's line before anybody listens to it: keys pressed are taken out of it, noise as well where that is wanted.
 * The recording is made of what came; voice detection and recognition get what this answers.
 */
import { DtmfDetector } from '../../audio/dtmf-detector.ts';
import type { DtmfKey } from '../../audio/dtmf-keys.ts';
import { samplesToMs, silentFrame } from '../../audio/frame.ts';
import type { NoiseSuppressionStream } from '../../providers/spec/noise-suppression.ts';

export interface LineInOptions {
  /** Listen for tones. Needless where keys come as messages (a page, RFC 4733 events). */
  listensForKeys: () => boolean;
  suppressor: NoiseSuppressionStream | null;
  /** A key was pressed, `atMs` of the caller's media. */
  key: (key: DtmfKey, atMs: number) => void;
}

export class LineIn {
  readonly #options: LineInOptions;
  #keys: DtmfDetector | null = null;

  constructor(options: LineInOptions) {
    this.#options = options;
  }

  /** The frame as it is to be listened to; a promise where noise is taken out of it elsewhere. */
  hear(frame: Int16Array): Int16Array | Promise<Int16Array> {
    // Asked each time: a telephone shows only during the call how its keys come.
    this.#keys = this.#options.listensForKeys() ? (this.#keys ?? new DtmfDetector()) : null;
    for (const { key, startSample } of this.#keys?.push(frame) ?? [])
      this.#options.key(key, samplesToMs(startSample));
    // A tone is no speech, whatever a detector makes of it.
    const heard = this.#keys?.sounding === true ? silentFrame() : frame;
    return this.#options.suppressor?.process(heard) ?? heard;
  }

  close(): void {
    this.#options.suppressor?.close();
  }
}

/**
 * The first seconds of one utterance over the agent's speech, in a decoder of their own. It begins when enough has been heard
 * to know how loud the caller is: a listener's "right" is too short to wait for what the node's grammar waits for, and the caller
 * may speak softer now than in the turns before.
 */
import { SAMPLE_RATE_HZ } from '../../audio/frame.ts';
import { concatenateSamples } from '../../audio/frames.ts';
import type { Overlap } from '../spec/stt.ts';
import { CallerVoice } from './caller-voice.ts';
import type { UtteranceDecoder } from './recogniser.ts';

/** 0.3 s of it before the voice. */
const FIRST_SAMPLES = 0.6 * SAMPLE_RATE_HZ;
/** The newest part of that, with more voice in it. */
const LEVEL_SAMPLES = 0.4 * SAMPLE_RATE_HZ;
/** By then it has long been decided who has the floor. */
const MOST_SAMPLES = 2.5 * SAMPLE_RATE_HZ;

export class OverlapEar {
  readonly #decoder: UtteranceDecoder;
  #kept: Int16Array[] = [];
  #samples = 0;
  #begun = false;
  #overlap: Overlap = { kind: 'unknown', text: '' };

  /** `decoder`: with the grammar of `prepareOverlap` loaded; this one's until `end`. */
  constructor(decoder: UtteranceDecoder) {
    this.#decoder = decoder;
  }

  /** It hears no more; what it heard last stays. */
  get done(): boolean {
    return this.#samples >= MOST_SAMPLES;
  }

  hear(samples: Int16Array): Overlap {
    this.#samples += samples.length;
    if (this.#begun) this.#overlap = this.#decoder.place(samples);
    else {
      this.#kept.push(samples);
      if (this.#samples >= FIRST_SAMPLES) this.#begin();
    }
    return this.#overlap;
  }

  end(): UtteranceDecoder {
    this.#decoder.cancel();
    return this.#decoder;
  }

  #begin(): void {
    const heard = concatenateSamples(this.#kept);
    this.#kept = [];
    this.#begun = true;
    const voice = new CallerVoice();
    voice.hear(this.#decoder.spectrum(heard.slice(-LEVEL_SAMPLES)));
    this.#decoder.begin(voice);
    this.#overlap = this.#decoder.place(heard);
  }
}

/**
 * What is queued for the speaker: mono samples at the context's rate, pushed by the network, pulled by the audio thread
 * in quanta of 128. It starts after a small prebuffer, runs dry without a click, and empties at once on barge-in.
 *
 * ```
 *            prebuffer reached, or its time has passed
 *   waiting ───────────────────────────────────────────► playing
 *      ▲            queue dry (tail decays, no click)       │
 *      └────────────────────────────────────────────────────┘
 *   clear(): from either, keep `fadeMs` of samples, ramp them to zero, then waiting
 * ```
 */
export interface PlaybackQueueOptions {
  sampleRateHz: number;
  /** Audio gathered before the first sample is played, so that late frames do not tear the voice. */
  prebufferMs?: number;
  /** Ramp at the start, at a clear and after running dry. 3–5 ms is inaudible as a click and as a delay. */
  fadeMs?: number;
  /** What is quiet is skipped while more than this is queued: the studio's clock and the sound card's drift apart. */
  comfortMs?: number;
  /** Oldest samples are dropped beyond this. */
  capacityMs?: number;
}

/** Below this a sample counts as silence (−66 dBFS). */
const SILENCE = 0.0005;
/** What is 14 dB under the loudest of late is between words: silence, or the place that the agent is heard in. */
const QUIET_SHARE = 0.2;
/** Half of the loudest is forgotten after 30 s. */
const LOUDEST_HALF_LIFE_SECONDS = 30;
/** Samples over which the join of a quantum left out is blended. */
const JOIN = 64;

export class PlaybackQueue {
  readonly #samples: Float32Array;
  readonly #prebuffer: number;
  readonly #fade: number;
  readonly #comfort: number;
  readonly #sampleRateHz: number;
  #read = 0;
  #size = 0;
  #isPlaying = false;
  /** Output samples waited since the first sample was queued. */
  #waited = 0;
  /** Samples left of a ramp up, and of a ramp down to a cleared queue. */
  #rampUp = 0;
  #rampDown = 0;
  #loudest = 0;
  /** Last sample played; decays to zero when the queue runs dry. */
  #tail = 0;

  constructor({
    sampleRateHz,
    prebufferMs = 60,
    fadeMs = 4,
    comfortMs = 160,
    capacityMs = 10_000,
  }: PlaybackQueueOptions) {
    const samples = (ms: number): number => Math.round((sampleRateHz * ms) / 1000);
    this.#sampleRateHz = sampleRateHz;
    this.#samples = new Float32Array(samples(capacityMs));
    this.#prebuffer = samples(prebufferMs);
    this.#fade = Math.max(1, samples(fadeMs));
    this.#comfort = samples(comfortMs);
  }

  get queuedMs(): number {
    return (this.#size * 1000) / this.#sampleRateHz;
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  /** Appends int16 samples. */
  push(pcm: Int16Array): void {
    const capacity = this.#samples.length;
    for (const value of pcm) {
      if (this.#size === capacity) this.#drop(1);
      this.#samples[(this.#read + this.#size) % capacity] = value / 32_768;
      this.#size += 1;
    }
  }

  /** Forgets what is queued; what is sounding ramps to zero within `fadeMs`. */
  clear(): void {
    this.#size = this.#isPlaying ? Math.min(this.#size, this.#fade) : 0;
    this.#rampDown = this.#size;
    this.#waited = 0;
  }

  /** Fills `out`, with silence where there is nothing to play. */
  pull(out: Float32Array): void {
    if (!this.#isPlaying && !this.#mayStart(out.length)) {
      this.#fillTail(out, 0);
      return;
    }
    this.#skipQuiet(out.length);
    const isRampingDown = this.#rampDown > 0;
    let index = 0;
    for (; index < out.length && this.#size > 0; index += 1) {
      let value = this.#samples[this.#read] ?? 0;
      if (this.#rampUp > 0) {
        value *= 1 - this.#rampUp / this.#fade;
        this.#rampUp -= 1;
      }
      if (this.#rampDown > 0) {
        this.#rampDown -= 1;
        value *= this.#rampDown / this.#fade;
      }
      this.#drop(1);
      this.#tail = value;
      out[index] = value;
      if (isRampingDown && this.#rampDown === 0) {
        index += 1;
        break;
      }
    }
    if (index < out.length || this.#size === 0) {
      this.#isPlaying = false;
      this.#waited = 0;
      this.#fillTail(out, index);
    }
  }

  #mayStart(quantum: number): boolean {
    if (this.#size === 0) return false;
    this.#waited += quantum;
    // A last piece shorter than the prebuffer must still be heard.
    if (this.#size < this.#prebuffer && this.#waited < this.#prebuffer) return false;
    this.#isPlaying = true;
    this.#rampUp = this.#fade;
    return true;
  }

  #drop(count: number): void {
    this.#read = (this.#read + count) % this.#samples.length;
    this.#size -= count;
  }

  #fillTail(out: Float32Array, from: number): void {
    const decay = Math.exp(-4 / this.#fade);
    for (let index = from; index < out.length; index += 1) {
      this.#tail = Math.abs(this.#tail) < 1e-5 ? 0 : this.#tail * decay;
      out[index] = this.#tail;
    }
  }

  /**
   * Drift: while too much is queued, a quantum of silence or of what is quiet is left out, and the join blended. With a
   * sound around the agent the queue would never run dry by itself. Speech is never shortened.
   */
  #skipQuiet(quantum: number): void {
    const capacity = this.#samples.length;
    let peak = 0;
    for (let index = 0; index < Math.min(quantum, this.#size); index += 1)
      peak = Math.max(peak, Math.abs(this.#samples[(this.#read + index) % capacity] ?? 0));
    const kept = 0.5 ** (quantum / this.#sampleRateHz / LOUDEST_HALF_LIFE_SECONDS);
    this.#loudest = Math.max(peak, this.#loudest * kept);
    if (this.#size - quantum <= Math.max(this.#comfort, JOIN) || this.#rampDown > 0) return;
    if (peak > Math.max(SILENCE, this.#loudest * QUIET_SHARE)) return;
    for (let index = 0; index < JOIN; index += 1) {
      const at = (this.#read + quantum + index) % capacity;
      const left = this.#samples[(this.#read + index) % capacity] ?? 0;
      const share = (index + 1) / (JOIN + 1);
      this.#samples[at] = (1 - share) * left + share * (this.#samples[at] ?? 0);
    }
    this.#drop(quantum);
  }
}

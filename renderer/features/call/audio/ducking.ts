/**
 * When the agent's voice is turned down in the page, before the studio has decided that the caller takes the floor.
 *
 * The page hears the caller first: two frames of probable speech while the agent sounds turn it down within 10 ms. The
 * studio then clears the queue (barge-in), or does not (a cough, a node that may not be interrupted): then the voice comes
 * back, at the latest after `maxDuckMs`, and stays until that utterance is over.
 */
export interface DuckingOptions {
  /** Speech probability, 0…1, at which a frame counts. */
  onset?: number;
  /** Below this it counts as no speech; between the two nothing changes. */
  offset?: number;
  /** Frames in a row (32 ms each) before ducking and before the light goes on. */
  framesToDuck?: number;
  /** Quiet before the voice is turned up again. */
  releaseMs?: number;
  /** Longest duck without the studio's confirmation. */
  maxDuckMs?: number;
}

export interface DuckingState {
  isSpeaking: boolean;
  isDucked: boolean;
}

export class DuckingDecision {
  readonly #options: Required<DuckingOptions>;
  #loudFrames = 0;
  #quietMs = 0;
  #duckedMs = 0;
  #isSpeaking = false;
  #isDucked = false;
  /** This utterance has had its duck. */
  #isSpent = false;

  constructor(options: DuckingOptions = {}) {
    this.#options = {
      onset: 0.6,
      offset: 0.35,
      framesToDuck: 2,
      releaseMs: 300,
      maxDuckMs: 1200,
      ...options,
    };
  }

  get state(): DuckingState {
    return { isSpeaking: this.#isSpeaking, isDucked: this.#isDucked };
  }

  /** One frame of the detector. `isAgentAudible`: something is sounding that could be ducked. */
  frame(probability: number, isAgentAudible: boolean, frameMs = 32): DuckingState {
    const { onset, offset, framesToDuck, releaseMs, maxDuckMs } = this.#options;
    if (probability >= onset) {
      this.#loudFrames += 1;
      this.#quietMs = 0;
    } else if (probability < offset) {
      this.#loudFrames = 0;
      this.#quietMs += frameMs;
    }
    if (this.#loudFrames >= framesToDuck) this.#isSpeaking = true;
    if (this.#quietMs >= releaseMs) {
      this.#isSpeaking = false;
      this.#isDucked = false;
      this.#isSpent = false;
    }
    if (this.#isDucked) {
      this.#duckedMs += frameMs;
      if (this.#duckedMs >= maxDuckMs) this.#isDucked = false;
    } else if (this.#isSpeaking && isAgentAudible && !this.#isSpent) {
      this.#isDucked = true;
      this.#isSpent = true;
      this.#duckedMs = 0;
    }
    return this.state;
  }

  /** The studio has cleared the agent's speech: nothing is left to duck. */
  cleared(): DuckingState {
    this.#isDucked = false;
    this.#isSpent = true;
    return this.state;
  }

  /** The microphone is gone or muted. */
  reset(): DuckingState {
    this.#loudFrames = 0;
    this.#quietMs = 0;
    this.#isSpeaking = false;
    this.#isDucked = false;
    this.#isSpent = false;
    return this.state;
  }
}

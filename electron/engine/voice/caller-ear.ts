/**
 * The caller's side: frames in, turns out. VAD windows become utterances, utterances and the silences between them
 * become turns (endpointing), and the recogniser hears exactly the utterances, each with its pre-roll.
 *
 *             speech-start                 silence ≥ endpointSilenceMs
 *   no turn ───────────────► turn ────────────────────────────────────► no turn
 *                             │  ▲ speech-start
 *                 speech-stop ▼  │
 *                          silence within the turn
 */
import { FRAME_SAMPLES, SAMPLES_PER_MS, samplesToMs } from '../audio/frame.ts';
import type { Timeline } from '../base/timeline.ts';
import type { SttFinal, SttHints, SttPartial, SttStream } from '../providers/spec/stt.ts';
import type { VadStream, VadWindow } from '../providers/spec/vad.ts';
import { SpeechDetector } from './speech-detector.ts';
import type { VoiceSettings } from './voice-settings.ts';

/** A finished turn. Milliseconds of media. */
export interface HeardTurn {
  /** Last sample of the caller's voice. */
  speechEndMs: number;
  /** Where the end was decided. */
  decidedMs: number;
  /** Speech in it, pauses left out. */
  speechMs: number;
  /** The transcript, when asked for. */
  finish: () => Promise<SttFinal>;
}

export interface CallerEarEvents {
  /** What the recogniser should expect; asked when a turn begins. */
  hints(): SttHints;
  speechStart(onsetMs: number): void;
  speechStop(endMs: number, speechMs: number): void;
  turnStart(onsetMs: number): void;
  partial(partial: SttPartial, atMs: number): void;
  turnEnd(turn: HeardTurn): void;
  /** The detector or the recogniser failed. */
  failed(stage: 'vad' | 'stt', error: unknown): void;
}

interface OpenTurn {
  startSample: number;
  /** Speech of the utterances that are over, in samples. */
  speechSamples: number;
}

/** Frames remembered for the pre-roll: one second, ample for the longest detection delay. */
const rememberedFrames = 50;

export class CallerEar {
  readonly #timeline: Timeline;
  readonly #vad: VadStream;
  readonly #stt: SttStream;
  readonly #settings: VoiceSettings;
  readonly #events: CallerEarEvents;
  /** Wait for every answer before the next frame, so that a call from a file repeats exactly. */
  readonly #lockstep: boolean;
  readonly #detector: SpeechDetector;
  /** The newest frames; the last one ends at `#samples`. */
  readonly #recent: Int16Array[] = [];
  #samples = 0;
  /** Everything before this sample has been given to the recogniser or is not for it. */
  #fedSamples = 0;
  #windowEnd = 0;
  #turn: OpenTurn | null = null;
  #deaf = false;
  #closed = false;

  constructor(options: {
    timeline: Timeline;
    vad: VadStream;
    stt: SttStream;
    settings: VoiceSettings;
    lockstep: boolean;
    events: CallerEarEvents;
  }) {
    this.#timeline = options.timeline;
    this.#vad = options.vad;
    this.#stt = options.stt;
    this.#settings = options.settings;
    this.#lockstep = options.lockstep;
    this.#events = options.events;
    this.#detector = new SpeechDetector(options.settings);
  }

  /** Is the caller holding the floor? */
  get inTurn(): boolean {
    return this.#turn !== null;
  }

  /** One frame of the caller, in order, inside an event of the timeline. */
  async frame(frame: Int16Array): Promise<void> {
    this.#recent.push(frame);
    if (this.#recent.length > rememberedFrames) this.#recent.shift();
    this.#samples += FRAME_SAMPLES;
    const windows = this.#vad.push(frame).catch((error: unknown): VadWindow[] => {
      if (!this.#closed) this.#events.failed('vad', error);
      return [];
    });
    if (this.#lockstep) {
      for (const window of await windows) await this.#window(window);
      return;
    }
    void windows.then((found) => {
      if (found.length === 0) return;
      this.#timeline.post(() => {
        for (const window of found) void this.#window(window);
      });
    });
  }

  /** While deaf, speech is not taken in; a turn under way is forgotten. */
  setDeaf(deaf: boolean): void {
    if (deaf === this.#deaf) return;
    this.#deaf = deaf;
    this.dropTurn();
    // What was said while nobody listened is not pre-roll either.
    this.#fedSamples = this.#samples;
  }

  /** The turn under way is answered otherwise (typed): forget it. */
  dropTurn(): void {
    if (this.#turn) this.#stt.cancel();
    this.#turn = null;
    this.#detector.reset();
  }

  close(): void {
    this.#closed = true;
    this.#vad.close();
    this.#stt.close();
  }

  async #window(window: VadWindow): Promise<void> {
    const windowSamples = window.endSample - this.#windowEnd;
    this.#windowEnd = window.endSample;
    if (this.#deaf || this.#closed) return;
    const event = this.#detector.push(window, windowSamples);
    if (event?.type === 'speech-start') this.#speechStart(event.onsetSample);
    if (this.#turn && (this.#detector.speaking || event?.type === 'speech-stop')) await this.#feed();
    if (event?.type === 'speech-stop') this.#speechStop(event.onsetSample, event.endSample);
    this.#endTurnIfOver(window.endSample);
  }

  #speechStart(onsetSample: number): void {
    const onsetMs = samplesToMs(onsetSample);
    const begins = this.#turn === null;
    if (begins) {
      this.#turn = { startSample: onsetSample, speechSamples: 0 };
      this.#stt.setHints(this.#events.hints());
      this.#stt.begin();
    }
    const preRollStart = onsetSample - this.#settings.preRollMs * SAMPLES_PER_MS;
    this.#fedSamples = Math.max(this.#fedSamples, preRollStart);
    if (begins) this.#events.turnStart(onsetMs);
    this.#events.speechStart(onsetMs);
  }

  #speechStop(onsetSample: number, endSample: number): void {
    if (this.#turn) this.#turn.speechSamples += endSample - onsetSample;
    this.#events.speechStop(samplesToMs(endSample), samplesToMs(endSample - onsetSample));
  }

  #endTurnIfOver(endSample: number): void {
    const turn = this.#turn;
    if (!turn) return;
    const lastSpeech = this.#detector.lastSpeechSample;
    const silent =
      !this.#detector.speaking && endSample - lastSpeech >= this.#settings.endpointSilenceMs * SAMPLES_PER_MS;
    const tooLong = endSample - turn.startSample >= this.#settings.maximumTurnMs * SAMPLES_PER_MS;
    if (!silent && !tooLong) return;
    if (this.#detector.speaking) turn.speechSamples += lastSpeech - turn.startSample;
    this.#turn = null;
    this.#detector.reset();
    this.#events.turnEnd({
      speechEndMs: samplesToMs(lastSpeech),
      decidedMs: samplesToMs(endSample),
      speechMs: samplesToMs(turn.speechSamples),
      finish: () => this.#stt.finish(),
    });
  }

  /** Gives the recogniser what it has not heard yet, up to now. */
  async #feed(): Promise<void> {
    const oldest = this.#samples - this.#recent.length * FRAME_SAMPLES;
    const from = Math.max(0, Math.floor((Math.max(this.#fedSamples, oldest) - oldest) / FRAME_SAMPLES));
    const atMs = samplesToMs(this.#samples);
    this.#fedSamples = this.#samples;
    for (const frame of this.#recent.slice(from)) {
      const turn = this.#turn;
      const pushed = this.#stt.push(frame).then(
        (partial) => {
          if (partial) this.#partial(partial, atMs, turn);
        },
        (error: unknown) => {
          if (!this.#closed) this.#events.failed('stt', error);
        },
      );
      if (this.#lockstep) await pushed;
    }
  }

  #partial(partial: SttPartial, atMs: number, turn: OpenTurn | null): void {
    const tell = (): void => {
      if (this.#turn && this.#turn === turn) this.#events.partial(partial, atMs);
    };
    if (this.#lockstep) tell();
    else this.#timeline.post(tell);
  }
}

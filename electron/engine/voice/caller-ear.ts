/**
 * The caller's side: frames in, turns out. VAD windows become utterances, utterances and the silences between them
 * become turns (endpointing), and the recogniser hears the utterances (`turns/recogniser-feed.ts`).
 *
 *             speech-start            silence that the end of the turn takes
 *   no turn ───────────────► turn ────────────────────────────────────────────► no turn
 *                             │  ▲ speech-start
 *                 speech-stop ▼  │
 *                          silence within the turn; from its first moments the end is likely, and an answer may
 *                          be prepared, until the caller goes on
 */
import { SAMPLES_PER_MS, samplesToMs } from '../audio/frame.ts';
import type { Timeline } from '../base/timeline.ts';
import type { SttFinal, SttHints, SttPartial, SttStream } from '../providers/spec/stt.ts';
import type { VadStream, VadWindow } from '../providers/spec/vad.ts';
import { SpeechDetector, type SpeechEvent } from './speech-detector.ts';
import { endOfTurnOf, type EndOfTurn, type EndOfTurnJudgement } from './turns/end-of-turn.ts';
import type { Expectations } from './turns/expectations.ts';
import { PauseStatistics } from './turns/pauses.ts';
import { RecogniserFeed } from './turns/recogniser-feed.ts';
import { endOfVoice } from './true-silence.ts';
import type { VoiceSettings } from './voice-settings.ts';

/** A finished turn. Milliseconds of media. */
export interface HeardTurn {
  /** Last sample of the caller's voice. */
  speechEndMs: number;
  /** Last sample of it by energy, within the detector's last windows of speech; see `true-silence.ts`. */
  voiceEndMs: number;
  /** Where the detector knew of the end; null when the turn was ended while the caller still spoke. */
  vadStopMs: number | null;
  /** Where the end was decided. */
  decidedMs: number;
  /** What decided it. */
  reason: EndOfTurnJudgement['reason'] | 'limit';
  /** Speech in it, pauses left out. */
  speechMs: number;
  /** The transcript, or (it was no turn) none; one of the two is asked for at once. */
  finish: () => Promise<SttFinal>;
  forget: () => void;
}

/** The turn under way, at a window of the detector. */
export interface Observation {
  /** From the utterance's onset to its last voice so far, and the silence since then. */
  speechMs: number;
  silenceMs: number;
  /** Words of the turn so far. */
  text: string;
  /** The newest 40 ms of the caller. */
  newest: readonly Int16Array[];
}

export interface CallerEarEvents {
  /** What the recogniser should expect; asked when a turn begins. */
  hints(): SttHints;
  /** What the caller may be answering; asked when they pause. */
  expects(): Expectations;
  /** An utterance has probably begun; `speechStart` or `speechUnlikely` follows. */
  speechLikely(onsetMs: number): void;
  speechUnlikely(): void;
  speechStart(onsetMs: number): void;
  speechStop(endMs: number, speechMs: number): void;
  turnStart(onsetMs: number): void;
  partial(partial: SttPartial, atMs: number): void;
  observe(observation: Observation): void;
  /** The turn has probably ended with these words. Told again when they change. */
  likelyEnd(text: string): void;
  /** It has not. */
  goesOn(): void;
  turnEnd(turn: HeardTurn): void;
  /** The detector or the recogniser failed. */
  failed(stage: 'vad' | 'stt', error: unknown): void;
}

interface OpenTurn {
  startSample: number;
  /** Speech of the utterances that are over, in samples. */
  speechSamples: number;
  text: string;
  textSample: number;
  /** Null while the caller speaks. */
  expects: Expectations | null;
  /** The words with which it has been called likely to be over. */
  likelyEnd: string | null;
}

/** Silence that the recogniser gets after an utterance, ms: streaming ones tell their last words within it. */
const trailingAudioMs = 500;
/** Frames shown in an observation. */
const shownFrames = 2;

export class CallerEar {
  readonly #timeline: Timeline;
  readonly #vad: VadStream;
  readonly #settings: VoiceSettings;
  readonly #language: string;
  readonly #events: CallerEarEvents;
  /** Wait for every answer before the next frame, so that a call from a file repeats exactly. */
  readonly #lockstep: boolean;
  readonly #detector: SpeechDetector;
  readonly #feed: RecogniserFeed;
  readonly #endOfTurn: EndOfTurn;
  readonly #pauses = new PauseStatistics();
  /** End of the newest utterance by energy, and when the detector knew of it. */
  #voiceEnd: { endSample: number; knownSample: number } | null = null;
  /** End of the utterance before. */
  #lastVoiceSample = -Infinity;
  #windowEnd = 0;
  #turn: OpenTurn | null = null;
  #deaf = false;
  #closed = false;

  constructor(options: {
    timeline: Timeline;
    vad: VadStream;
    stt: SttStream;
    settings: VoiceSettings;
    /** BCP 47. */
    language: string;
    lockstep: boolean;
    events: CallerEarEvents;
  }) {
    const { timeline, stt, settings, lockstep, events } = options;
    this.#timeline = timeline;
    this.#vad = options.vad;
    this.#settings = settings;
    this.#language = options.language;
    this.#lockstep = lockstep;
    this.#events = events;
    this.#detector = new SpeechDetector(settings);
    this.#endOfTurn = endOfTurnOf(settings);
    this.#feed = new RecogniserFeed({
      timeline,
      stt,
      preRollMs: settings.preRollMs,
      lockstep,
      onPartial: (partial, atMs) => {
        this.#partial(partial, atMs);
      },
      onError: (error) => {
        events.failed('stt', error);
      },
    });
  }

  /** Is the caller holding the floor? */
  get inTurn(): boolean {
    return this.#turn !== null;
  }

  /** One frame of the caller, in order, inside an event of the timeline. */
  async frame(frame: Int16Array): Promise<void> {
    this.#feed.remember(frame);
    // At once, not with the detector's window that it completes: words come up to 32 ms sooner.
    const fed = this.#feedTurn();
    if (this.#lockstep) await fed;
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
    this.#feed.skip();
  }

  /** The turn under way was none, or is answered otherwise (typed): forget it. */
  dropTurn(): void {
    const { onsetSample, lastSpeechSample, speaking } = this.#detector;
    if (this.#turn) this.#feed.cancel();
    this.#turn = null;
    this.#detector.reset();
    if (speaking && onsetSample !== null) this.#speechStop(onsetSample, lastSpeechSample);
  }

  close(): void {
    this.#closed = true;
    this.#turn = null;
    this.#vad.close();
    this.#feed.close();
  }

  async #window(window: VadWindow): Promise<void> {
    const windowSamples = window.endSample - this.#windowEnd;
    this.#windowEnd = window.endSample;
    if (this.#deaf || this.#closed) return;
    let stop: Extract<SpeechEvent, { type: 'speech-stop' }> | null = null;
    for (const event of this.#detector.push(window, windowSamples)) {
      if (event.type === 'speech-likely') this.#events.speechLikely(samplesToMs(event.onsetSample));
      else if (event.type === 'speech-unlikely') this.#events.speechUnlikely();
      else if (event.type === 'speech-start') this.#speechStart(event.onsetSample);
      else stop = event;
    }
    await this.#feedTurn();
    if (stop) this.#speechStop(stop.onsetSample, stop.endSample);
    this.#observe(stop?.onsetSample ?? this.#detector.onsetSample);
    this.#considerEnd();
  }

  async #feedTurn(): Promise<void> {
    if (this.#turn && (this.#detector.speaking || this.#silenceMs() <= trailingAudioMs))
      await this.#feed.push();
  }

  #speechStart(onsetSample: number): void {
    this.#voiceEnd = null;
    const onsetMs = samplesToMs(onsetSample);
    const before = this.#turn;
    this.#pauses.add(samplesToMs(onsetSample - this.#lastVoiceSample));
    if (!before) {
      this.#turn = {
        startSample: onsetSample,
        speechSamples: 0,
        text: '',
        textSample: onsetSample,
        expects: null,
        likelyEnd: null,
      };
      this.#feed.begin(this.#events.hints());
    }
    this.#feed.utterance(onsetSample);
    if (!before) this.#events.turnStart(onsetMs);
    this.#events.speechStart(onsetMs);
  }

  #speechStop(onsetSample: number, endSample: number): void {
    this.#lastVoiceSample = endSample;
    const { samples, endSample: newestSample } = this.#feed.remembered();
    this.#voiceEnd = {
      endSample: endOfVoice(samples, newestSample, endSample),
      knownSample: this.#windowEnd,
    };
    if (this.#turn) this.#turn.speechSamples += endSample - onsetSample;
    this.#events.speechStop(samplesToMs(endSample), samplesToMs(endSample - onsetSample));
  }

  #partial(partial: SttPartial, atMs: number): void {
    const turn = this.#turn;
    if (!turn || this.#closed) return;
    if (partial.text !== turn.text) {
      turn.text = partial.text;
      turn.textSample = this.#windowEnd;
    }
    this.#events.partial(partial, atMs);
    this.#considerEnd();
  }

  #observe(onsetSample: number | null): void {
    const turn = this.#turn;
    if (!turn) return;
    this.#events.observe({
      speechMs: onsetSample === null ? 0 : samplesToMs(this.#detector.lastSpeechSample - onsetSample),
      silenceMs: this.#silenceMs(),
      text: turn.text,
      newest: this.#feed.newest(shownFrames),
    });
  }

  /** Looks whether the silence has lasted long enough, or at least so long that it probably will. */
  #considerEnd(): void {
    const turn = this.#turn;
    if (!turn) return;
    const settings = this.#settings;
    const silenceMs = this.#silenceMs();
    const limit = this.#windowEnd - turn.startSample >= settings.maximumTurnMs * SAMPLES_PER_MS;
    // Words that came after the voice had stopped are most likely all of them.
    const toldAfter = turn.textSample > this.#detector.lastSpeechSample;
    const likelyMs = toldAfter ? settings.toldSpeculationSilenceMs : settings.speculationSilenceMs;
    if (this.#detector.rising || silenceMs < likelyMs) {
      turn.expects = null;
      this.#goesOn(turn);
      if (limit) this.#endTurn(turn, 'limit');
      return;
    }
    turn.expects ??= this.#events.expects();
    const { requiredSilenceMs, reason } = this.#endOfTurn.judge({
      silenceMs,
      pauses: this.#pauses,
      partial: turn.text,
      partialAgeMs: samplesToMs(this.#windowEnd - turn.textSample),
      expects: turn.expects,
      language: this.#language,
    });
    if (reason === 'unfinished') this.#goesOn(turn);
    else if (turn.text !== '' && turn.text !== turn.likelyEnd && settings.speculate) {
      turn.likelyEnd = turn.text;
      this.#events.likelyEnd(turn.text);
    }
    const over = silenceMs >= requiredSilenceMs && !this.#detector.speaking;
    if (over || limit) this.#endTurn(turn, over ? reason : 'limit');
  }

  #goesOn(turn: OpenTurn): void {
    if (turn.likelyEnd === null) return;
    turn.likelyEnd = null;
    this.#events.goesOn();
  }

  #endTurn(turn: OpenTurn, reason: HeardTurn['reason']): void {
    const onset = this.#detector.onsetSample;
    if (this.#detector.speaking && onset !== null)
      turn.speechSamples += this.#detector.lastSpeechSample - onset;
    this.#turn = null;
    this.#detector.reset();
    this.#feed.turnOver();
    this.#events.turnEnd({
      speechEndMs: this.#speechEndMs(),
      voiceEndMs: this.#voiceEnd ? samplesToMs(this.#voiceEnd.endSample) : this.#speechEndMs(),
      vadStopMs: this.#voiceEnd && samplesToMs(this.#voiceEnd.knownSample),
      decidedMs: samplesToMs(this.#windowEnd),
      reason,
      speechMs: samplesToMs(turn.speechSamples),
      finish: () => this.#feed.finish(),
      forget: () => {
        this.#feed.cancel();
      },
    });
  }

  #speechEndMs(): number {
    return samplesToMs(this.#detector.lastSpeechSample);
  }

  #silenceMs(): number {
    return samplesToMs(this.#windowEnd - this.#detector.lastSpeechSample);
  }
}

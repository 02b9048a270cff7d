/**
 * What a person at the studio says while they speak instead of the agent, as words: a detector and a recogniser of their
 * own, of the same providers as the caller's.
 *
 *   quiet ──speech──► utterance ──silence of `pauseMs`, or the call is handed back──► recognised ──► told ──► quiet
 */
import { SAMPLES_PER_MS } from '../audio/frame.ts';
import type { Timeline } from '../base/timeline.ts';
import type { SttStream } from '../providers/spec/stt.ts';
import type { VadStream, VadWindow } from '../providers/spec/vad.ts';
import type { CallerTurn } from '../voice/dialogue.ts';
import type { ProviderTime } from '../voice/provider-time.ts';
import { SpeechDetector } from '../voice/speech-detector.ts';
import { RecogniserFeed } from '../voice/turns/recogniser-feed.ts';
import type { VoiceSettings } from '../voice/voice-settings.ts';

/** A person who reads or thinks pauses within a sentence; nobody waits for the end of this one. */
const pauseMs = 800;

export interface OperatorEarOptions {
  timeline: Timeline;
  vad: VadStream;
  stt: SttStream;
  settings: VoiceSettings;
  providerTime: Pick<ProviderTime, 'answer'>;
  /** Milliseconds counted from the first frame. Told inside an event of the timeline, in order. */
  said: (turn: CallerTurn, onsetMs: number, speechMs: number) => void;
  failed: (stage: 'vad' | 'stt', error: unknown) => void;
}

export class OperatorEar {
  readonly #options: OperatorEarOptions;
  readonly #detector: SpeechDetector;
  readonly #feed: RecogniserFeed;
  #windowEnd = 0;
  /** Onset of the utterance under way, in samples. */
  #onset: number | null = null;
  /** Settles when all that ended so far has been told. */
  #told: Promise<void> = Promise.resolve();
  #closed = false;
  /** Seconds of audio recognised. */
  sttSeconds = 0;
  /** How much of it was no words to the recogniser. */
  missed = 0;

  constructor(options: OperatorEarOptions) {
    const { timeline, stt, settings, failed } = options;
    this.#options = options;
    this.#detector = new SpeechDetector(settings);
    this.#feed = new RecogniserFeed({
      timeline,
      stt,
      preRollMs: settings.preRollMs,
      lockstep: false,
      onPartial: () => undefined,
      onError: (error) => {
        failed('stt', error);
      },
    });
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** The next 20 ms, silence included, inside an event of the timeline. */
  frame(frame: Int16Array): void {
    if (this.#closed) return;
    this.#feed.remember(frame);
    if (this.#onset !== null) void this.#feed.push();
    this.#options.vad.push(frame).then(
      (windows) => {
        if (windows.length > 0)
          this.#options.timeline.post(() => {
            for (const window of windows) this.#window(window);
          });
      },
      (error: unknown) => {
        if (!this.#closed) this.#options.failed('vad', error);
      },
    );
  }

  /** They have said what they wanted to: settles when all of it has been told. */
  finish(): Promise<void> {
    if (!this.#closed) this.#over();
    return this.#told;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#options.vad.close();
    this.#feed.close();
  }

  #window(window: VadWindow): void {
    if (this.#closed) return;
    const samples = window.endSample - this.#windowEnd;
    this.#windowEnd = window.endSample;
    for (const event of this.#detector.push(window, samples)) {
      if (event.type !== 'speech-start') continue;
      if (this.#onset === null) {
        this.#onset = event.onsetSample;
        // The steps of the graph are the caller's: what is said to them may be anything.
        this.#feed.begin({ functions: [], variables: [] });
      }
      this.#feed.utterance(event.onsetSample);
      void this.#feed.push();
    }
    const silence = this.#windowEnd - this.#detector.lastSpeechSample;
    if (this.#onset !== null && !this.#detector.speaking && silence >= pauseMs * SAMPLES_PER_MS) this.#over();
  }

  #over(): void {
    const onset = this.#onset;
    if (onset === null) return;
    this.#onset = null;
    const { providerTime, timeline, said, failed } = this.#options;
    const speechMs = (this.#detector.lastSpeechSample - onset) / SAMPLES_PER_MS;
    this.#detector.reset();
    this.#feed.turnOver();
    const recognised = providerTime
      .answer('stt', () => this.#feed.finish())
      .catch((error: unknown) => {
        if (!this.#closed) failed('stt', error);
        return { text: '', understood: false, audioSeconds: 0 };
      });
    const before = this.#told;
    this.#told = (async () => {
      const { text, understood, audioSeconds } = await recognised;
      await before;
      await new Promise<void>((resolve) => {
        timeline.post(() => {
          this.sttSeconds += audioSeconds;
          if (!understood) this.missed += 1;
          said({ text, understood }, onset / SAMPLES_PER_MS, speechMs);
          resolve();
        });
      });
    })();
  }
}

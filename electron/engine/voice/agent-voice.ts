/**
 * The agent's side: what the dialogue says becomes pieces, audio and frames, in order. Keeps account of what was
 * really heard of every speech, and can be silenced at any moment.
 */
import type { Timeline } from '../base/timeline.ts';
import type { TextToSpeech } from '../providers/spec/tts.ts';
import type { DialogueAct } from './dialogue.ts';
import { Playout, type PlayedSegment, type Segment, type SegmentSink } from './playout.ts';
import type { ProviderTime } from './provider-time.ts';
import { SpeechCutter } from './speech/speech-cutter.ts';

type SayAct = Extract<DialogueAct, { type: 'say' }>;

export interface AgentVoiceEvents {
  /** A piece of it is known and goes to synthesis. */
  text(segment: Segment): void;
  segmentStart(segment: Segment): void;
  segmentStop(played: PlayedSegment): void;
  frame(frame: Int16Array): void;
  /** A frame in which held or cut speech dies away. */
  fade(frame: Int16Array): void;
  /** Told once a speech: what was heard of it in all. */
  heard(speechId: string, textPlayed: string): void;
  /** Nothing is playing or queued any more. */
  idle(): void;
  failed(error: unknown): void;
}

interface Speech {
  cutter: SpeechCutter;
  template: Omit<Segment, 'text'>;
  /** Segments neither played nor cut yet. */
  open: number;
  complete: boolean;
  played: string[];
}

export class AgentVoice {
  readonly #tts: TextToSpeech;
  readonly #voice: string | null;
  readonly #language: string;
  readonly #providerTime: ProviderTime;
  readonly #events: AgentVoiceEvents;
  readonly #playout: Playout;
  readonly #speeches = new Map<string, Speech>();
  #characters = 0;

  constructor(options: {
    timeline: Timeline;
    tts: TextToSpeech;
    voice: string | null;
    /** BCP 47. */
    language: string;
    providerTime: ProviderTime;
    events: AgentVoiceEvents;
  }) {
    this.#tts = options.tts;
    this.#voice = options.voice;
    this.#language = options.language;
    this.#providerTime = options.providerTime;
    this.#events = options.events;
    this.#playout = new Playout(options.timeline, {
      frame: (frame) => {
        this.#events.frame(frame);
      },
      fade: (frame) => {
        this.#events.fade(frame);
      },
      segmentStart: (segment) => {
        this.#events.segmentStart(segment);
      },
      segmentStop: (played) => {
        this.#segmentStop(played);
      },
      idle: () => {
        this.#events.idle();
      },
    });
  }

  /** Is something being said, or waiting to be? */
  get busy(): boolean {
    return this.#playout.busy;
  }

  /** Is something being heard, or was until it was held? */
  get audible(): boolean {
    return this.#playout.audible;
  }

  /** What is being heard with all that waits behind it, and how long that will take, ms (null while that is not known). */
  get sounding(): { speechId: string; text: string; remainingMs: number | null } | null {
    const { audible, current, text, remainingMs } = this.#playout;
    return audible && current ? { speechId: current.speechId, text, remainingMs } : null;
  }

  /** Nothing more leaves until `resume` or `silence`; synthesis goes on. */
  hold(): void {
    this.#playout.hold();
  }

  resume(): void {
    this.#playout.resume();
  }

  /** Is anything queued that the caller may not speak over? */
  get uninterruptible(): boolean {
    return this.#playout.uninterruptible;
  }

  /** Characters given to synthesis so far. */
  get characters(): number {
    return this.#characters;
  }

  /** `signal` belongs to the answer of which this is a part: aborting it stops the synthesis too. */
  say(act: SayAct, signal: AbortSignal): void {
    let speech = this.#speeches.get(act.speechId);
    if (!speech) {
      const { speechId, source, interruptible } = act;
      speech = {
        cutter: new SpeechCutter(this.#language),
        template: { speechId, source, interruptible },
        open: 0,
        complete: false,
        played: [],
      };
      this.#speeches.set(act.speechId, speech);
    }
    for (const piece of speech.cutter.push(act.text)) this.#speak(speech, piece, signal);
  }

  sayEnd(speechId: string, signal: AbortSignal): void {
    const speech = this.#speeches.get(speechId);
    if (!speech) return;
    for (const piece of speech.cutter.flush()) this.#speak(speech, piece, signal);
    speech.complete = true;
    this.#tellIfHeard(speechId, speech);
  }

  /** Silence, at once. Answers the segment that was cut while it was heard, null when none was. */
  silence(): PlayedSegment | null {
    const [first] = this.#playout.clear();
    for (const [speechId, speech] of this.#speeches) {
      this.#speeches.delete(speechId);
      this.#events.heard(speechId, speech.played.join(' '));
    }
    return first ?? null;
  }

  dispose(): void {
    this.#playout.dispose();
  }

  #speak(speech: Speech, text: string, signal: AbortSignal): void {
    const segment: Segment = { ...speech.template, text };
    speech.open += 1;
    this.#characters += text.length;
    this.#events.text(segment);
    void this.#synthesize(segment, this.#playout.enqueue(segment), signal);
  }

  async #synthesize(segment: Segment, sink: SegmentSink, signal: AbortSignal): Promise<void> {
    const options = this.#voice === null ? {} : { voice: this.#voice };
    try {
      const chunks = this.#providerTime.stream('tts', () =>
        this.#tts.synthesize(segment.text, options, signal),
      );
      for await (const samples of chunks) sink.append(samples);
    } catch (error) {
      if (!signal.aborted) this.#events.failed(error);
    } finally {
      sink.complete();
    }
  }

  #segmentStop(played: PlayedSegment): void {
    const { speechId } = played.segment;
    const speech = this.#speeches.get(speechId);
    this.#events.segmentStop(played);
    if (!speech) return;
    speech.open -= 1;
    if (played.textPlayed !== '') speech.played.push(played.textPlayed);
    this.#tellIfHeard(speechId, speech);
  }

  #tellIfHeard(speechId: string, speech: Speech): void {
    if (!speech.complete || speech.open > 0) return;
    if (!this.#speeches.delete(speechId)) return;
    this.#events.heard(speechId, speech.played.join(' '));
  }
}

/**
 * The agent's side: what the dialogue says becomes pieces, audio and frames, in order. Keeps account of what was
 * really heard of every speech, and can be silenced at any moment.
 */
import type { Timeline } from '../base/timeline.ts';
import type { TextToSpeech } from '../providers/spec/tts.ts';
import type { SoundBed } from './ambience/sound-bed.ts';
import type { DialogueAct } from './dialogue.ts';
import { Playout, type PlayedSegment, type PlayoutEvents, type Segment } from './playout.ts';
import type { ProviderTime } from './provider-time.ts';
import type { PhraseCache } from './speech/phrase-cache.ts';
import { PieceQueue, type SpokenPiece } from './speech/piece-queue.ts';
import type { RecordedSpeech } from './speech/recorded-speech.ts';
import { SpeechCutter } from './speech/speech-cutter.ts';
import { Synthesizer } from './speech/synthesizer.ts';

type SayAct = Extract<DialogueAct, { type: 'say' }>;

export type { SpokenPiece } from './speech/piece-queue.ts';

export interface AgentVoiceEvents {
  /** A piece of it is known and goes to synthesis. */
  text(segment: Segment): void;
  segmentStart(segment: Segment, piece: SpokenPiece): void;
  segmentStop(played: PlayedSegment): void;
  frame(frame: Int16Array): void;
  /** A frame in which held or cut speech dies away. */
  fade(frame: Int16Array): void;
  /** A frame of what is heard beneath speech, between it. */
  between(frame: Int16Array): void;
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
  readonly #language: string;
  readonly #events: AgentVoiceEvents;
  readonly #playout: Playout;
  readonly #synthesizer: Synthesizer;
  readonly #pieces: PieceQueue;
  readonly #speeches = new Map<string, Speech>();
  #storing: AbortController | null = null;
  /** Sounds that are no speech, by their id, and who waits for them. */
  readonly #sounds = new Map<string, (outcome: 'heard' | 'cut') => void>();

  constructor(options: {
    timeline: Timeline;
    tts: TextToSpeech;
    voice: string | null;
    /** BCP 47. */
    language: string;
    providerTime: ProviderTime;
    cache: PhraseCache;
    /** Heard beneath speech and between it, from `open` on; null for silence. */
    bed?: SoundBed | null;
    /** Absent: whatever is to be played is spoken. */
    recordings?: RecordedSpeech | null;
    events: AgentVoiceEvents;
  }) {
    this.#language = options.language;
    this.#events = options.events;
    this.#synthesizer = new Synthesizer(options);
    this.#pieces = new PieceQueue({
      timeline: options.timeline,
      synthesizer: this.#synthesizer,
      recordings: options.recordings ?? null,
      failed: (error) => {
        this.#events.failed(error);
      },
    });
    const events: PlayoutEvents = {
      frame: (frame) => {
        this.#events.frame(frame);
      },
      fade: (frame) => {
        this.#events.fade(frame);
      },
      between: (frame) => {
        this.#events.between(frame);
      },
      segmentStart: (segment) => {
        this.#segmentStart(segment);
      },
      segmentStop: (played) => {
        this.#segmentStop(played);
      },
      idle: () => {
        this.#events.idle();
      },
    };
    this.#playout = new Playout(options.timeline, events, options.bed);
  }

  /** The media is open. */
  open(): void {
    this.#playout.open();
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

  /** Characters given to synthesis so far; what came from the cache is not among them. */
  get characters(): number {
    return this.#synthesizer.characters;
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
    if (act.recording) {
      for (const piece of speech.cutter.flush()) this.#speak(speech, piece, signal);
      this.#play(speech, act.text, act.recording, signal);
    } else for (const piece of speech.cutter.push(act.text)) this.#speak(speech, piece, signal);
  }

  /** A sound that is no speech, after everything said so far; the caller may not speak over it. */
  sound(id: string, samples: Int16Array): Promise<'heard' | 'cut'> {
    return new Promise((resolve) => {
      this.#sounds.set(id, resolve);
      const sink = this.#playout.enqueue({ speechId: id, text: '', source: 'tool', interruptible: false });
      sink.append(samples);
      sink.complete();
    });
  }

  sayEnd(speechId: string, signal: AbortSignal): void {
    const speech = this.#speeches.get(speechId);
    if (!speech) return;
    for (const piece of speech.cutter.flush()) this.#speak(speech, piece, signal);
    speech.complete = true;
    this.#tellIfHeard(speechId, speech);
  }

  /**
   * Speculation: synthesises the first piece of an answer that is being written, in case it is given. Reads to the end
   * of the text, which is being written by being read; a line break ends a speech within it. Aborting the signal throws
   * the audio away.
   */
  async prepare(deltas: AsyncIterable<string>, signal: AbortSignal): Promise<void> {
    const cutter = new SpeechCutter(this.#language);
    let begun = false;
    const begin = (pieces: readonly string[]): void => {
      const [first] = pieces;
      if (begun || first === undefined) return;
      begun = true;
      void this.#synthesizer.prepare(first, signal, true);
    };
    for await (const delta of deltas) {
      const [before = '', ...after] = delta.split('\n');
      begin(cutter.push(before));
      if (after.length > 0) begin(cutter.flush());
      begin(cutter.push(after.join('\n')));
    }
    begin(cutter.flush());
  }

  /** Synthesises lines that may be said soon, one after another; a new list takes the place of the old one. */
  async store(lines: readonly string[]): Promise<void> {
    this.#storing?.abort();
    const storing = new AbortController();
    this.#storing = storing;
    for (const line of lines) {
      const cutter = new SpeechCutter(this.#language);
      for (const piece of [...cutter.push(line), ...cutter.flush()]) {
        await this.#synthesizer.prepare(piece, storing.signal, false);
      }
    }
  }

  /** Silence, at once. Answers the segment that was cut while it was heard, null when none was. */
  silence(): PlayedSegment | null {
    this.#pieces.clear();
    const [first] = this.#playout.clear();
    for (const settle of this.#sounds.values()) settle('cut');
    this.#sounds.clear();
    for (const [speechId, speech] of this.#speeches) {
      this.#speeches.delete(speechId);
      this.#events.heard(speechId, speech.played.join(' '));
    }
    return first ?? null;
  }

  dispose(): void {
    this.#storing?.abort();
    this.#synthesizer.close();
    this.#playout.dispose();
  }

  #speak(speech: Speech, text: string, signal: AbortSignal): void {
    const segment = { ...speech.template, text };
    this.#open(speech, segment);
    this.#pieces.speak(segment, this.#playout.enqueue(segment), signal);
  }

  /** A recording is one segment: of the words of one that is cut, the share that was heard counts. */
  #play(speech: Speech, text: string, recording: { id: string; instead: string }, signal: AbortSignal): void {
    const segment = { ...speech.template, text, recordingId: recording.id };
    this.#open(speech, segment);
    this.#pieces.play(segment, this.#playout.enqueue(segment), recording, signal);
  }

  #open(speech: Speech, segment: Segment): void {
    speech.open += 1;
    this.#events.text(segment);
  }

  #segmentStart(segment: Segment): void {
    if (this.#sounds.has(segment.speechId)) return;
    this.#events.segmentStart(segment, this.#pieces.heard(segment));
    this.#pieces.goOn();
  }

  #segmentStop(played: PlayedSegment): void {
    const { speechId } = played.segment;
    const settleSound = this.#sounds.get(speechId);
    if (settleSound) {
      this.#sounds.delete(speechId);
      settleSound(played.interrupted ? 'cut' : 'heard');
      return;
    }
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

/**
 * The agent's part in a session: its voice, and what goes with it: the way out, the log of what it says, the clock of its
 * answers, the words the caller has heard, and a line for one who waits too long.
 */
import { AgentVoice, type AgentVoiceEvents } from '../agent-voice.ts';
import { AnswerClock, type ProviderNames, type TurnOver } from '../latency.ts';
import type { EchoGuard } from '../line/echo-guard.ts';
import type { Recorder } from '../recorder.ts';
import { PhraseCache } from '../speech/phrase-cache.ts';
import { AgentWords } from '../turns/agent-words.ts';
import type { ResumeReason } from '../turns/verdict.ts';
import { Filler } from '../turns/filler.ts';
import type { SessionOptions } from './options.ts';
import { SoundOut } from './sound-out.ts';
import { SpeechLog } from './speech-log.ts';

export interface AgentPartEvents {
  /** A frame of its speech has left. */
  speaks: () => void;
  /** All has been said and heard. */
  idle: () => void;
  failed: (error: unknown) => void;
}

export class AgentPart {
  readonly voice: AgentVoice;
  readonly words: AgentWords;
  readonly #options: SessionOptions;
  readonly out: SoundOut;
  readonly #clock: AnswerClock;
  readonly #filler: Filler;
  readonly #log: SpeechLog;
  readonly #mediaMs: () => number;

  constructor(
    options: SessionOptions,
    surroundings: {
      recorder: Recorder;
      echo: EchoGuard;
      /** Now, milliseconds of media. */
      mediaMs: () => number;
      /** Of the answer for which the caller waits; null when they wait for none. */
      awaited: () => AbortSignal | null;
      events: AgentPartEvents;
    },
  ) {
    const { timeline, leg, log, tts, language, providerTime } = options;
    const { recorder, echo, mediaMs, awaited, events } = surroundings;
    this.#options = options;
    this.#mediaMs = mediaMs;
    this.out = new SoundOut({ leg, recorder, echo });
    this.#log = new SpeechLog(log);
    this.words = new AgentWords(language);
    const names: ProviderNames = { stt: null, llm: null, tts: `${tts.provider}/${tts.model}` };
    this.#clock = new AnswerClock({
      providerTime,
      log,
      now: () => timeline.now(),
      names: options.providerNames ?? (() => names),
    });
    this.#filler = new Filler(
      timeline,
      language,
      (text, speechId) => {
        const signal = this.voice.busy ? null : awaited();
        if (!signal) return;
        this.voice.say({ type: 'say', speechId, text, source: 'filler', interruptible: true }, signal);
        this.voice.sayEnd(speechId, signal);
      },
      options.hosted,
    );
    this.voice = new AgentVoice({
      timeline,
      tts,
      voice: options.ttsVoice,
      language,
      providerTime,
      cache: options.phrases ?? new PhraseCache(),
      bed: options.bed ?? null,
      recordings: options.recordings ?? null,
      events: this.#voiceEvents(events),
    });
  }

  /** It is about to open the call. */
  opens(): void {
    this.#clock.opening();
  }

  /** The caller waits for an answer from now on. `turn`: null for one that was typed or keyed in. */
  awaited(turn: TurnOver | null): void {
    this.#filler.waitFrom(this.#options.timeline.now());
    this.#clock.turnOver(turn);
  }

  /** A provider is slow or has given way to the next: a caller who waits in silence hears that the agent is at it. */
  bridgeSilence(): void {
    this.#filler.providerMoved();
  }

  /** What is being heard stops, until `resume` or `interrupt`. `onsetMs`: of the caller, in media. */
  hold(onsetMs: number): void {
    const { sounding } = this.voice;
    this.voice.hold();
    if (sounding) this.#log.held(sounding.speechId, onsetMs, this.#mediaMs());
  }

  resume(reason: ResumeReason, text: string): void {
    this.#log.resumed(reason, text, this.#mediaMs());
    this.voice.resume();
  }

  /** There is nothing to be interrupted: a hold ends without a word. */
  release(): void {
    this.#log.heldUntilCut();
    this.voice.resume();
  }

  /** It falls silent for good, and what is buffered beyond us is thrown away. */
  interrupt(onsetMs: number): void {
    const { audible } = this.voice;
    const stoppedMs = this.#log.heldUntilCut() ?? this.#mediaMs();
    const cut = this.voice.silence();
    this.#clock.over(true);
    this.#options.leg.clear();
    if (cut && audible) this.#log.interrupted(cut, stoppedMs - onsetMs);
  }

  /** It is told to be quiet: nobody has spoken over it, and what was being said is not taken up again. */
  silence(): void {
    this.#log.heldUntilCut();
    this.voice.silence();
    this.#clock.over(true);
    this.#options.leg.clear();
  }

  /** All of its answer has been heard. */
  answered(): void {
    this.#clock.over(false);
  }

  /** The call is over. `dispose` follows when nobody needs the voice any more. */
  end(): void {
    this.#clock.over(this.voice.busy);
    this.voice.silence();
    this.#filler.dispose();
  }

  dispose(): void {
    this.voice.dispose();
  }

  #voiceEvents({ speaks, idle, failed }: AgentPartEvents): AgentVoiceEvents {
    return {
      text: (segment) => {
        this.#log.text(segment);
      },
      segmentStart: (segment, piece) => {
        if (!this.#filler.isSpeech(segment.speechId)) this.#clock.piece(piece);
        this.#log.started(segment);
      },
      segmentStop: (played) => {
        this.words.heard(played.textPlayed, this.#mediaMs());
        this.#log.stopped(played);
      },
      frame: (frame) => {
        this.out.speech(frame, this.#mediaMs());
        // A filler is no answer: the wait goes on behind it.
        if (!this.#filler.isSpeech(this.voice.sounding?.speechId)) this.#clock.frame();
        speaks();
      },
      fade: (frame) => {
        this.out.speech(frame, this.#mediaMs());
      },
      between: (frame) => {
        this.out.between(frame, this.#mediaMs());
      },
      heard: (speechId, textPlayed) => {
        this.#options.dialogue.heard(speechId, textPlayed);
      },
      idle,
      failed,
    };
  }
}

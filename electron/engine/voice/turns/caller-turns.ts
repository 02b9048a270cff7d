/**
 * The caller's turns: from what the ear hears to turns that are answered, with the question between them who has the
 * floor. Writes the caller's side of the run's log.
 */
import type { Timeline } from '../../base/timeline.ts';
import type { SttPartial, SttStream } from '../../providers/spec/stt.ts';
import type { VadStream } from '../../providers/spec/vad.ts';
import { CallerEar, type HeardTurn } from '../caller-ear.ts';
import type { CallerTurn, Dialogue } from '../dialogue.ts';
import type { EventLog } from '../event-log.ts';
import type { ProviderTime } from '../provider-time.ts';
import type { VoiceSettings } from '../voice-settings.ts';
import { listeningHints } from './backchannel.ts';
import { BargeIn } from './barge-in.ts';
import { expectationsOf } from './expectations.ts';
import { Speculation, type SpeculationOptions } from './speculation.ts';
import type { ResumeReason } from './verdict.ts';

/** The agent, as the caller's turns see it. */
export interface AgentSide {
  /** It speaks, or is about to. */
  hasFloor(): boolean;
  /** What the caller says is answered; otherwise it is only written down. */
  mayAnswer(): boolean;
  hold(onsetMs: number): void;
  resume(reason: ResumeReason, text: string): void;
  /** Falls silent for good; only what was heard is remembered. */
  interrupt(): void;
  /** What the caller has heard of it since their last turn. */
  said(): string;
  awaitsAnswer(): boolean;
}

export interface CallerTurnsEvents {
  /** The caller makes a sound that may be speech: they are there. */
  present(): void;
  /** The caller speaks and has the floor. */
  speaks(): void;
  /** The turn is over; its words are being awaited. */
  over(turn: HeardTurn): void;
  answer(turn: CallerTurn): void;
  /** What was heard needs no answer. */
  nothing(): void;
  failed(stage: 'vad' | 'stt', error: unknown): void;
}

export interface CallerTurnsOptions {
  timeline: Timeline;
  vad: VadStream;
  stt: SttStream;
  settings: VoiceSettings;
  /** BCP 47. */
  language: string;
  lockstep: boolean;
  log: EventLog;
  providerTime: ProviderTime;
  dialogue: Dialogue;
  ahead: SpeculationOptions['ahead'];
  agent: AgentSide;
  events: CallerTurnsEvents;
}

/** Speech during the agent's that may yet turn out to be a turn. */
interface PendingTurn {
  onsetMs: number;
  partial: { text: string; atMs: number } | null;
}

export class CallerTurns {
  readonly #options: CallerTurnsOptions;
  readonly #ear: CallerEar;
  readonly #bargeIn: BargeIn;
  readonly #speculation: Speculation;
  #pending: PendingTurn | null = null;
  #onsetMs = 0;
  /** Partial transcript of the turn that is in the log, or would be. */
  #toldText = '';
  /** Understood speech of turns that the caller went on with before they were answered. */
  #carried: string[] = [];
  #closed = false;
  /** Seconds of audio recognised. */
  sttSeconds = 0;

  constructor(options: CallerTurnsOptions) {
    this.#options = options;
    const { timeline, settings, language, agent, dialogue, events, log } = options;
    this.#speculation = new Speculation({ dialogue, ahead: options.ahead });
    this.#bargeIn = new BargeIn({
      timeline,
      settings,
      language,
      floor: {
        hold: (onsetMs) => {
          agent.hold(onsetMs);
        },
        resume: (reason, text) => {
          agent.resume(reason, text);
        },
        cut: () => {
          this.#takeFloor();
        },
        dropTurn: () => {
          this.#pending = null;
          this.#ear.dropTurn();
          events.nothing();
        },
        awaitsAnswer: () => agent.awaitsAnswer(),
      },
    });
    this.#ear = new CallerEar({
      timeline,
      vad: options.vad,
      stt: options.stt,
      settings,
      language,
      lockstep: options.lockstep,
      events: {
        hints: () => ({ ...dialogue.hints(), ...(agent.hasFloor() && listeningHints(language)) }),
        expects: () => expectationsOf(dialogue.hints(), agent.said(), language),
        speechLikely: (onsetMs) => {
          if (agent.hasFloor()) this.#bargeIn.likely(onsetMs);
        },
        speechUnlikely: () => {
          this.#bargeIn.unlikely();
        },
        turnStart: (onsetMs) => {
          this.#turnStart(onsetMs);
        },
        speechStart: (onsetMs) => {
          log.write('caller-speech-start', {}, onsetMs);
          events.present();
          if (!this.#bargeIn.undecided) events.speaks();
        },
        speechStop: (endMs, speechMs) => {
          log.write('caller-speech-stop', { speech_ms: speechMs }, endMs);
        },
        partial: (partial, atMs) => {
          this.#partial(partial, atMs);
        },
        observe: (observation) => {
          this.#bargeIn.observe(observation);
        },
        likelyEnd: (text) => {
          if (agent.mayAnswer() && !agent.hasFloor() && !this.#bargeIn.undecided)
            this.#speculation.begin([...this.#carried, text].join(' '));
        },
        goesOn: () => {
          this.#speculation.discard();
        },
        turnEnd: (turn) => {
          void (this.#bargeIn.undecided ? this.#doubtfulTurnOver(turn) : this.#turnOver(turn));
        },
        failed: (stage, error) => {
          events.failed(stage, error);
        },
      },
    });
  }

  /** Is the caller holding the floor? */
  get inTurn(): boolean {
    return this.#ear.inTurn && !this.#bargeIn.undecided;
  }

  /** Onset of the caller's speech under way, ms of media. */
  get onsetMs(): number {
    return this.#onsetMs;
  }

  frame(frame: Int16Array): Promise<void> {
    return this.#ear.frame(frame);
  }

  setDeaf(deaf: boolean): void {
    if (deaf) {
      this.#bargeIn.yield();
      this.#forget();
    }
    this.#ear.setDeaf(deaf);
  }

  /** The agent has nothing more to say. */
  agentDone(): void {
    this.#bargeIn.agentDone();
  }

  /** A line typed instead of spoken: whatever is being said is not answered. */
  typed(nowMs: number): void {
    this.#bargeIn.reset();
    this.#forget();
    this.#ear.dropTurn();
    this.#onsetMs = nowMs;
  }

  close(): void {
    this.#closed = true;
    this.#bargeIn.reset();
    this.#forget();
    this.#ear.close();
  }

  #forget(): void {
    this.#pending = null;
    this.#speculation.discard();
  }

  #turnStart(onsetMs: number): void {
    this.#toldText = '';
    // The agent may have taken the floor since the first sound.
    if (this.#options.agent.hasFloor()) this.#bargeIn.likely(onsetMs);
    if (this.#bargeIn.undecided) {
      this.#pending = { onsetMs, partial: null };
      this.#bargeIn.utterance();
    } else this.#beginTurn(onsetMs);
  }

  #beginTurn(onsetMs: number): void {
    const { log } = this.#options;
    this.#onsetMs = onsetMs;
    log.turn += 1;
    log.write('turn-start', {}, onsetMs);
  }

  #partial({ text, overlap }: SttPartial, atMs: number): void {
    if (text !== this.#toldText) {
      this.#toldText = text;
      if (this.#pending) this.#pending.partial = { text, atMs };
      else this.#options.log.write('transcript-partial', { text }, atMs);
    }
    this.#bargeIn.partial(text, overlap);
  }

  /** The caller wants the floor, and gets it. */
  #takeFloor(): void {
    const { agent, events, log } = this.#options;
    const pending = this.#pending;
    this.#pending = null;
    if (pending) this.#onsetMs = pending.onsetMs;
    agent.interrupt();
    if (!pending) return;
    this.#beginTurn(pending.onsetMs);
    if (pending.partial)
      log.write('transcript-partial', { text: pending.partial.text }, pending.partial.atMs);
    if (this.#ear.inTurn) events.speaks();
  }

  async #turnOver(turn: HeardTurn): Promise<void> {
    const { log, settings, events } = this.#options;
    log.write(
      'turn-end',
      { silence_ms: turn.decidedMs - turn.speechEndMs, reason: turn.reason },
      turn.decidedMs,
    );
    events.over(turn);
    const number = log.turn;
    const caller = await this.#transcript(turn);
    if (this.#closed) return;
    log.write('transcript-final', { ...caller, typed: false });
    if (log.turn !== number) {
      // The caller went on before an answer: this is the first part of what the next turn will say.
      if (caller.understood) this.#carried.push(caller.text);
      return;
    }
    this.#answer(caller, caller.understood || turn.speechMs >= settings.minimumTurnSpeechMs);
  }

  #answer(caller: CallerTurn, wanted: boolean): void {
    if (caller.understood) caller.text = [...this.#carried.splice(0), caller.text].join(' ');
    this.#speculation.settle(caller.text);
    if (wanted) this.#options.events.answer(caller);
    else this.#options.events.nothing();
  }

  /** An utterance during the agent's speech has ended, and it is still open whether it was a turn: its words tell. */
  async #doubtfulTurnOver(turn: HeardTurn): Promise<void> {
    const { log, events } = this.#options;
    const pending = this.#pending;
    const caller = await this.#transcript(turn);
    // Settled meanwhile: by the next utterance, a mute, a typed line or the end.
    if (this.#closed || this.#pending !== pending || !this.#bargeIn.undecided) return;
    if (!this.#bargeIn.final(caller.understood ? caller.text : '')) {
      this.#pending = null;
      events.nothing();
      return;
    }
    log.write(
      'turn-end',
      { silence_ms: turn.decidedMs - turn.speechEndMs, reason: turn.reason },
      turn.decidedMs,
    );
    log.write('transcript-final', { ...caller, typed: false });
    events.over(turn);
    this.#answer(caller, true);
  }

  async #transcript(turn: HeardTurn): Promise<CallerTurn> {
    const { providerTime, events } = this.#options;
    try {
      const final = await providerTime.answer('stt', turn.finish);
      this.sttSeconds += final.audioSeconds;
      return { text: final.text, understood: final.understood };
    } catch (error) {
      events.failed('stt', error);
      return { text: '', understood: false };
    }
  }
}

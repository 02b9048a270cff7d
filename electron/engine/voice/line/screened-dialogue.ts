/**
 * A dialogue that finds out who has answered before it opens: the agent is silent while that is open, greets a person,
 * and deals with a machine as the agent's settings say.
 *
 *   screening ──human, uncertain, or `go-on`──► the dialogue itself
 *       │      ──unavailable───────────────────► hang up: no-answer
 *       │      ──menu──────────────────────────► hang up: ivr_detected
 *       └──────voicemail──► hang up, or: wait for the beep → message → hang up: voicemail_detected
 *
 * A mailbox that began like a person ("Hi, this is Bob.") is found out later, by its beep or its words, and dealt with then.
 */
import type { AnswererKind, AnsweringMachineSettings } from '#shared/domain/line-craft.ts';
import type { Dialogue, DialogueAct } from '../dialogue.ts';
import type { EventLog } from '../event-log.ts';
import type { Leg, LegEvents } from '../leg.ts';
import type { AnswererVerdict } from './answerer.ts';
import { CallScreen, type CallScreenOptions } from './call-screen.ts';
import { readGreeting } from './greetings/index.ts';

/** Longest wait for the beep, and the silence in which none is expected any more. */
const beepLimitMs = 60_000;
const noBeepSilenceMs = 4000;
/** A mailbox that was taken for a person shows itself within this. */
const secondThoughtsMs = 45_000;

export interface ScreeningOptions extends Omit<CallScreenOptions, 'decided' | 'tone' | 'failed'> {
  settings: CallScreenOptions['settings'];
  machine: AnsweringMachineSettings;
  /** What is said after the beep, templates filled in; empty for nothing. */
  message: string;
  log: EventLog;
  nextSpeechId: () => string;
  failed: CallScreenOptions['failed'];
}

export interface ScreenedCall {
  dialogue: Dialogue;
  /** The leg, with the screening listening in. */
  leg: Leg;
  /** Null while it is not known. */
  readonly answeredBy: AnswererKind | null;
  readonly sttSeconds: number;
  close(): void;
}

export function screenedCall(inner: Dialogue, leg: Leg, options: ScreeningOptions): ScreenedCall {
  const screening = new Screening(inner, options);
  return {
    dialogue: screening.dialogue(),
    leg: screening.tapped(leg, options.lockstep),
    get answeredBy() {
      return screening.verdict?.result ?? null;
    },
    get sttSeconds() {
      return screening.sttSeconds;
    },
    close: () => {
      screening.close();
    },
  };
}

class Screening {
  readonly #inner: Dialogue;
  readonly #options: ScreeningOptions;
  readonly #screen: CallScreen;
  readonly #waiting = new Set<() => void>();
  verdict: AnswererVerdict | null = null;
  #nowMs = 0;
  #beeps = 0;
  #dealtWith = false;

  constructor(inner: Dialogue, options: ScreeningOptions) {
    this.#inner = inner;
    this.#options = options;
    this.#screen = new CallScreen({
      ...options,
      decided: (verdict) => {
        this.#decide(verdict);
      },
      tone: ({ kind }) => {
        if (kind === 'beep') this.#beeps += 1;
      },
    });
  }

  get sttSeconds(): number {
    return this.#screen.sttSeconds;
  }

  close(): void {
    this.#screen.close();
  }

  tapped(leg: Leg, lockstep: boolean): Leg {
    const listensIn = (events: LegEvents): LegEvents => ({
      ...events,
      frame: async (frame) => {
        const heard = this.#frame(frame);
        if (lockstep) await heard;
        await events.frame(frame);
      },
    });
    const tapped: Leg = {
      // Asked when it is needed: a telephone knows how its keys go only once it is answered.
      get keysAsTones() {
        return leg.keysAsTones === true;
      },
      get isTelephone() {
        return leg.isTelephone === true;
      },
      open: (events) => {
        leg.open(listensIn(events));
      },
      send: (frame) => {
        leg.send(frame);
      },
      clear: () => {
        leg.clear();
      },
      close: () => {
        leg.close();
      },
    };
    Object.defineProperty(tapped, 'sendKeys', { get: () => leg.sendKeys?.bind(leg) });
    return tapped;
  }

  dialogue(): Dialogue {
    const inner = this.#inner;
    const screened: Dialogue = {
      hints: () => inner.hints(),
      openingDelayMs: inner.openingDelayMs,
      open: (signal) => this.#open(signal),
      reply: (turn, signal) => this.#afterSecondThoughts(turn.text, () => inner.reply(turn, signal), signal),
      idle: (attempt, signal) => this.#afterSecondThoughts('', () => inner.idle(attempt, signal), signal),
      heard: (speechId, textPlayed) => {
        inner.heard(speechId, textPlayed);
      },
      finish: (disposition, signal) => inner.finish(disposition, signal),
    };
    if (inner.prepare) screened.prepare = inner.prepare.bind(inner);
    if (inner.overhear) screened.overhear = inner.overhear.bind(inner);
    if (inner.goOn) screened.goOn = inner.goOn.bind(inner);
    if (inner.ahead) screened.ahead = inner.ahead.bind(inner);
    return screened;
  }

  async #frame(frame: Int16Array): Promise<void> {
    this.#nowMs += 20;
    await this.#screen.frame(frame);
    for (const look of [...this.#waiting]) look();
  }

  #decide(verdict: AnswererVerdict): void {
    this.verdict = verdict;
    this.#options.log.write('answering-machine', verdict);
  }

  async *#open(signal: AbortSignal): AsyncIterable<DialogueAct> {
    await this.#until(() => this.verdict !== null, signal);
    if (signal.aborted || !this.verdict) return;
    if (this.#isMachine(this.verdict.result)) yield* this.#toMachine(this.verdict.result, signal);
    else yield* this.#inner.open(signal);
  }

  /** Is it a machine that the agent does not talk to? */
  #isMachine(result: AnswererKind): boolean {
    const machine = result === 'voicemail' || result === 'ivr' || result === 'unavailable';
    return machine && this.#options.machine.on_machine !== 'go-on';
  }

  async *#afterSecondThoughts(
    text: string,
    otherwise: () => AsyncIterable<DialogueAct>,
    signal: AbortSignal,
  ): AsyncIterable<DialogueAct> {
    const late = this.#dealtWith ? null : this.#secondThoughts(text);
    if (!late) {
      yield* otherwise();
      return;
    }
    this.#decide(late);
    yield* this.#toMachine(late.result, signal);
  }

  #secondThoughts(text: string): AnswererVerdict | null {
    if (this.#nowMs > secondThoughtsMs || this.verdict === null || this.#isMachine(this.verdict.result))
      return null;
    if (this.#options.machine.on_machine === 'go-on') return null;
    if (this.#beeps > 0) return { result: 'voicemail', reason: 'a beep, after what seemed a person' };
    const greeting = readGreeting(text, this.#options.language);
    if (greeting?.answerer !== 'voicemail' && greeting?.answerer !== 'unavailable') return null;
    return { result: greeting.answerer, reason: `it went on “${greeting.cue}”` };
  }

  async *#toMachine(result: AnswererKind, signal: AbortSignal): AsyncIterable<DialogueAct> {
    this.#dealtWith = true;
    const leaves =
      this.#options.machine.on_machine === 'leave-message' && this.#options.message.trim() !== '';
    if (result === 'voicemail' && leaves) {
      await this.#beepOrSilence(signal);
      if (signal.aborted) return;
      const speechId = this.#options.nextSpeechId();
      yield {
        type: 'say',
        speechId,
        text: this.#options.message,
        source: 'goodbye',
        interruptible: false,
      };
      yield { type: 'say-end', speechId };
    }
    const dispositions: Partial<Record<AnswererKind, string>> = {
      voicemail: 'voicemail_detected',
      ivr: 'ivr_detected',
      unavailable: 'no-answer',
    };
    yield { type: 'hang-up', disposition: dispositions[result] ?? 'voicemail_detected' };
  }

  async #beepOrSilence(signal: AbortSignal): Promise<void> {
    if (this.#beeps > 0) return;
    const sinceMs = this.#nowMs;
    await this.#until(
      () =>
        this.#beeps > 0 ||
        (this.#nowMs - sinceMs >= noBeepSilenceMs && this.#screen.quietMs >= noBeepSilenceMs) ||
        this.#nowMs - sinceMs >= beepLimitMs,
      signal,
    );
  }

  /** Settles with the frame at which the condition holds, or when the signal aborts. */
  async #until(holds: () => boolean, signal: AbortSignal): Promise<void> {
    if (holds() || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (!holds() && !signal.aborted) return;
        this.#waiting.delete(look);
        signal.removeEventListener('abort', look);
        resolve();
      };
      this.#waiting.add(look);
      signal.addEventListener('abort', look);
    });
  }
}

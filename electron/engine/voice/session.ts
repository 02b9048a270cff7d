/**
 * The session loop of one voice call: the caller's turns go to the dialogue, its acts go to the agent's voice, and
 * whoever speaks over whom is settled here.
 *
 *   connecting ──open──► listening ◄────────────────┐
 *                          │ caller speaks          │ all said and heard
 *                          ▼                        │
 *                    caller-speaking ──turn end──► thinking ──first frame──► agent-speaking
 *                          ▲                                                    │
 *                          └──────────────── barge-in (interrupt) ──────────────┘
 *   any ──hang-up, limit, failure──► ended
 *
 * When the caller's turn begins and ends, and whether a sound during the agent's speech is a barge-in at all, is
 * decided in `turns/`.
 */
import { isDtmfKey, type DtmfKey } from '../audio/dtmf-keys.ts';
import { FRAME_MS, silentFrame } from '../audio/frame.ts';
import { DisposableStore, type Disposable } from '../base/disposable.ts';
import { toStudioError } from '../base/errors.ts';
import { Emitter } from '../base/event.ts';
import type { DialogueAct } from './dialogue.ts';
import { EchoGuard } from './line/echo-guard.ts';
import { guardedVad } from './line/guarded-vad.ts';
import { LineIn } from './line/line-in.ts';
import { Recorder } from './recorder.ts';
import { AgentPart } from './session/agent-part.ts';
import { Deafness } from './session/deafness.ts';
import { CallerEntries } from './session/entries.ts';
import { KeysOut } from './session/keys-out.ts';
import type { StandbyReason } from './session/standby.ts';
import { StandingAside } from './session/standing-aside.ts';
import type { SessionOptions, SessionState } from './session/options.ts';
import { Performances } from './session/performances.ts';
import { CallerTurns, type AgentSide, type CallerTurnsEvents } from './turns/caller-turns.ts';
import { IdleWatch } from './turns/idle-watch.ts';

export type { SessionOptions, SessionState } from './session/options.ts';
export type { StandbyReason } from './session/standby.ts';

/** Both ways of a call as they pass, 20 ms each; nobody may change the frames. */
export interface CallTap {
  caller: (frame: Int16Array) => void;
  agent: (frame: Int16Array) => void;
}

export class VoiceSession {
  readonly #options: SessionOptions;
  readonly #caller: CallerTurns;
  readonly #agent: AgentPart;
  readonly #recorder: Recorder;
  readonly #entries: CallerEntries;
  readonly #line: LineIn;
  readonly #keysOut: KeysOut;
  readonly #performances: Performances;
  readonly #deafness: Deafness;
  readonly #idle: IdleWatch;
  readonly #aside: StandingAside;
  readonly #callerTap = new Emitter<Int16Array>();
  #state: SessionState = 'connecting';
  #openedMs = 0;
  /** The caller's microphone is muted at the caller's wish. */
  #microphoneMuted = false;
  #hangUpAfterSpeech: string | null = null;
  #announcements = 0;
  #ending = false;
  #durationTimer: Disposable | undefined;

  constructor(options: SessionOptions) {
    const { timeline, leg, log } = options;
    const echo = new EchoGuard();
    this.#options = options;
    this.#recorder = new Recorder(options.recording);
    this.#line = new LineIn({
      listensForKeys: () => leg.keysAsTones === true,
      suppressor: options.noiseSuppressor ?? null,
      key: (key, atMs) => {
        this.#key(key, atMs);
      },
    });
    this.#entries = new CallerEntries({
      timeline,
      log,
      dialogue: options.dialogue,
      keyPauseMs: options.keyPauseMs,
      keyed: () => {
        this.#takeEntry();
      },
    });
    this.#keysOut = new KeysOut({
      leg,
      log,
      sound: (id, samples) => {
        const heard = this.#agent.voice.sound(id, samples);
        this.#updateDeafness();
        return heard;
      },
    });
    this.#idle = new IdleWatch(timeline, options.maxUserIdleMs, (attempt) => {
      this.#askIdle(attempt);
    });
    this.#performances = new Performances({
      act: (act, signal) => {
        this.#act(act, signal);
      },
      failed: (error, wasCut) => {
        this.#report('dialogue', error);
        if (!wasCut) this.#hangUpAfterSpeech = 'unexpected_error';
      },
      done: () => {
        this.#deafness.muteByDialogue(false);
        this.#settle();
      },
    });
    this.#agent = new AgentPart(options, {
      recorder: this.#recorder,
      echo,
      mediaMs: () => this.#mediaMs(),
      awaited: () => (this.#state === 'thinking' ? this.#performances.signal : null),
      events: {
        speaks: () => {
          if (this.#state !== 'caller-speaking') this.#setState('agent-speaking');
        },
        idle: () => {
          this.#settle();
        },
        failed: (error) => {
          this.#report('tts', error);
        },
      },
    });
    this.#deafness = new Deafness({
      log,
      uninterruptible: () => this.#agent.voice.uninterruptible || this.#hangUpAfterSpeech !== null,
      frozen: () => this.#aside.frozen,
      changed: (deaf) => {
        this.#caller.setDeaf(deaf);
      },
    });
    this.#aside = new StandingAside({
      dialogue: options.dialogue,
      agent: this.#agent,
      performances: this.#performances,
      idle: this.#idle,
      deafness: this.#deafness,
      state: () => this.#state,
      setState: (state) => {
        this.#setState(state);
      },
      settle: () => {
        this.#settle();
      },
      stay: () => {
        this.#hangUpAfterSpeech = null;
      },
      bridged: () => {
        // Two people talk: how long is theirs to say, and the second was never told of a recording.
        this.#durationTimer?.dispose();
        this.#recorder.isPaused = true;
      },
    });
    this.#caller = new CallerTurns({
      ...options,
      vad: guardedVad(options.vad, echo),
      ahead: (deltas, signal) => this.#agent.voice.prepare(deltas, signal),
      agent: this.#agentSide(),
      events: this.#callerEvents(),
    });
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Nobody speaks, nothing is being prepared: the caller has the floor. */
  get quiet(): boolean {
    return this.#state === 'listening' && !this.#deafness.deaf;
  }

  get usage(): { ttsCharacters: number; sttSeconds: number; durationMs: number } {
    return {
      ttsCharacters: this.#agent.voice.characters,
      sttSeconds: this.#caller.sttSeconds,
      durationMs: this.#recorder.durationMs,
    };
  }

  /** The media opens, unless the call is over already. Called inside an event of the timeline. */
  open(): void {
    if (this.#ended()) return;
    const { timeline, leg, log, dialogue, maxCallDurationMs } = this.#options;
    this.#openedMs = timeline.now();
    log.mediaClock = () => timeline.now() - this.#openedMs;
    log.write('media-open', { sample_rate_hz: 16_000 });
    leg.open({
      frame: (frame) => this.#callerFrame(frame),
      key: (key) => {
        this.#key(key, this.#mediaMs());
      },
      hangUp: () => {
        this.end('user_hangup');
      },
    });
    this.#agent.voice.open();
    this.#durationTimer = timeline.at(this.#openedMs + maxCallDurationMs, () => {
      this.end('call_duration_exceeded');
    });
    this.#setState('listening');
    this.#updateDeafness();
    timeline.at(this.#openedMs + dialogue.openingDelayMs, () => {
      this.#agent.opens();
      // Kept quiet from the first moment: it opens when it may.
      if (this.#aside.silenced) this.#aside.owe();
      else this.#performances.begin((signal) => dialogue.open(signal));
    });
  }

  /** The call is coming up: what will be said first is synthesised meanwhile. Called inside an event of the timeline. */
  warmUp(): void {
    if (this.#state === 'connecting') this.#storeLines();
  }

  /** The caller types instead of speaking; taken up as soon as the agent may be spoken to. */
  type(text: string): void {
    this.#options.timeline.post(() => {
      if (this.#state === 'ended') return;
      this.#entries.type(text);
      this.#takeEntry();
    });
  }

  /** Keys that the caller pressed, told from outside the sound; anything else in the text is left out. */
  press(keys: string): void {
    this.#options.timeline.post(() => {
      for (const key of keys.split('').filter(isDtmfKey)) this.#key(key, this.#mediaMs());
    });
  }

  /** The agent presses keys, after what it has said so far. Called inside an event of the timeline. */
  async sendKeys(keys: string, signal: AbortSignal): Promise<'sent' | 'cut'> {
    return this.#ended() || signal.aborted ? 'cut' : this.#keysOut.press(keys);
  }

  /** A provider is slow or has given way to the next: a caller who waits in silence hears that the agent is at it. */
  bridgeSilence(): void {
    this.#agent.bridgeSilence();
  }

  /** The agent stands aside for this reason, or does so no longer. Called inside an event of the timeline. */
  standBy(reason: StandbyReason, on: boolean): void {
    if (!this.#ended()) this.#aside.set(reason, on);
  }

  /**
   * Says a line that is none of the dialogue's, after all that was said so far and what is being said in this moment, and
   * settles when it has been heard or cut. Empty: says nothing, and waits all the same.
   */
  async announce(text: string): Promise<'heard' | 'cut'> {
    const { timeline } = this.#options;
    await new Promise<void>((resolve) => timeline.at(timeline.now() + FRAME_MS, resolve));
    if (this.#ended()) return 'cut';
    const { voice } = this.#agent;
    this.#announcements += 1;
    const speechId = `announcement_${String(this.#announcements)}`;
    const { signal } = new AbortController();
    if (text !== '') {
      voice.say({ type: 'say', speechId, text, source: 'tool', interruptible: false }, signal);
      voice.sayEnd(speechId, signal);
    }
    const heard = voice.sound(`${speechId}_end`, new Int16Array(0));
    this.#updateDeafness();
    return heard;
  }

  /** 20 ms of the person who speaks instead of the agent. Called inside an event of the timeline. */
  operatorFrame(frame: Int16Array): void {
    if (!this.#ended()) this.#agent.out.instead(frame, this.#mediaMs());
  }

  /** Somebody listens in, frame by frame. */
  tap(listener: CallTap): Disposable {
    const subscriptions = new DisposableStore();
    subscriptions.add(this.#callerTap.on(listener.caller));
    subscriptions.add(this.#agent.out.tap.on(listener.agent));
    return subscriptions;
  }

  muteMicrophone(muted: boolean): void {
    this.#microphoneMuted = muted;
  }

  hangUp(disposition = 'user_hangup'): void {
    this.#options.timeline.post(() => {
      this.end(disposition);
    });
  }

  /** The call is over. Called inside an event of the timeline; a second time does nothing. */
  end(disposition: string): void {
    // Closing the leg hangs up, which may be told back here at once.
    if (this.#ending) return;
    this.#ending = true;
    const { log, leg, onEnd } = this.#options;
    this.#performances.cut();
    this.#agent.end();
    this.#idle.pause();
    this.#entries.dispose();
    this.#durationTimer?.dispose();
    leg.close();
    this.#caller.close();
    this.#line.close();
    this.#agent.dispose();
    if (log.mediaClock) {
      this.#recorder.finish(this.#mediaMs());
      log.write('media-close', { duration_ms: this.#recorder.durationMs });
    }
    log.mediaClock = null;
    this.#setState('ended');
    onEnd(disposition);
  }

  /** Settles when no answer is being produced any more. */
  async settled(): Promise<void> {
    await this.#performances.settled();
  }

  // ── the caller ────────────────────────────────────────────────────────────────────────────────────────────

  async #callerFrame(frame: Int16Array): Promise<void> {
    if (this.#state === 'ended') return;
    const heard = this.#microphoneMuted ? silentFrame() : frame;
    this.#recorder.caller(heard);
    this.#callerTap.emit(heard);
    const clean = this.#line.hear(heard);
    if (clean instanceof Int16Array) await this.#caller.frame(clean);
    else if (this.#options.lockstep) await this.#caller.frame(await clean);
    else {
      void clean.then((ready) => {
        this.#options.timeline.post(() => {
          if (!this.#ended()) void this.#caller.frame(ready);
        });
      });
    }
  }

  /** A key stops the agent like a word does: whoever knows the menu need not hear it out. */
  #key(key: DtmfKey, atMs: number): void {
    if (this.#ended()) return;
    if (this.#deafness.listening) {
      this.#idle.pause();
      this.#interrupt();
    }
    this.#entries.press(key, atMs);
  }

  /** Takes up what was typed or keyed in, if the agent may be spoken to. */
  #takeEntry(): void {
    const entry = this.#deafness.listening ? this.#entries.take() : undefined;
    if (!entry) return;
    const { dialogue } = this.#options;
    this.#caller.typed(this.#mediaMs());
    this.#idle.heard();
    this.#interrupt();
    this.#entries.write(entry);
    if (this.#aside.silenced) {
      this.#aside.overhear({ text: entry.text, understood: true });
      return;
    }
    this.#agent.awaited(null);
    this.#agent.words.answered();
    this.#setState('thinking');
    const turn = { text: entry.text, understood: true };
    this.#performances.begin((signal) => dialogue.reply(turn, signal));
  }

  #callerEvents(): CallerTurnsEvents {
    const { dialogue } = this.#options;
    return {
      present: () => {
        this.#idle.pause();
      },
      speaks: () => {
        this.#idle.heard();
        this.#setState('caller-speaking');
      },
      over: (turn) => {
        this.#idle.heard();
        if (this.#aside.silenced) {
          this.#setState('listening');
          return;
        }
        this.#agent.awaited({
          voiceEndMs: turn.voiceEndMs + this.#openedMs,
          vadStopMs: turn.vadStopMs === null ? null : turn.vadStopMs + this.#openedMs,
        });
        this.#setState('thinking');
      },
      answer: (turn) => {
        if (this.#aside.silenced) {
          this.#aside.overhear(turn);
          return;
        }
        this.#agent.words.answered();
        this.#performances.begin((signal) => dialogue.reply(turn, signal));
      },
      nothing: () => {
        this.#settle();
      },
      failed: (stage, error) => {
        this.#report(stage, error);
      },
    };
  }

  // ── the agent ─────────────────────────────────────────────────────────────────────────────────────────────

  #act(act: DialogueAct, signal: AbortSignal): void {
    switch (act.type) {
      case 'say':
        this.#agent.voice.say(act, signal);
        break;
      case 'say-end':
        this.#agent.voice.sayEnd(act.speechId, signal);
        break;
      case 'mute':
        this.#deafness.muteByDialogue(act.muted);
        break;
      case 'hang-up':
        this.#hangUpAfterSpeech = act.disposition;
        break;
    }
    this.#updateDeafness();
  }

  #agentSide(): AgentSide {
    return {
      hasFloor: () => this.#performances.signal !== null || this.#agent.voice.busy,
      mayAnswer: () => !this.#aside.silenced,
      hold: (onsetMs) => {
        this.#agent.hold(onsetMs);
      },
      resume: (reason, text) => {
        this.#agent.resume(reason, text);
        this.#settle();
      },
      interrupt: () => {
        this.#interrupt();
      },
      said: () => this.#agent.words.said,
      awaitsAnswer: () => this.#agent.words.awaitsAnswer(this.#agent.voice.sounding, this.#mediaMs()),
    };
  }

  /** The caller speaks over the agent: it falls silent, and remembers only what was heard. */
  #interrupt(): void {
    if (!this.#agent.voice.busy && !this.#performances.signal) {
      this.#agent.release();
      return;
    }
    this.#performances.cut();
    this.#deafness.muteByDialogue(false);
    this.#agent.interrupt(this.#caller.onsetMs);
    this.#updateDeafness();
  }

  /** Looks whether everything has been said; then the floor is the caller's, or the call is over. */
  #settle(): void {
    if (this.#ended() || this.#performances.signal || this.#agent.voice.busy) return;
    this.#agent.answered();
    if (this.#hangUpAfterSpeech !== null) {
      this.end(this.#hangUpAfterSpeech);
      return;
    }
    this.#deafness.openingHeard();
    this.#updateDeafness();
    this.#caller.agentDone();
    if (!this.#caller.inTurn) this.#setState('listening');
    if (!this.#aside.silenced && !this.#aside.frozen) this.#idle.arm();
    this.#takeEntry();
    this.#storeLines();
  }

  /** Lines that may come next are synthesised in the caller's time. A call that must repeat exactly does without. */
  #storeLines(): void {
    const { dialogue, lockstep } = this.#options;
    if (!lockstep && dialogue.ahead) void this.#agent.voice.store(dialogue.ahead());
  }

  #askIdle(attempt: number): void {
    const { dialogue, log } = this.#options;
    if (this.#state !== 'listening') return;
    log.write('idle-prompt', { attempt });
    this.#performances.begin((signal) => dialogue.idle(attempt, signal));
  }

  #updateDeafness(): void {
    if (!this.#ended()) this.#deafness.update();
  }

  // ── bookkeeping ───────────────────────────────────────────────────────────────────────────────────────────

  #mediaMs(): number {
    return this.#options.timeline.now() - this.#openedMs;
  }

  #ended(): boolean {
    return this.#state === 'ended';
  }

  #setState(state: SessionState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.onState(state);
  }

  #report(stage: string, thrown: unknown): void {
    const { code, message, retryable } = toStudioError(thrown);
    this.#options.log.write('error', { code, message, retryable, stage });
  }
}

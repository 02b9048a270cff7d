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
import { silentFrame } from '../audio/frame.ts';
import type { Disposable } from '../base/disposable.ts';
import { toStudioError } from '../base/errors.ts';
import { AgentVoice, type AgentVoiceEvents } from './agent-voice.ts';
import type { DialogueAct } from './dialogue.ts';
import { AnswerClock, type ProviderNames } from './latency.ts';
import { EchoGuard } from './line/echo-guard.ts';
import { guardedVad } from './line/guarded-vad.ts';
import { LineIn } from './line/line-in.ts';
import { Recorder } from './recorder.ts';
import { Deafness } from './session/deafness.ts';
import { CallerEntries } from './session/entries.ts';
import { KeysOut } from './session/keys-out.ts';
import type { SessionOptions, SessionState } from './session/options.ts';
import { Performances } from './session/performances.ts';
import { SoundOut } from './session/sound-out.ts';
import { SpeechLog } from './session/speech-log.ts';
import { PhraseCache } from './speech/phrase-cache.ts';
import { AgentWords } from './turns/agent-words.ts';
import type { ResumeReason } from './turns/barge-in.ts';
import { CallerTurns, type AgentSide, type CallerTurnsEvents } from './turns/caller-turns.ts';
import { Filler } from './turns/filler.ts';
import { IdleWatch } from './turns/idle-watch.ts';

export type { SessionOptions, SessionState } from './session/options.ts';

export class VoiceSession {
  readonly #options: SessionOptions;
  readonly #caller: CallerTurns;
  readonly #voice: AgentVoice;
  readonly #recorder: Recorder;
  readonly #out: SoundOut;
  readonly #clock: AnswerClock;
  readonly #entries: CallerEntries;
  readonly #line: LineIn;
  readonly #keysOut: KeysOut;
  readonly #performances: Performances;
  readonly #deafness: Deafness;
  readonly #speechLog: SpeechLog;
  readonly #idle: IdleWatch;
  readonly #filler: Filler;
  readonly #words: AgentWords;
  #state: SessionState = 'connecting';
  #openedMs = 0;
  /** The caller's microphone is muted at the caller's wish. */
  #microphoneMuted = false;
  #hangUpAfterSpeech: string | null = null;
  #durationTimer: Disposable | undefined;

  constructor(options: SessionOptions) {
    const { timeline, leg, log, tts, language, providerTime } = options;
    const echo = new EchoGuard();
    this.#options = options;
    this.#recorder = new Recorder(options.recording);
    this.#out = new SoundOut({ leg, recorder: this.#recorder, echo });
    this.#speechLog = new SpeechLog(log);
    this.#words = new AgentWords(language);
    this.#line = new LineIn({
      listensForKeys: leg.keysAsTones === true,
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
        const heard = this.#voice.sound(id, samples);
        this.#updateDeafness();
        return heard;
      },
    });
    const names: ProviderNames = { stt: null, llm: null, tts: `${tts.provider}/${tts.model}` };
    this.#clock = new AnswerClock({
      providerTime,
      log,
      now: () => timeline.now(),
      names: options.providerNames ?? (() => names),
    });
    this.#idle = new IdleWatch(timeline, options.maxUserIdleMs, (attempt) => {
      this.#askIdle(attempt);
    });
    this.#filler = new Filler(timeline, language, (line, speechId) => {
      this.#fill(line, speechId);
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
    this.#voice = new AgentVoice({
      timeline,
      tts,
      voice: options.ttsVoice,
      language,
      providerTime,
      cache: options.phrases ?? new PhraseCache(),
      bed: options.bed ?? null,
      recordings: options.recordings ?? null,
      events: this.#voiceEvents(),
    });
    this.#deafness = new Deafness({
      log,
      uninterruptible: () => this.#voice.uninterruptible || this.#hangUpAfterSpeech !== null,
      changed: (deaf) => {
        this.#caller.setDeaf(deaf);
      },
    });
    this.#caller = new CallerTurns({
      ...options,
      vad: guardedVad(options.vad, echo),
      ahead: (deltas, signal) => this.#voice.prepare(deltas, signal),
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
      ttsCharacters: this.#voice.characters,
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
    this.#voice.open();
    this.#durationTimer = timeline.at(this.#openedMs + maxCallDurationMs, () => {
      this.end('call_duration_exceeded');
    });
    this.#setState('listening');
    this.#updateDeafness();
    timeline.at(this.#openedMs + dialogue.openingDelayMs, () => {
      this.#clock.opening();
      this.#performances.begin((signal) => dialogue.open(signal));
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
    this.#filler.providerMoved();
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
    if (this.#state === 'ended') return;
    const { log, leg, onEnd } = this.#options;
    this.#performances.cut();
    this.#clock.over(this.#voice.busy);
    this.#voice.silence();
    this.#idle.pause();
    this.#filler.dispose();
    this.#entries.dispose();
    this.#durationTimer?.dispose();
    leg.close();
    this.#caller.close();
    this.#line.close();
    this.#voice.dispose();
    if (log.mediaClock) this.#recorder.finish(this.#mediaMs());
    if (log.mediaClock) log.write('media-close', { duration_ms: this.#recorder.durationMs });
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
    const { timeline, dialogue } = this.#options;
    this.#caller.typed(this.#mediaMs());
    this.#idle.heard();
    this.#interrupt();
    this.#entries.write(entry);
    this.#filler.waitFrom(timeline.now());
    this.#clock.turnOver(null);
    this.#words.answered();
    this.#setState('thinking');
    const turn = { text: entry.text, understood: true };
    this.#performances.begin((signal) => dialogue.reply(turn, signal));
  }

  #callerEvents(): CallerTurnsEvents {
    const { timeline, dialogue } = this.#options;
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
        this.#filler.waitFrom(timeline.now());
        this.#clock.turnOver({
          voiceEndMs: turn.voiceEndMs + this.#openedMs,
          vadStopMs: turn.vadStopMs === null ? null : turn.vadStopMs + this.#openedMs,
        });
        this.#setState('thinking');
      },
      answer: (turn) => {
        this.#words.answered();
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
        this.#voice.say(act, signal);
        break;
      case 'say-end':
        this.#voice.sayEnd(act.speechId, signal);
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

  #voiceEvents(): AgentVoiceEvents {
    return {
      text: (segment) => {
        this.#speechLog.text(segment);
      },
      segmentStart: (segment, piece) => {
        if (!this.#filler.isSpeech(segment.speechId)) this.#clock.piece(piece);
        this.#speechLog.started(segment);
      },
      segmentStop: (played) => {
        this.#words.heard(played.textPlayed, this.#mediaMs());
        this.#speechLog.stopped(played);
      },
      frame: (frame) => {
        this.#out.speech(frame, this.#mediaMs());
        // A filler is no answer: the wait goes on behind it.
        if (!this.#filler.isSpeech(this.#voice.sounding?.speechId)) this.#clock.frame();
        if (this.#state !== 'caller-speaking') this.#setState('agent-speaking');
      },
      fade: (frame) => {
        this.#out.speech(frame, this.#mediaMs());
      },
      between: (frame) => {
        this.#out.between(frame, this.#mediaMs());
      },
      heard: (speechId, textPlayed) => {
        this.#options.dialogue.heard(speechId, textPlayed);
      },
      idle: () => {
        this.#settle();
      },
      failed: (error) => {
        this.#report('tts', error);
      },
    };
  }

  /** Who waits in silence because a provider has given way hears that the agent is at it. */
  #fill(text: string, speechId: string): void {
    const { signal } = this.#performances;
    if (this.#state !== 'thinking' || this.#voice.busy || !signal) return;
    this.#voice.say({ type: 'say', speechId, text, source: 'filler', interruptible: true }, signal);
    this.#voice.sayEnd(speechId, signal);
  }

  #agentSide(): AgentSide {
    return {
      hasFloor: () => this.#performances.signal !== null || this.#voice.busy,
      hold: (onsetMs) => {
        this.#hold(onsetMs);
      },
      resume: (reason, text) => {
        this.#resume(reason, text);
      },
      interrupt: () => {
        this.#interrupt();
      },
      said: () => this.#words.said,
      awaitsAnswer: () => this.#words.awaitsAnswer(this.#voice.sounding, this.#mediaMs()),
    };
  }

  /** The caller may be speaking over the agent: what is being heard stops until that is decided. */
  #hold(onsetMs: number): void {
    const sounding = this.#voice.sounding;
    this.#voice.hold();
    if (sounding) this.#speechLog.held(sounding.speechId, onsetMs, this.#mediaMs());
  }

  #resume(reason: ResumeReason, text: string): void {
    this.#speechLog.resumed(reason, text, this.#mediaMs());
    this.#voice.resume();
    this.#settle();
  }

  /** The caller speaks over the agent: it falls silent, and remembers only what was heard. */
  #interrupt(): void {
    const heldSinceMs = this.#speechLog.heldUntilCut();
    if (!this.#voice.busy && !this.#performances.signal) {
      this.#voice.resume();
      return;
    }
    this.#performances.cut();
    this.#deafness.muteByDialogue(false);
    const audible = this.#voice.audible;
    const stoppedMs = heldSinceMs ?? this.#mediaMs();
    const cut = this.#voice.silence();
    this.#clock.over(true);
    this.#options.leg.clear();
    if (cut && audible) this.#speechLog.interrupted(cut, stoppedMs - this.#caller.onsetMs);
    this.#updateDeafness();
  }

  /** Looks whether everything has been said; then the floor is the caller's, or the call is over. */
  #settle(): void {
    if (this.#ended() || this.#performances.signal || this.#voice.busy) return;
    this.#clock.over(false);
    if (this.#hangUpAfterSpeech !== null) {
      this.end(this.#hangUpAfterSpeech);
      return;
    }
    this.#deafness.openingHeard();
    this.#updateDeafness();
    this.#caller.agentDone();
    if (!this.#caller.inTurn) this.#setState('listening');
    this.#idle.arm();
    this.#takeEntry();
    this.#storeLines();
  }

  /** Lines that may come next are synthesised in the caller's time. A call that must repeat exactly does without. */
  #storeLines(): void {
    const { dialogue, lockstep } = this.#options;
    if (!lockstep && dialogue.ahead) void this.#voice.store(dialogue.ahead());
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

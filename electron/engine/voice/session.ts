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
import { dtmfTones } from '../audio/dtmf-tones.ts';
import { silentFrame } from '../audio/frame.ts';
import type { Disposable } from '../base/disposable.ts';
import { toStudioError } from '../base/errors.ts';
import type { Timeline } from '../base/timeline.ts';
import type { NoiseSuppressionStream } from '../providers/spec/noise-suppression.ts';
import { pressedText } from '../providers/spec/pressed-keys.ts';
import type { SttStream } from '../providers/spec/stt.ts';
import type { TextToSpeech } from '../providers/spec/tts.ts';
import type { VadStream } from '../providers/spec/vad.ts';
import { AgentVoice } from './agent-voice.ts';
import type { SoundBed } from './ambience/sound-bed.ts';
import type { Dialogue, DialogueAct } from './dialogue.ts';
import type { EventLog } from './event-log.ts';
import { AnswerClock, type ProviderNames } from './latency.ts';
import type { Leg } from './leg.ts';
import { DigitCollector } from './line/digit-collector.ts';
import { EchoGuard } from './line/echo-guard.ts';
import { expectedDigits } from './line/expected-digits.ts';
import { guardedVad } from './line/guarded-vad.ts';
import { LineIn } from './line/line-in.ts';
import type { ProviderTime } from './provider-time.ts';
import { Recorder, type RecordingSink } from './recorder.ts';
import type { RecordedSpeech } from './speech/recorded-speech.ts';
import { PhraseCache } from './speech/phrase-cache.ts';
import { AgentWords } from './turns/agent-words.ts';
import type { ResumeReason } from './turns/barge-in.ts';
import { CallerTurns } from './turns/caller-turns.ts';
import { Filler } from './turns/filler.ts';
import { IdleWatch } from './turns/idle-watch.ts';
import type { VoiceSettings } from './voice-settings.ts';

export type SessionState =
  'connecting' | 'listening' | 'caller-speaking' | 'thinking' | 'agent-speaking' | 'ended';

export interface SessionOptions {
  timeline: Timeline;
  leg: Leg;
  dialogue: Dialogue;
  vad: VadStream;
  stt: SttStream;
  tts: TextToSpeech;
  ttsVoice: string | null;
  /** Language of the conversation, BCP 47. */
  language: string;
  providerTime: ProviderTime;
  settings: VoiceSettings;
  recording: RecordingSink;
  log: EventLog;
  /** Longest wait for the next key of a number that is keyed in; default 2000. */
  keyPauseMs?: number;
  /** Takes noise out of what is listened to; the session closes it. */
  noiseSuppressor?: NoiseSuppressionStream | null;
  /** What is heard beneath the agent's speech and between it; absent: nothing. */
  bed?: SoundBed | null;
  /** Speech that was recorded; absent: there is none. */
  recordings?: RecordedSpeech | null;
  /** Silence of the caller before the idle prompt; longest call. */
  maxUserIdleMs: number;
  maxCallDurationMs: number;
  /** Who serves each stage, as a waterfall tells it; asked once an answer. */
  providerNames?: () => ProviderNames;
  /** Speech synthesised before, shared by the calls of a process; absent: this call's own. */
  phrases?: PhraseCache;
  /** Frames wait for the detector and the recogniser (calls from files); see `LegEvents.frame`. */
  lockstep: boolean;
  onState: (state: SessionState) => void;
  /** Told once, with the disposition (see `dispositions`). */
  onEnd: (disposition: string) => void;
}

/** One answer of the dialogue, while it is being produced. */
interface Performance {
  readonly abort: AbortController;
  done: Promise<void>;
}

export class VoiceSession {
  readonly #options: SessionOptions;
  readonly #caller: CallerTurns;
  readonly #voice: AgentVoice;
  readonly #recorder: Recorder;
  readonly #clock: AnswerClock;
  /** Turns that were written or keyed in, and wait to be taken up. */
  readonly #typed: { text: string; typed: boolean }[] = [];
  readonly #line: LineIn;
  readonly #digits: DigitCollector;
  readonly #echo = new EchoGuard();
  #keysSent = 0;
  #state: SessionState = 'connecting';
  #openedMs = 0;
  #performance: Performance | null = null;
  /** The caller's microphone is muted at the caller's wish. */
  #microphoneMuted = false;
  /** The opening has been heard: only then does the agent listen. */
  #openingOver = false;
  #deaf = false;
  /** The dialogue wants nobody to be listened to: a tool runs. */
  #mutedByDialogue = false;
  #hangUpAfterSpeech: string | null = null;
  #durationTimer: Disposable | undefined;
  readonly #idle: IdleWatch;
  readonly #filler: Filler;
  readonly #words: AgentWords;
  /** The speech that is held where it was being heard, ms of media. */
  #heldSpeech: { speechId: string; sinceMs: number } | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#recorder = new Recorder(options.recording);
    this.#line = new LineIn({
      listensForKeys: options.leg.keysAsTones === true,
      suppressor: options.noiseSuppressor ?? null,
      key: (key, atMs) => {
        this.#key(key, atMs);
      },
    });
    this.#digits = new DigitCollector({
      timeline: options.timeline,
      interDigitMs: options.keyPauseMs ?? 2000,
      maximumDigits: () => expectedDigits(options.dialogue.hints()),
      complete: (digits, atMs) => {
        options.log.write('dtmf', { direction: 'in', digits }, atMs);
        this.#typed.push({ text: pressedText(digits), typed: false });
        this.#takeTyped();
      },
    });
    const { provider, model } = options.tts;
    const names: ProviderNames = { stt: null, llm: null, tts: `${provider}/${model}` };
    this.#clock = new AnswerClock({
      providerTime: options.providerTime,
      log: options.log,
      now: () => options.timeline.now(),
      names: options.providerNames ?? (() => names),
    });
    this.#words = new AgentWords(options.language);
    this.#idle = new IdleWatch(options.timeline, options.maxUserIdleMs, (attempt) => {
      this.#askIdle(attempt);
    });
    this.#filler = new Filler(options.timeline, options.language, (line, speechId) => {
      const performance = this.#performance;
      if (this.#state !== 'thinking' || this.#voice.busy || !performance) return;
      this.#voice.say(
        { type: 'say', speechId, text: line, source: 'filler', interruptible: true },
        performance.abort.signal,
      );
      this.#voice.sayEnd(speechId, performance.abort.signal);
    });
    this.#voice = new AgentVoice({
      timeline: options.timeline,
      tts: options.tts,
      voice: options.ttsVoice,
      language: options.language,
      providerTime: options.providerTime,
      cache: options.phrases ?? new PhraseCache(),
      bed: options.bed ?? null,
      recordings: options.recordings ?? null,
      events: {
        text: ({ speechId, text, source, recordingId }) => {
          const recording = recordingId === undefined ? {} : { recording_id: recordingId };
          options.log.write('agent-text', { speech_id: speechId, text, source, ...recording });
        },
        segmentStart: ({ speechId, text }, piece) => {
          if (!this.#filler.isSpeech(speechId)) this.#clock.piece(piece);
          options.log.write('agent-speech-start', { speech_id: speechId, text });
        },
        segmentStop: ({ segment, textPlayed, interrupted }) => {
          this.#words.heard(textPlayed, this.#mediaMs());
          options.log.write('agent-speech-stop', {
            speech_id: segment.speechId,
            text_played: textPlayed,
            interrupted,
          });
        },
        frame: (frame) => {
          this.#sendFrame(frame);
        },
        fade: (frame) => {
          options.leg.send(frame);
          this.#said(frame);
        },
        between: (frame) => {
          options.leg.send(frame);
          this.#recorder.between(frame, this.#mediaMs());
        },
        heard: (speechId, textPlayed) => {
          options.dialogue.heard(speechId, textPlayed);
        },
        idle: () => {
          this.#settle();
        },
        failed: (error) => {
          this.#report('tts', error);
        },
      },
    });
    this.#caller = new CallerTurns({
      ...options,
      vad: guardedVad(options.vad, this.#echo),
      ahead: (deltas, signal) => this.#voice.prepare(deltas, signal),
      agent: {
        hasFloor: () => this.#performance !== null || this.#voice.busy,
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
      },
      events: {
        present: () => {
          this.#idle.pause();
        },
        speaks: () => {
          this.#idle.heard();
          this.#setState('caller-speaking');
        },
        over: (turn) => {
          this.#idle.heard();
          this.#filler.waitFrom(options.timeline.now());
          this.#clock.turnOver({
            voiceEndMs: turn.voiceEndMs + this.#openedMs,
            vadStopMs: turn.vadStopMs === null ? null : turn.vadStopMs + this.#openedMs,
          });
          this.#setState('thinking');
        },
        answer: (turn) => {
          this.#words.answered();
          this.#perform((signal) => options.dialogue.reply(turn, signal));
        },
        nothing: () => {
          this.#settle();
        },
        failed: (stage, error) => {
          this.#report(stage, error);
        },
      },
    });
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Nobody speaks, nothing is being prepared: the caller has the floor. */
  get quiet(): boolean {
    return this.#state === 'listening' && !this.#deaf;
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
      this.#perform((signal) => dialogue.open(signal));
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
      this.#typed.push({ text, typed: true });
      this.#takeTyped();
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
    const pressed = keys.split('').filter(isDtmfKey);
    if (this.#ended() || signal.aborted || pressed.length === 0) return 'cut';
    const { leg, log } = this.#options;
    log.write('dtmf', { direction: 'out', digits: pressed.join('') });
    if (leg.sendKeys) {
      await leg.sendKeys(pressed);
      return 'sent';
    }
    this.#keysSent += 1;
    const heard = this.#voice.sound(`keys_${this.#keysSent}`, dtmfTones(pressed));
    this.#updateDeafness();
    return (await heard) === 'heard' ? 'sent' : 'cut';
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
    this.#performance?.abort.abort();
    this.#clock.over(this.#voice.busy);
    this.#voice.silence();
    this.#idle.pause();
    this.#filler.dispose();
    this.#digits.dispose();
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
    await this.#performance?.done;
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
    if (this.#openingOver && !this.#deaf) {
      this.#idle.pause();
      this.#interrupt();
    }
    this.#digits.press(key, atMs);
  }

  #takeTyped(): void {
    // Nothing can be answered before the agent has opened the call.
    if (this.#deaf || !this.#openingOver) return;
    const next = this.#typed.shift();
    if (next === undefined) return;
    const { text, typed } = next;
    const { log, dialogue } = this.#options;
    this.#caller.typed(this.#mediaMs());
    this.#idle.heard();
    this.#interrupt();
    log.turn += 1;
    log.write('turn-start', {});
    log.write('turn-end', { silence_ms: 0 });
    log.write('transcript-final', { text, understood: true, typed });
    this.#filler.waitFrom(this.#options.timeline.now());
    this.#clock.turnOver(null);
    this.#words.answered();
    this.#setState('thinking');
    this.#perform((signal) => dialogue.reply({ text, understood: true }, signal));
  }

  // ── the agent ─────────────────────────────────────────────────────────────────────────────────────────────

  /** Lets the dialogue answer, after the answer before has come to its end. */
  #perform(answer: (signal: AbortSignal) => AsyncIterable<DialogueAct>): void {
    const before = this.#performance;
    const abort = new AbortController();
    const performance: Performance = { abort, done: Promise.resolve() };
    this.#performance = performance;
    performance.done = (async () => {
      await before?.done;
      try {
        for await (const act of answer(abort.signal)) {
          if (abort.signal.aborted) continue;
          this.#act(act, abort.signal);
        }
      } catch (error) {
        this.#report('dialogue', error);
        if (!abort.signal.aborted) this.#hangUpAfterSpeech = 'unexpected_error';
      }
      if (this.#performance !== performance) return;
      this.#performance = null;
      this.#mutedByDialogue = false;
      this.#settle();
    })();
  }

  #act(act: DialogueAct, signal: AbortSignal): void {
    switch (act.type) {
      case 'say':
        this.#voice.say(act, signal);
        break;
      case 'say-end':
        this.#voice.sayEnd(act.speechId, signal);
        break;
      case 'mute':
        this.#mutedByDialogue = act.muted;
        break;
      case 'hang-up':
        this.#hangUpAfterSpeech = act.disposition;
        break;
    }
    this.#updateDeafness();
  }

  #said(frame: Int16Array): void {
    this.#recorder.agent(frame, this.#mediaMs());
    this.#echo.agent(frame, this.#mediaMs());
  }

  #sendFrame(frame: Int16Array): void {
    this.#options.leg.send(frame);
    this.#said(frame);
    // A filler is no answer: the wait goes on behind it.
    if (!this.#filler.isSpeech(this.#voice.sounding?.speechId)) this.#clock.frame();
    if (this.#state !== 'caller-speaking') this.#setState('agent-speaking');
  }

  /** The caller may be speaking over the agent: what is being heard stops until that is decided. */
  #hold(onsetMs: number): void {
    const sounding = this.#voice.sounding;
    this.#voice.hold();
    if (!sounding) return;
    const sinceMs = this.#mediaMs();
    this.#heldSpeech = { speechId: sounding.speechId, sinceMs };
    this.#options.log.write('speech-hold', {
      speech_id: sounding.speechId,
      onset_to_hold_ms: sinceMs - onsetMs,
    });
  }

  #resume(reason: ResumeReason, text: string): void {
    const held = this.#heldSpeech;
    this.#heldSpeech = null;
    if (held) {
      const heldMs = this.#mediaMs() - held.sinceMs;
      this.#options.log.write('speech-resume', { speech_id: held.speechId, held_ms: heldMs, reason, text });
    }
    this.#voice.resume();
    this.#settle();
  }

  /** The caller speaks over the agent: it falls silent, and remembers only what was heard. */
  #interrupt(): void {
    const speaking = this.#voice.busy;
    const performance = this.#performance;
    const held = this.#heldSpeech;
    this.#heldSpeech = null;
    if (!speaking && !performance) {
      this.#voice.resume();
      return;
    }
    performance?.abort.abort();
    this.#mutedByDialogue = false;
    const audible = this.#voice.audible;
    const stoppedMs = held?.sinceMs ?? this.#mediaMs();
    const cut = this.#voice.silence();
    this.#clock.over(true);
    this.#options.leg.clear();
    if (cut && audible) {
      this.#options.log.write('interruption', {
        speech_id: cut.segment.speechId,
        text_played: cut.textPlayed,
        onset_to_stop_ms: stoppedMs - this.#caller.onsetMs,
      });
    }
    this.#updateDeafness();
  }

  /** Looks whether everything has been said; then the floor is the caller's, or the call is over. */
  #settle(): void {
    if (this.#ended() || this.#performance || this.#voice.busy) return;
    this.#clock.over(false);
    if (this.#hangUpAfterSpeech !== null) {
      this.end(this.#hangUpAfterSpeech);
      return;
    }
    this.#openingOver = true;
    this.#updateDeafness();
    this.#caller.agentDone();
    if (!this.#caller.inTurn) this.#setState('listening');
    this.#idle.arm();
    this.#takeTyped();
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
    this.#perform((signal) => dialogue.idle(attempt, signal));
  }

  /** The mute rules: until the opening has been heard, while something is queued that may not be interrupted, and as the dialogue asks. */
  #updateDeafness(): void {
    if (this.#ended()) return;
    const reason = this.#muteReason();
    const deaf = reason !== null;
    if (deaf === this.#deaf) return;
    this.#deaf = deaf;
    this.#caller.setDeaf(deaf);
    const { log } = this.#options;
    if (deaf) log.write('caller-mute', { reason });
    else log.write('caller-unmute', {});
  }

  #muteReason(): string | null {
    if (!this.#openingOver) return 'opening';
    if (this.#mutedByDialogue) return 'a tool runs';
    if (this.#voice.uninterruptible || this.#hangUpAfterSpeech !== null)
      return 'agent may not be interrupted';
    return null;
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

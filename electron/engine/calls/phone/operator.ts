/**
 * A person at the studio who joins a call: listens to both parties, whispers to the agent, keeps it quiet, or speaks
 * instead of it. The page's audio channel is what they hear and speak by.
 *
 *   (nobody) ──audio opened──► listening ──take-over──► speaking ──hand-back──► listening
 *      ▲                          │                        │
 *      └──────audio closed────────┴── for `awayMs`, then the agent goes on ─┘
 */
import type { PhoneCall } from '#shared/bridge/phone.ts';
import type { OperatorAction } from '#shared/domain/phone-call.ts';
import { FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE_HZ, silentFrame } from '../../audio/frame.ts';
import { FrameSplitter } from '../../audio/frames.ts';
import { StreamingResampler } from '../../audio/resampler.ts';
import type { Disposable } from '../../base/disposable.ts';
import { StudioError } from '../../base/errors.ts';
import type { Timeline } from '../../base/timeline.ts';
import type { AttachedAudio, AudioSink } from '../legs/bridge-leg.ts';
import type { OperatorEar } from '../operator-ear.ts';
import type { VoiceCall } from '../voice-call.ts';

/** A page that is reloaded while its operator speaks comes back within this; then the agent speaks again, ms. */
const awayMs = 10_000;
/** Handed back, the agent waits so long to be told what was said last, ms. */
const lastWordsMs = 1500;
/** Frames of the microphone that wait before the first is sent, against their uneven coming, and the most that do. */
const cushionFrames = 3;
const mostFrames = 12;
/** Frames of the agent that wait for the caller's beside which they are heard. */
const mostAgentFrames = 4;

export class Operator {
  readonly #timeline: Timeline;
  readonly #voice: () => VoiceCall;
  readonly #changed: () => void;
  #audio: { sink: AudioSink; out: StreamingResampler } | null = null;
  readonly #agentFrames: Int16Array[] = [];
  readonly #microphone: Int16Array[] = [];
  #flows = false;
  #tap: Disposable | undefined;
  #beat: Disposable | undefined;
  #away: Disposable | undefined;
  #muted = false;
  #ear: OperatorEar | null = null;
  #isClosed = false;
  /** Since when a person speaks; null while the agent does. */
  #tookOverMs: number | null = null;

  constructor(options: { timeline: Timeline; voice: () => VoiceCall; changed: () => void }) {
    this.#timeline = options.timeline;
    this.#voice = options.voice;
    this.#changed = options.changed;
  }

  get state(): PhoneCall['operator'] {
    return {
      is_listening: this.#audio !== null,
      has_taken_over: this.#tookOverMs !== null,
      is_agent_muted: this.#muted,
    };
  }

  /** Both parties are heard from now on; whoever listened before is told and let go. */
  attach(sampleRateHz: number, sink: AudioSink): AttachedAudio {
    const before = this.#audio;
    const held = { sink, out: new StreamingResampler(SAMPLE_RATE_HZ, sampleRateHz) };
    this.#audio = held;
    before?.sink.replaced();
    const resampler = new StreamingResampler(sampleRateHz, SAMPLE_RATE_HZ);
    const splitter = new FrameSplitter();
    this.#timeline.post(() => {
      this.#away?.dispose();
      this.#tap ??= this.#voice().tap({
        caller: (frame) => {
          this.#hear(frame);
        },
        agent: (frame) => {
          if (this.#agentFrames.push(frame) > mostAgentFrames) this.#agentFrames.shift();
        },
      });
      if (!before) this.#tell('listen');
    });
    return {
      receive: (pcm) => {
        if (this.#audio !== held) return;
        const frames = splitter.push(resampler.push(pcm));
        this.#timeline.post(() => {
          this.#speak(frames);
        });
      },
      detach: () => {
        this.#timeline.post(() => {
          if (this.#audio === held) this.#leave();
        });
      },
    };
  }

  whisper(text: string): void {
    this.#timeline.post(() => {
      this.#voice().instruct(text);
      this.#tell('whisper', text);
    });
  }

  muteAgent(muted: boolean): void {
    this.#timeline.post(() => {
      if (muted === this.#muted) return;
      this.#muted = muted;
      this.#tell(muted ? 'mute-agent' : 'unmute-agent');
      this.#voice().standBy('muted', muted);
    });
  }

  /** Called inside an event of the timeline. Throws when there is no sound by which the operator could speak. */
  takeOver(): void {
    if (!this.#audio)
      throw new StudioError(
        'input-invalid',
        'Listen to the call first: its sound is what you speak by. Then take it over.',
      );
    if (this.#tookOverMs !== null) return;
    this.#tookOverMs = this.#timeline.now();
    this.#microphone.length = 0;
    this.#flows = false;
    this.#tell('take-over');
    this.#voice().standBy('operator', true);
    this.#ear = this.#voice().hearOperator();
    this.#pace();
  }

  handBack(): void {
    this.#timeline.post(() => {
      this.#handBack();
    });
  }

  /** The call is over. */
  close(): void {
    this.#isClosed = true;
    this.#beat?.dispose();
    this.#away?.dispose();
    this.#tap?.dispose();
    this.#audio?.sink.ended();
    this.#audio = null;
  }

  #handBack(): void {
    const sinceMs = this.#tookOverMs;
    if (sinceMs === null) return;
    this.#tookOverMs = null;
    this.#beat?.dispose();
    const seconds = Math.round((this.#timeline.now() - sinceMs) / 1000);
    this.#tell('hand-back');
    const ear = this.#ear;
    this.#ear = null;
    if (!ear) return;
    const last = this.#timeline.at(this.#timeline.now() + lastWordsMs, () => {
      this.#goOn(ear, seconds);
    });
    void ear.finish().then(() => {
      this.#timeline.post(() => {
        last.dispose();
        this.#goOn(ear, seconds);
      });
    });
  }

  /** The agent is told, and speaks again; unless a person has taken over once more. */
  #goOn(ear: OperatorEar, seconds: number): void {
    if (ear.isClosed || this.#isClosed) return;
    ear.close();
    const missed = ear.missed > 0 ? ' Some of what they said could not be understood.' : '';
    this.#voice().instruct(
      `A person of your team has spoken with the caller instead of you for ${String(seconds)} seconds, and hands the call back to you now. What both of them said stands in the conversation, that person’s words as yours.${missed} Go on with the conversation from there.`,
    );
    if (this.#tookOverMs === null) this.#voice().standBy('operator', false);
  }

  #leave(): void {
    this.#audio = null;
    this.#agentFrames.length = 0;
    this.#tap?.dispose();
    this.#tap = undefined;
    this.#tell('leave');
    if (this.#tookOverMs === null) return;
    this.#away = this.#timeline.at(this.#timeline.now() + awayMs, () => {
      this.#handBack();
    });
  }

  /** The caller's frames set the pace of what is heard. */
  #hear(caller: Int16Array): void {
    const audio = this.#audio;
    if (!audio) return;
    const agent = this.#agentFrames.shift();
    audio.sink.frame(audio.out.push(agent ? mixed(caller, agent) : caller));
  }

  #speak(frames: Int16Array[]): void {
    if (this.#tookOverMs === null) return;
    this.#microphone.push(...frames);
    // A page that stalled sends what it kept all at once: the newest of it counts.
    if (this.#microphone.length > mostFrames)
      this.#microphone.splice(0, this.#microphone.length - cushionFrames);
  }

  #pace(): void {
    this.#beat = this.#timeline.at(this.#timeline.now() + FRAME_MS, () => {
      this.#flows = this.#microphone.length >= (this.#flows ? 1 : cushionFrames);
      const frame = this.#flows ? this.#microphone.shift() : undefined;
      if (frame) this.#voice().operatorFrame(frame);
      this.#ear?.frame(frame ?? silentFrame());
      this.#pace();
    });
  }

  #tell(action: OperatorAction, text: string | null = null): void {
    this.#voice().log.write('operator', { action, text });
    this.#changed();
  }
}

function mixed(one: Int16Array, other: Int16Array): Int16Array {
  const sum = new Int16Array(FRAME_SAMPLES);
  for (let index = 0; index < FRAME_SAMPLES; index++)
    sum[index] = Math.max(-32_768, Math.min(32_767, (one[index] ?? 0) + (other[index] ?? 0)));
  return sum;
}

/** A whole call of the scripted stack: a caller on tape, the session, and all that came of it. */
import { FRAME_MS, FRAME_SAMPLES } from '../../audio/frame.ts';
import { VirtualTimeline } from '../../base/timeline.ts';
import type { SpeechToText } from '../../providers/spec/stt.ts';
import type { SoundBed } from '../ambience/sound-bed.ts';
import type { Leg, LegEvents } from '../leg.ts';
import { ProviderTime, type FixedProviderTime } from '../provider-time.ts';
import { VoiceSession, type SessionState } from '../session.ts';
import type { RecordedSpeech } from '../speech/recorded-speech.ts';
import { voiceSettingsOf } from '../voice-settings.ts';
import type { TurnTaking } from '#shared/domain/turn-taking.ts';
import {
  CollectedLog,
  ScriptedDialogue,
  concatenate,
  scriptedStt,
  scriptedTts,
  scriptedVad,
} from './scripted.ts';

/** Plays a recording on the frame grid, then silence; remembers what it was sent. */
export class TapeLeg implements Leg {
  readonly sent: { atMs: number; loud: boolean; samples: Int16Array }[] = [];
  cleared = 0;
  readonly #timeline: VirtualTimeline;
  readonly #tape: Int16Array;
  #events: LegEvents | null = null;

  constructor(timeline: VirtualTimeline, tape: Int16Array) {
    this.#timeline = timeline;
    this.#tape = tape;
  }

  open(events: LegEvents): void {
    this.#events = events;
    this.#schedule(0);
  }

  #schedule(index: number): void {
    this.#timeline.at((index + 1) * FRAME_MS, async () => {
      const frame = new Int16Array(FRAME_SAMPLES);
      frame.set(this.#tape.subarray(index * FRAME_SAMPLES, (index + 1) * FRAME_SAMPLES));
      await this.#events?.frame(frame);
      if (this.#events) this.#schedule(index + 1);
    });
  }

  send(frame: Int16Array): void {
    this.sent.push({
      atMs: this.#timeline.now(),
      loud: frame.some((sample) => sample !== 0),
      samples: frame.slice(),
    });
  }

  clear(): void {
    this.cleared += 1;
  }

  close(): void {
    this.#events = null;
  }
}

export interface Outcome {
  disposition: string;
  log: CollectedLog;
  dialogue: ScriptedDialogue;
  leg: TapeLeg;
  states: SessionState[];
  recording: Int16Array;
  types: string[];
}

/** A call of the scripted stack, on virtual time, to its end. */
export async function scriptedCall(options: {
  lines: string[];
  transcripts?: (string | null)[];
  tape?: Int16Array;
  fixed?: FixedProviderTime;
  maxUserIdleMs?: number;
  maxCallDurationMs?: number;
  hangUpAtMs?: number;
  openAtMs?: number;
  type?: { atMs: number; text: string };
  /** What is done to the session, and when. */
  acts?: readonly (readonly [atMs: number, act: (session: VoiceSession) => void])[];
  delayMs?: number;
  turnTaking?: TurnTaking;
  /** Instead of the one that tells a word every 200 ms. */
  stt?: SpeechToText;
  dialogue?: ScriptedDialogue;
  bed?: SoundBed | null;
  recordings?: RecordedSpeech;
}): Promise<Outcome> {
  const timeline = new VirtualTimeline();
  const leg = new TapeLeg(timeline, options.tape ?? new Int16Array(0));
  const dialogue = options.dialogue ?? new ScriptedDialogue([...options.lines], options.delayMs ?? 0);
  const log = new CollectedLog();
  const states: SessionState[] = [];
  const blocks: Int16Array[] = [];
  let disposition = '';
  const session = new VoiceSession({
    timeline,
    leg,
    dialogue,
    vad: scriptedVad().open(),
    stt: (options.stt ?? scriptedStt(options.transcripts ?? [])).open(),
    tts: scriptedTts(),
    ttsVoice: null,
    language: 'en-US',
    providerTime: new ProviderTime(timeline, options.fixed ?? { stt: 0, llm: 0, tts: 0, extraction: 0 }),
    settings: voiceSettingsOf(options.turnTaking),
    recording: { write: (block) => blocks.push(block.slice()) },
    bed: options.bed ?? null,
    recordings: options.recordings ?? null,
    log,
    maxUserIdleMs: options.maxUserIdleMs ?? 10_000,
    maxCallDurationMs: options.maxCallDurationMs ?? 60_000,
    lockstep: true,
    onState: (state) => states.push(state),
    onEnd: (ended) => {
      disposition = ended;
      timeline.dispose();
    },
  });
  timeline.at(options.openAtMs ?? 0, () => {
    session.open();
  });
  const { hangUpAtMs, type } = options;
  if (hangUpAtMs !== undefined) {
    timeline.at(hangUpAtMs, () => {
      session.end('user_hangup');
    });
  }
  if (type) {
    timeline.at(type.atMs, () => {
      session.type(type.text);
    });
  }
  for (const [atMs, act] of options.acts ?? []) {
    timeline.at(atMs, () => {
      act(session);
    });
  }
  await timeline.run();
  await session.settled();
  return {
    disposition,
    log,
    dialogue,
    leg,
    states,
    recording: concatenate(...blocks),
    types: log.events.map(({ type: name }) => name),
  };
}

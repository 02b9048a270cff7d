/** A whole call on virtual time whose caller is a tape, with scripted providers. */
import { FRAME_MS, FRAME_SAMPLES } from '../../audio/frame.ts';
import { VirtualTimeline } from '../../base/timeline.ts';
import type { Dialogue } from '../dialogue.ts';
import type { Leg, LegEvents } from '../leg.ts';
import { ProviderTime } from '../provider-time.ts';
import { VoiceSession, type SessionOptions } from '../session.ts';
import { defaultVoiceSettings } from '../voice-settings.ts';
import { CollectedLog, scriptedStt, scriptedTts, scriptedVad } from './scripted.ts';

/** Plays a recording on the frame grid, then silence; keeps what the agent sent. */
export class TapeLeg implements Leg {
  readonly keysAsTones = true;
  readonly sent: { atMs: number; frame: Int16Array }[] = [];
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

  send(frame: Int16Array): void {
    this.sent.push({ atMs: this.#timeline.now(), frame });
  }

  clear(): void {
    // Nothing is buffered beyond a tape.
  }

  close(): void {
    this.#events = null;
  }

  #schedule(index: number): void {
    this.#timeline.at((index + 1) * FRAME_MS, async () => {
      const frame = new Int16Array(FRAME_SAMPLES);
      frame.set(this.#tape.subarray(index * FRAME_SAMPLES, (index + 1) * FRAME_SAMPLES));
      await this.#events?.frame(frame);
      if (this.#events) this.#schedule(index + 1);
    });
  }
}

export interface TapeCall {
  tape: Int16Array;
  dialogue: Dialogue;
  transcripts?: (string | null)[];
  /** Done with the session at these moments, ms. */
  actions?: { atMs: number; act: (session: VoiceSession) => void }[];
  /** The line is cut then, unless the call is over before. */
  untilMs: number;
  /** Puts something before the dialogue and the leg. */
  screen?: (leg: Leg) => { dialogue: Dialogue; leg: Leg };
  options?: Partial<SessionOptions>;
}

export interface TapeOutcome {
  disposition: string;
  log: CollectedLog;
  leg: TapeLeg;
  recording: Int16Array;
}

export async function tapeCall(call: TapeCall): Promise<TapeOutcome> {
  const timeline = new VirtualTimeline();
  const leg = new TapeLeg(timeline, call.tape);
  const log = new CollectedLog();
  const blocks: Int16Array[] = [];
  let disposition = '';
  const { dialogue, leg: screened } = call.screen?.(leg) ?? { dialogue: call.dialogue, leg };
  const session = new VoiceSession({
    timeline,
    leg: screened,
    dialogue,
    vad: scriptedVad().open(),
    stt: scriptedStt(call.transcripts ?? []).open(),
    tts: scriptedTts(),
    ttsVoice: null,
    language: 'en-US',
    providerTime: new ProviderTime(timeline, { stt: 0, llm: 0, tts: 0, extraction: 0 }),
    settings: defaultVoiceSettings,
    recording: { write: (block) => blocks.push(block.slice()) },
    log,
    maxUserIdleMs: 10_000,
    maxCallDurationMs: 60_000,
    lockstep: true,
    onState: () => undefined,
    onEnd: (ended) => {
      disposition = ended;
      timeline.dispose();
    },
    ...call.options,
  });
  timeline.at(0, () => {
    session.open();
  });
  for (const { atMs, act } of call.actions ?? []) {
    timeline.at(atMs, () => {
      act(session);
    });
  }
  timeline.at(call.untilMs, () => {
    session.end('user_hangup');
  });
  await timeline.run();
  await session.settled();
  const recording = new Int16Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    recording.set(block, at);
    at += block.length;
  }
  return { disposition, log, leg, recording };
}

/** What a voice session is made of, and the states it is seen in. */
import type { Timeline } from '../../base/timeline.ts';
import type { NoiseSuppressionStream } from '../../providers/spec/noise-suppression.ts';
import type { SttStream } from '../../providers/spec/stt.ts';
import type { TextToSpeech } from '../../providers/spec/tts.ts';
import type { VadStream } from '../../providers/spec/vad.ts';
import type { SoundBed } from '../ambience/sound-bed.ts';
import type { Dialogue } from '../dialogue.ts';
import type { EventLog } from '../event-log.ts';
import type { ProviderNames } from '../latency.ts';
import type { Leg } from '../leg.ts';
import type { ProviderTime } from '../provider-time.ts';
import type { RecordingSink } from '../recorder.ts';
import type { PhraseCache } from '../speech/phrase-cache.ts';
import type { RecordedSpeech } from '../speech/recorded-speech.ts';
import type { VoiceSettings } from '../voice-settings.ts';

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
  /** A provider is a server elsewhere, whose answer may take long: then the caller hears a line meanwhile. */
  hosted?: boolean;
  /** Frames wait for the detector and the recogniser (calls from files); see `LegEvents.frame`. */
  lockstep: boolean;
  onState: (state: SessionState) => void;
  /** Told once, with the disposition (see `dispositions`). */
  onEnd: (disposition: string) => void;
}

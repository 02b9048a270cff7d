/**
 * The newest answer of a live call. While it is being heard only its `latency` is known: how long each part took, not when
 * it began. Until the `waterfall` tells, the voice ends at the first frame, and the model was asked when the words were
 * there, or ahead of that where it could not have been in time otherwise.
 */
import type { RunEvent, RunEventPayload } from '#shared/domain/run-event.ts';
import { coursesOf, stagesOf, type Course, type Waterfall } from './course.ts';

type Latency = RunEventPayload<'latency'>;

export interface LastCourse {
  course: Course;
  /** The answer is being heard: the places of its bars are estimates. */
  speaking: boolean;
}

/** Is there another course to be shown after this event? */
export function isNewsOfAnswer({ type }: RunEvent): boolean {
  return type === 'latency' || type === 'waterfall';
}

export function lastCourse(events: readonly RunEvent[]): LastCourse | undefined {
  const news = events.findLast(isNewsOfAnswer);
  const running = news?.type === 'latency' ? runningCourse(events, news) : null;
  if (running) return { course: running, speaking: true };
  const course = coursesOf(events).findLast(({ heardMs }) => heardMs !== null);
  return course && { course, speaking: false };
}

function runningCourse(
  events: readonly RunEvent[],
  { seq, turn, at_ms: firstFrameAtMs, payload }: Extract<RunEvent, { type: 'latency' }>,
): Course | null {
  const decidedAtMs = events.findLast((event) => event.type === 'turn-end' && event.turn === turn)?.at_ms;
  // A typed line has no last sample of the caller: it counts from the decision.
  const sinceDecisionMs =
    firstFrameAtMs === null || decidedAtMs == null ? null : Math.max(0, firstFrameAtMs - decidedAtMs);
  const heardMs = payload.voice_to_voice_ms ?? sinceDecisionMs;
  if (heardMs === null) return null;
  const marks = estimatedMarks(payload, heardMs);
  return {
    seq,
    turn,
    marks,
    stages: stagesOf(marks),
    heardMs,
    spokenMs: null,
    ownMs: payload.own_overhead_ms,
    anchorAtMs: firstFrameAtMs === null ? null : Math.max(0, firstFrameAtMs - heardMs),
  };
}

function estimatedMarks(latency: Latency, heardMs: number): Waterfall {
  const { voice_to_voice_ms: fromVoiceMs, stt_final_ms: sttMs, tts_first_audio_ms: ttsMs } = latency;
  const decidedMs = latency.endpointing_ms ?? 0;
  const voiceMs = heardMs - (ttsMs ?? 0);
  const wordsMs = sttMs === null ? decidedMs : Math.min(heardMs, decidedMs + sttMs);
  const llmMs = latency.llm_first_token_ms;
  const modelMs = llmMs === null ? null : Math.max(0, Math.min(wordsMs, voiceMs - llmMs));
  return {
    anchor: fromVoiceMs === null ? 'decision' : 'voice-end',
    vad_stop_ms: null,
    turn_decided_ms: decidedMs,
    stt_final_ms: sttMs === null ? null : wordsMs,
    llm_request_ms: modelMs,
    llm_first_token_ms: modelMs === null || llmMs === null ? null : modelMs + llmMs,
    first_sentence_ms: null,
    tts_request_ms: ttsMs === null ? null : voiceMs,
    tts_first_byte_ms: ttsMs === null ? null : heardMs,
    first_frame_ms: heardMs,
    last_frame_ms: null,
    // There was no time for it after the decision.
    speculated: modelMs !== null && modelMs < decidedMs,
    cut: false,
    providers: { stt: null, llm: null, tts: null },
  };
}
